import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConnectFiLoginApi } from '../../credentials/ConnectFiLoginApi.credentials';
import type { Sandbox } from '../../sandbox';
import { mask } from '../../sandbox/core/recorder';
import { useFakeClock } from '../support/fakeClock';
import { loginCredential, runOperation } from './support/connectFi';
import { itemWithFiles, type StoredCredential } from './support/engine';
import { jpeg } from './support/images';
import { useSandbox } from './support/useSandbox';

useFakeClock();
const customerId = 'cstap_5mBHiIx3QbkvEpjGfKsI9k';

let sandbox: Sandbox;
let credential: StoredCredential;
useSandbox((started) => (sandbox = started));
beforeEach(() => {
	sandbox.reset();
	sandbox.setTokens({ shape: 'object', sessions: 'many' });
	sandbox.seed({ customers: [{ customerId }] });
	credential = loginCredential(sandbox);
});

const logins = () => sandbox.requests.filter(({ path }) => path === '/auth/get-token');
const calls = () => sandbox.requests.filter(({ path }) => path !== '/auth/get-token');

const askStatus = async (count: number, maxConcurrency = 50) =>
	await runOperation(
		sandbox,
		'customer.getStatus',
		{ customerId, options: { maxConcurrency } },
		{ credential, items: Array.from({ length: count }, () => ({ json: {} })) },
	);

/** The requests' token in the form in which the sandbox records it, to compare with others. */
const tokenOf = ({ headers }: { headers: Record<string, string> }) => headers['x-connectfi-token'];

describe('a login', () => {
	it('is made once for any number of items and executions', async () => {
		const first = await askStatus(40);
		expect(first.error).toBeUndefined();
		expect(first.json).toHaveLength(40);
		await askStatus(15);
		await runOperation(sandbox, 'legacyDocument.generate', {}, { credential });

		expect(logins()).toHaveLength(1);
		expect(calls()).toHaveLength(56);
		expect(new Set(calls().map(tokenOf)).size).toBe(1);
	});

	it('sends login and password, and no token', async () => {
		await askStatus(1);
		const [{ body, headers }] = logins();
		expect(body).toEqual({ user: { login: sandbox.login, password: mask(sandbox.password) } });
		expect(headers['x-connectfi-token']).toBeUndefined();
	});

	it.each(['string', 'object', 'list'] as const)(
		'gives its base token where connectFi answers with a %s',
		async (shape) => {
			sandbox.setTokens({ shape });
			const { error } = await askStatus(1);
			expect(error).toBeUndefined();
			expect(credential.data.sessionToken).toMatch(/^\w{66}$/);
			expect(tokenOf(calls()[0])).toBe(mask(String(credential.data.sessionToken)));
		},
	);

	it('keeps its token in a hidden password field that n8n renews', () => {
		const { properties } = new ConnectFiLoginApi();
		expect(properties.find(({ name }) => name === 'sessionToken')).toMatchObject({
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
		});
	});
});

describe('an expired token', () => {
	beforeEach(async () => {
		await askStatus(1);
		sandbox.expireTokens();
		sandbox.clearRequests();
	});

	it('is renewed once, and the request is sent again', async () => {
		const before = credential.data.sessionToken;
		const { error, json } = await askStatus(1);
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ customerId });
		expect(sandbox.requests.map(({ path, status }) => [path, status])).toEqual([
			[`/customer/status/${customerId}`, 401],
			['/auth/get-token', 200],
			[`/customer/status/${customerId}`, 200],
		]);
		expect(credential.data.sessionToken).not.toBe(before);

		await askStatus(3);
		expect(logins()).toHaveLength(1);
	});

	it('does not lose a file: the upload is sent again in full', async () => {
		sandbox.seed({ documents: [{ id: 'doc_6ESuXsYo0J8cgjEWK5xFe2' }] });
		const { error, json } = await runOperation(
			sandbox,
			'document.upload',
			{ documentId: 'doc_6ESuXsYo0J8cgjEWK5xFe2', binaryPropertyName: 'data' },
			{ credential, items: [itemWithFiles({ data: { content: jpeg, fileName: 'front.jpg' } })] },
		);
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ uploadStatus: true });
		expect(calls().map(({ status }) => status)).toEqual([401, 200]);
		expect(calls()[1].parts).toEqual([
			expect.objectContaining({ name: 'file', filename: 'front.jpg', size: jpeg.length }),
		]);
		expect(logins()).toHaveLength(1);
	});

	it('that is refused by the login too ends with words about the login', async () => {
		credential.data.password = 'Changed1!';
		const { error } = await askStatus(1);
		expect(`${error?.message} ${error?.description}`).toMatch(
			/^connectFi refused the token or login\. .*Check the token or the login/,
		);
		expect(logins()).toHaveLength(1);
	});
});

