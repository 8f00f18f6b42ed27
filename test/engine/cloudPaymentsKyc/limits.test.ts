import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { IHttpRequestHelper, INodeParameters } from 'n8n-workflow';
import type { KycMsSandbox } from '../../../sandbox/cloudpayments';
import { CloudPaymentsKycTrigger } from '../../../nodes/CloudPaymentsKyc/CloudPaymentsKycTrigger.node';
import { exchange } from '../../../nodes/shared/exchange';
import { useFakeClock } from '../../support/fakeClock';
import { credentialFor, runOperation } from './support/kyc';
import { polledNode } from './support/poll';
import { pour, startRawServer, trickle, type RawServer } from './support/rawServer';

const time = useFakeClock();

let server: RawServer;
beforeAll(async () => {
	server = await startRawServer();
});
beforeEach(() => {
	server.requests = 0;
});
afterAll(async () => await server.close());

/** What of an emulator the credential needs. */
const address = () => ({ url: server.url, apiKey: 'api-key', tenantName: 'T' }) as KycMsSandbox;

const accessToken = 'a.b.c';
const parameters: Record<string, INodeParameters> = {
	'user.getStatus': { accessToken },
	'user.getSdkToken': { accessToken, deviceId: 'phone-1' },
	'user.register': { accessToken, accountId: 'a', workflowId: 'w' },
	'session.getAccessToken': { username: 'maria', password: 'password' },
};

const json = { 'content-type': 'application/json' };
const trigger = () => polledNode(new CloudPaymentsKycTrigger(), {}, credentialFor(address()));

/** Everything in this package that asks something of the API, and the words of what becomes of it in time. */
const askers: Array<[string, (timeout?: number) => Promise<string | undefined>]> = [
	...Object.entries(parameters).map(([operation, values]): (typeof askers)[number] => [
		operation,
		async (timeout = 20_000) => {
			const options = { timeout };
			const run = await runOperation(address(), operation, { ...values, options });
			return run.error?.message;
		},
	]),
	...['accessToken', 'password'].map((userAccess): (typeof askers)[number] => [
		`the trigger (${userAccess})`,
		async (timeout = 20_000) => {
			const watched = polledNode(
				new CloudPaymentsKycTrigger(),
				{ userAccess, accessToken, username: 'm', password: 'p', options: { timeout } },
				credentialFor(address()),
			);
			return await watched.poll().then(
				() => undefined,
				(error: Error) => error.message,
			);
		},
	]),
];

/** 30 MB of blanks. */
const packed = gzipSync(Buffer.alloc(30_000_000, ' '));

const requestsCame = async (count: number) => {
	while (server.requests < count) await new Promise((resolve) => setTimeout(resolve, 1));
};

const noConnectionLeft = async () => {
	for (let time = 0; time < 50 && (await server.connections()) > 0; time++)
		await new Promise((resolve) => setTimeout(resolve, 10));
	return (await server.connections()) === 0;
};

describe.each(askers)('%s', (_, ask) => {
	it.each<[string, (response: ServerResponse) => void]>([
		['says nothing', () => {}],
		['sends a head and no body', (response) => response.writeHead(200, json).flushHeaders()],
		['sends a byte now and then', (response) => trickle(response.writeHead(200, json), ' ', 20)],
		['refuses as slowly', (response) => trickle(response.writeHead(401, json), ' ', 20)],
	])('is over in time where the server %s', async (__, answer) => {
		server.answer = answer;
		time.hold();
		const started = time.now();
		// Far longer than n8n's HTTP client, which has a clock of its own, could wait for here.
		const asked = ask(60_000);
		await requestsCame(1);
		expect(await time.passUntil(asked)).toMatch(/^CloudPayments did not answer in time\./);
		expect(time.now() - started).toBe(60_000);
		expect(server.requests).toBe(1);
		expect(await noConnectionLeft()).toBe(true);
	});

	it('reads no more than five megabytes', async () => {
		let written = 0;
		server.answer = (response) =>
			pour(response.writeHead(200, json), Buffer.alloc(65_536, ' '), (bytes) => {
				written += bytes;
			});
		expect(await ask()).toMatch(/cannot be used: it is longer than 5 MB/);
		expect(await noConnectionLeft()).toBe(true);
		expect(written).toBeLessThan(20_000_000);
	});

	it.each<[string, (response: ServerResponse) => void, RegExp]>([
		[
			'a small answer that unpacks to a long one',
			(response) => response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(packed),
			/longer than 5 MB/,
		],
		[
			'lists within lists',
			(response) => response.writeHead(200, json).end('['.repeat(400_000) + ']'.repeat(400_000)),
			/nested too deep/,
		],
		[
			'objects within objects',
			(response) =>
				response.writeHead(200, json).end(`${'{"data":'.repeat(5000)}5${'}'.repeat(5000)}`),
			/nested too deep/,
		],
		[
			'half an object',
			(response) => response.writeHead(200, json).end('{"token":"t'),
			/breaks off/,
		],
		['half a text', (response) => response.writeHead(200, json).end('"APPROVED_VER'), /breaks off/],
		[
			'fewer bytes than it announced',
			(response) => {
				response.writeHead(200, { ...json, 'content-length': 2 }).write('5');
				setTimeout(() => response.destroy(), 20);
			},
			/connection to CloudPayments broke/,
		],
		[
			'something that is not packed as it says',
			(response) =>
				response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end('{"status":5}'),
			/connection to CloudPayments broke/,
		],
	])('takes nothing from %s', async (__, answer, words) => {
		server.answer = answer;
		expect(await ask()).toMatch(words);
		expect(await noConnectionLeft()).toBe(true);
	});

	it.each([
		['{"toString":1,"valueOf":1}', 400],
		['{"message":{"toString":1},"error":{"toString":1},"code":{"toString":1}}', 401],
		['{"error":{"toString":1}}', 200],
		['{"success":{"toString":1},"status":{"toString":1},"token":{"toString":1}}', 200],
		['{"__proto__":{"status":5},"constructor":{"prototype":{"status":5}}}', 200],
		['{"access_token":{"toString":1},"expires_in":{"toString":1}}', 200],
		['[null,{"toString":null}]', 500],
		['null', 200],
		['null', 429],
		['\uFEFF{"userStatus":{"toString":1}}', 200],
		[Buffer.from([0xff, 0xfe, 0x00, 0xc0]), 200],
		['', 200],
	])('does not fall over %j with HTTP %i', async (body, status) => {
		server.answer = (response) =>
			response.writeHead(status, { ...json, 'retry-after': '-1' }).end(body);
		const message = await ask();
		expect(message ?? '').not.toMatch(/convert object|not a function|undefined|Cannot read/);
		expect(message ?? 'CloudPayments').toMatch(/CloudPayments/);
	});
});

