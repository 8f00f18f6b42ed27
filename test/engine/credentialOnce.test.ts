import type { IncomingMessage, ServerResponse } from 'node:http';
import { ConnectFiTrigger } from '../../nodes/ConnectFi/ConnectFiTrigger.node';
import { sign } from '../../nodes/ConnectFi/callback/signature';
import type { Sandbox } from '../../sandbox';
import { startKycMsSandbox } from '../../sandbox/cloudpayments';
import { useFakeClock } from '../support/fakeClock';
import { credentialFor, runOperation as runCloudPayments } from './cloudPaymentsKyc/support/kyc';
import { loginCredential, newReference, runOperation, tokenCredential } from './support/connectFi';
import type { StoredCredential } from './support/engine';
import { serve, type OddServer } from './support/server';
import { listen } from './support/webhook';
import { useSandbox } from './support/useSandbox';

useFakeClock();
const customerId = 'cstap_5mBHiIx3QbkvEpjGfKsI9k';
const callbackSecret = 'the secret of these tests';

let sandbox: Sandbox;
useSandbox((started) => (sandbox = started));
beforeEach(() => {
	sandbox.reset();
	sandbox.setTokens({ shape: 'object', sessions: 'many' });
	sandbox.seed({ customers: [{ customerId }] });
});

const emptyItems = (count: number) => Array.from({ length: count }, () => ({ json: {} }));
const logins = () => sandbox.requests.filter(({ path }) => path === '/auth/get-token');
const askStatus = async (credential: StoredCredential, count: number, maxConcurrency = 50) =>
	await runOperation(
		sandbox,
		'customer.getStatus',
		{ customerId, options: { maxConcurrency } },
		{ credential, items: emptyItems(count) },
	);

/** Counts how often n8n reads a stored credential. */
function countReadings({ type, data }: StoredCredential) {
	const counted = {
		type,
		readings: 0,
		get data() {
			counted.readings++;
			return data;
		},
	};
	return counted;
}

describe('a run reads its credential once', () => {
	it('for any number of requests', async () => {
		const credential = countReadings(tokenCredential(sandbox));
		const { json, error } = await askStatus(credential, 60);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(60);
		expect(credential.readings).toBe(1);
	});

	it('also for the secret that signs its callbacks', async () => {
		const credential = countReadings(tokenCredential(sandbox, { callbackSecret }));
		const { error } = await runOperation(
			sandbox,
			'application.start',
			{
				customerId,
				reference: newReference(),
				callback: 'url',
				webhookUrl: 'http://localhost/hook',
			},
			{ credential },
		);
		expect(error).toBeUndefined();
		expect(credential.readings).toBe(1);
	});

	it('with a token of a login that is still good', async () => {
		const credential = loginCredential(sandbox);
		await askStatus(credential, 1);
		const counted = countReadings(credential);
		await askStatus(counted, 60);
		expect(counted.readings).toBe(1);
	});

	it('of CloudPayments too', async () => {
		const kycMs = await startKycMsSandbox();
		const credential = countReadings(credentialFor(kycMs));
		const { items } = await runCloudPayments(
			kycMs,
			'user.getStatus',
			{ accessToken: kycMs.accessTokenOf('user') },
			{ credential, items: emptyItems(20), onError: 'continueRegularOutput' },
		);
		const { length: asked } = kycMs.requests;
		await kycMs.close();
		expect(items).toHaveLength(20);
		expect(asked).toBe(20);
		expect(credential.readings).toBe(1);
	});
});

describe('a token that is refused to many at once', () => {
	it('is renewed by one login for all items', async () => {
		const credential = loginCredential(sandbox);
		await askStatus(credential, 1);
		sandbox.clearRequests();
		sandbox.addFault({ kind: 'latency', path: '/customer/status', delayMs: 30, times: 0 });
		sandbox.addFault({ kind: 'latency', path: '/auth/get-token', delayMs: 60, times: 0 });
		sandbox.expireTokens(60);
		const { json, error } = await askStatus(credential, 200);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(200);
		expect(sandbox.requests.filter(({ status }) => status === 401).length).toBeGreaterThan(5);
		expect(logins()).toHaveLength(1);
	});

	it.each(['expired', 'not there yet'])(
		'is renewed by one login for all callbacks, where it is %s',
		async (state) => {
			const credential = loginCredential(sandbox);
			credential.data.callbackSecret = callbackSecret;
			if (state === 'expired') {
				await askStatus(credential, 1);
				sandbox.expireTokens();
				sandbox.clearRequests();
			}
			sandbox.addFault({ kind: 'latency', path: '/auth/get-token', delayMs: 60, times: 0 });
			const listener = await listen({ nodeType: new ConnectFiTrigger(), credential });
			const ids = Array.from({ length: 30 }, (_, number) => ({
				customerId: `cstap_${state.length}customer${number}`,
				reference: `reference${number}`,
				applicationId: `iapp_${state.length}application${number}`,
			}));
			sandbox.seed({
				applications: ids.map((each) => ({ ...each, status: 'completed', outcome: 'Approved' })),
			});
			const statuses = await Promise.all(
				ids.map(async ({ applicationId, ...subject }) => {
					const url = sign(listener.url, { secrets: [callbackSecret], kind: 'akepa', ...subject });
					const body = { code: '0', data: { ...subject, applicationId, status: 'completed' } };
					const headers = { 'content-type': 'application/json' };
					const call = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
					return call.status;
				}),
			);
			await listener.close();
			expect(new Set(statuses)).toEqual(new Set([200]));
			expect(listener.started.flat().map(({ json }) => json.verified)).toEqual(
				Array(30).fill(true),
			);
			expect(logins()).toHaveLength(1);
		},
	);

	it('is tried with one login where the login is refused too', async () => {
		const credential = loginCredential(sandbox);
		await askStatus(credential, 1);
		sandbox.expireTokens();
		sandbox.clearRequests();
		credential.data.password = 'Changed1!';
		sandbox.addFault({ kind: 'latency', path: '/auth/get-token', delayMs: 60, times: 0 });
		const { items } = await runOperation(
			sandbox,
			'customer.getStatus',
			{ customerId },
			{ credential, items: emptyItems(5), onError: 'continueRegularOutput' },
		);
		expect(items.map(({ json }) => json.error)).toEqual(
			items.map((_, item) => `connectFi refused the token or login. [item ${item}]`),
		);
		// The first item goes alone, the other four go together.
		expect(logins()).toHaveLength(2);
	});
});