describe('items in parallel whose token expires on the way', () => {
	it.each([
		['several sessions of one login may live', 'many'],
		['a new login ends the sessions before it', 'one'],
	] as const)('all come out where %s', async (_rule, sessions) => {
		sandbox.setTokens({ sessions });
		await askStatus(1);
		for (const round of [1, 2, 3]) {
			sandbox.clearRequests();
			sandbox.addFault({ kind: 'latency', path: '/customer/status', delayMs: 20, times: 0 });
			sandbox.expireTokens(20 * round);
			const { error, json } = await askStatus(80, 10);
			sandbox.clearFaults();
			expect(error).toBeUndefined();
			expect(json).toHaveLength(80);
			expect(json.every((item) => item.customerId === customerId)).toBe(true);

			const refused = calls().filter(({ status }) => status === 401);
			expect(refused.length).toBeGreaterThan(0);
			expect(calls().filter(({ status }) => status === 200)).toHaveLength(80);
			// With one session, a renewal can undo another; what is then refused is asked again alone.
			const mostLogins = sessions === 'many' ? 10 : 20;
			expect(logins().length).toBeGreaterThan(0);
			expect(logins().length).toBeLessThanOrEqual(mostLogins);
		}
	});

	it('lose no file', async () => {
		const ids = Array.from({ length: 20 }, (_, index) => `doc_${index}`);
		sandbox.seed({ documents: ids.map((id) => ({ id })) });
		await askStatus(1);
		sandbox.expireTokens(6);
		sandbox.clearRequests();
		const { error, json } = await runOperation(
			sandbox,
			'document.upload',
			{ documentId: '={{ $json.id }}', binaryPropertyName: 'data' },
			{
				credential,
				items: ids.map((id) =>
					itemWithFiles({ data: { content: jpeg, fileName: `${id}.jpg` } }, { id }),
				),
			},
		);
		expect(error).toBeUndefined();
		expect(json.map(({ id, uploadStatus }) => [id, uploadStatus])).toEqual(
			ids.map((id) => [id, true]),
		);
		const done = calls().filter(({ status }) => status === 200);
		expect(done.map(({ parts }) => parts?.[0].filename).sort()).toEqual(
			ids.map((id) => `${id}.jpg`).sort(),
		);
		expect(calls().some(({ status }) => status === 401)).toBe(true);
		expect(logins().length).toBeLessThanOrEqual(10);
	});

	it('end soon where connectFi refuses every token', async () => {
		sandbox.addFault({
			kind: 'status',
			path: '/customer/status',
			status: 401,
			body: { code: 'unauthorized', message: 'Authentication error' },
			times: 0,
		});
		const { items } = await runOperation(
			sandbox,
			'customer.getStatus',
			{ customerId },
			{
				credential,
				onError: 'continueRegularOutput',
				items: Array.from({ length: 20 }, () => ({ json: {} })),
			},
		);
		expect(items).toHaveLength(20);
		for (const { json } of items)
			expect(json.error).toMatch(/^connectFi refused the token or login\. \[item \d+\]$/);
		// Each is sent again after a login; one item asks once more, alone.
		expect(calls().length).toBeLessThanOrEqual(2 * (20 + 5));
	});
});

describe('a login that does not work', () => {
	const elsewhere = async (listener: RequestListener) => {
		const server = createServer(listener).listen(0, '127.0.0.1');
		await new Promise((resolve) => server.once('listening', resolve));
		const { port } = server.address() as AddressInfo;
		return {
			url: `http://127.0.0.1:${port}`,
			close: () => new Promise((resolve) => server.close(resolve)),
		};
	};
	const message = async () => (await askStatus(1)).error?.message;

	it('says so where login or password are wrong, and calls nothing else', async () => {
		credential.data.password = 'wrong';
		const { error } = await askStatus(1);
		expect(error?.message).toBe('connectFi refused the token or login. [item 0]');
		expect(error?.context?.errorDetails).toMatchObject({ code: 'unauthorized', httpStatus: 401 });
		expect(sandbox.requests.map(({ path }) => path)).toEqual(['/auth/get-token']);
	});

	it.each([
		['a web page', 200, 'text/html', '<!doctype html>'],
		['a 404 in its own words', 404, 'application/json', '{"message":"Not Found"}'],
		['an answer without a token', 200, 'application/json', '{"code":"0","data":{}}'],
		['an empty answer', 200, 'text/plain', ''],
	])('says so where the base URL answers with %s', async (_what, status, type, body) => {
		const server = await elsewhere((_request, response) => {
			response.writeHead(status, { 'content-type': type }).end(body);
		});
		credential.data.baseUrl = server.url;
		expect(await message()).toMatch(
			new RegExp(
				`^The answer does not come from connectFi \\(HTTP ${status}\\)\\. .*\\[item 0\\]$`,
			),
		);
		await server.close();
	});

	it('says so where nobody listens', async () => {
		const server = await elsewhere(() => {});
		await server.close();
		credential.data.baseUrl = server.url;
		expect(await message()).toMatch(/^Cannot reach the base URL\. .*\[item 0\]$/);
	}, 60_000);

	it('does not follow a redirect with the password', async () => {
		sandbox.addFault({ kind: 'redirect', path: '/auth/get-token', location: '/elsewhere' });
		expect(await message()).toMatch(/^The address redirects elsewhere/);
		expect(sandbox.requests).toHaveLength(1);
	});

	it('never shows the password or a token in an error', async () => {
		credential.data.password = 'VerySecret1!';
		const { error, stored } = await askStatus(1);
		expect(JSON.stringify([error, stored])).not.toContain('VerySecret1!');
	});
});