it('the bound of an exchange holds for the check of a credential too', async () => {
	server.answer = (response) => trickle(response.writeHead(200, json), ' ', 50);
	const { helpers } = trigger().context as unknown as IHttpRequestHelper;
	time.hold();
	const started = time.now();
	const asked = exchange({
		timeout: 60_000,
		send: async (options) => await helpers.httpRequest({ ...options, url: server.url }),
	});
	await requestsCame(1);
	expect(await time.passUntil(asked)).toEqual({ networkCode: 'ETIMEDOUT' });
	expect(time.now() - started).toBe(60_000);
	expect(await noConnectionLeft()).toBe(true);
});

it.each([0, -1, 'soon', 2 ** 31, { ms: 5 }])('the timeout %j is refused', async (timeout) => {
	const options = { timeout } as unknown as INodeParameters;
	const { error } = await runOperation(address(), 'user.getStatus', { accessToken, options });
	expect(error?.message).toMatch(/^'Timeout' must be a number of milliseconds from 1 to /);
	expect(server.requests).toBe(0);
});

it.each([300.7, '300'])('the timeout %j is as good as a whole number', async (timeout) => {
	server.answer = () => {};
	for (const [, ask] of askers)
		expect(await time.passUntil(ask(timeout as number))).toMatch(
			/^CloudPayments did not answer in time\./,
		);
});

it.each([-1, 2 ** 40])(
	'the timeout %j of a trigger becomes one that can be measured',
	async (timeout) => {
		server.answer = (response) => setTimeout(() => response.end('{"status":3}'), 50);
		const watched = polledNode(
			new CloudPaymentsKycTrigger(),
			{ userAccess: 'accessToken', accessToken, options: { timeout } },
			credentialFor(address()),
		);
		const outcome = await watched.poll().catch((error: Error) => error.message);
		expect(outcome).toEqual(timeout < 0 ? 'CloudPayments did not answer in time.' : null);
	},
);

describe('a cancelled execution', () => {
	it('ends at once, and sends nothing more', async () => {
		server.answer = (response) => trickle(response.writeHead(200, json), ' ', 20);
		// No timeout can end it.
		time.hold();
		const run = await runOperation(
			address(),
			'user.getStatus',
			{ accessToken, options: { maxConcurrency: 2 } },
			{
				items: Array.from({ length: 10 }, () => ({ json: {} })),
				onStart: (cancel) => void requestsCame(2).then(cancel),
			},
		);
		expect(run.status).toBe('canceled');
		expect(server.requests).toBe(2);
		expect(await noConnectionLeft()).toBe(true);
	});
});

describe('many items', () => {
	const items = Array.from({ length: 30 }, (__, index) => ({ json: { index } }));

	/** The most requests that were under way at once. */
	async function peakWith(options: INodeParameters, count: number) {
		let underWay = 0;
		let peak = 0;
		server.answer = (response) => {
			underWay += 1;
			peak = Math.max(peak, underWay);
			setTimeout(() => {
				underWay -= 1;
				response.writeHead(200, json).end('{"status":3}');
			}, 150);
		};
		const run = await runOperation(
			address(),
			'user.getStatus',
			{ accessToken, options },
			{ items: items.slice(0, count) },
		);
		expect(run.json).toHaveLength(count);
		expect(server.requests).toBe(count);
		return peak;
	}

	it.each([
		[{}, 10],
		[{ maxConcurrency: 3 }, 3],
		[{ maxConcurrency: 1 }, 1],
		[{ maxConcurrency: 0 }, 10],
		[{ maxConcurrency: -5 }, 1],
		[{ maxConcurrency: 1e12 }, 30],
	])('with %j are sent so many at once: %i', async (options, peak) => {
		expect(await peakWith(options, Math.min(30, 3 * peak))).toBe(peak);
	});
});