describe('a credential that is changed during a run', () => {
	/** An API of ours, which answers the `count`th request after something was done. */
	async function startApi(act: { at: number; do: () => void } = { at: 0, do: () => {} }) {
		const got: Array<{ path: string; token: unknown; body: string }> = [];
		const refused = new Set<unknown>();
		const answer = async (request: IncomingMessage, response: ServerResponse) => {
			let body = '';
			for await (const chunk of request) body += String(chunk);
			const token = request.headers['x-connectfi-token'];
			got.push({ path: String(request.url), token, body });
			if (got.length === act.at) act.do();
			const isRefused = refused.has(token);
			const data = request.url?.startsWith('/auth')
				? { base: `token after ${got.length} requests` }
				: { customerId, status: 'active' };
			const envelope = isRefused
				? { code: 'unauthorized', message: 'no', requestId: 'r' }
				: { code: '0', data, requestId: 'r' };
			response.writeHead(isRefused ? 401 : 200, { 'content-type': 'application/json' });
			response.end(JSON.stringify(envelope));
		};
		const server: OddServer = await serve((request, response) => void answer(request, response));
		servers.push(server);
		return { url: server.url, got, refused };
	}
	const servers: OddServer[] = [];
	afterEach(async () => {
		for (const server of servers.splice(0)) await server.close();
	});

	it('serves this run as it was: no token goes to the address of another', async () => {
		const other = await startApi();
		const credential: StoredCredential = { type: 'connectFiApi', data: {} };
		const api = await startApi({
			at: 3,
			do: () => (credential.data = { baseUrl: other.url, token: 'new token' }),
		});
		credential.data = { baseUrl: api.url, token: 'old token' };
		const first = await askStatus(credential, 10, 1);
		expect(first.error).toBeUndefined();
		expect(api.got.map(({ token }) => token)).toEqual(Array(10).fill('old token'));
		expect(other.got).toEqual([]);

		await askStatus(credential, 2);
		expect(other.got.map(({ token }) => token)).toEqual(Array(2).fill('new token'));
	});

	it.each(['baseUrl', 'login'])(
		'is not logged in with where its %s is another',
		async (changedField) => {
			const other = await startApi();
			const credential: StoredCredential = { type: 'connectFiLoginApi', data: {} };
			const more = { baseUrl: other.url, login: 'somebody else' }[changedField];
			const api = await startApi({
				at: 3,
				do: () => {
					api.refused.add('old token');
					credential.data = { ...credential.data, [changedField]: more!, password: 'new password' };
				},
			});
			const data = { login: 'user', password: 'old password', sessionToken: 'old token' };
			credential.data = { baseUrl: api.url, ...data };
			const { error } = await askStatus(credential, 10, 1);
			expect(error?.message).toMatch(/^The credential was changed during this run/);
			expect(api.got.map(({ token }) => token)).toEqual(Array(3).fill('old token'));
			expect(other.got).toEqual([]);
			expect(credential.data.sessionToken).toBe('old token');
		},
	);

	it('logs in with its new password', async () => {
		const credential: StoredCredential = { type: 'connectFiLoginApi', data: {} };
		const api = await startApi({
			at: 3,
			do: () => {
				api.refused.add('old token');
				credential.data = { ...credential.data, password: 'new password' };
			},
		});
		const data = { login: 'user', password: 'old password', sessionToken: 'old token' };
		credential.data = { baseUrl: api.url, ...data };
		const { error, json } = await askStatus(credential, 10, 1);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(10);
		expect(api.got.map(({ path }) => path).filter((path) => path.startsWith('/auth'))).toEqual([
			'/auth/get-token',
		]);
		expect(JSON.parse(api.got[3].body)).toEqual({
			user: { login: 'user', password: 'new password' },
		});
		expect(api.got.slice(4).map(({ token }) => token)).toEqual(
			Array(8).fill('token after 4 requests'),
		);
		expect(credential.data).toMatchObject({
			password: 'new password',
			sessionToken: 'token after 4 requests',
		});
	});

	it('goes on with a token that another execution has got', async () => {
		const credential: StoredCredential = { type: 'connectFiLoginApi', data: {} };
		const api = await startApi({
			at: 3,
			do: () => {
				api.refused.add('old token');
				credential.data = { ...credential.data, sessionToken: 'newer token' };
			},
		});
		const data = { login: 'user', password: 'password', sessionToken: 'old token' };
		credential.data = { baseUrl: api.url, ...data };
		const { error } = await askStatus(credential, 10, 1);
		expect(error).toBeUndefined();
		expect(api.got.map(({ token }) => token)).toEqual([
			...Array(3).fill('old token'),
			...Array(8).fill('newer token'),
		]);
	});
});
