import { createHash } from 'node:crypto';
import axios from 'axios';
import Fastify from 'fastify';
import { startSandbox } from '../../../sandbox';
import { startKycMsSandbox } from '../../../sandbox/cloudpayments';
import { refuseForeignPages } from '../../../sandbox/core/ownPages';

/** A sandbox with a case in review, and the ways to decide it. */
interface Case {
	url: string;
	/** What a program sends. */
	control: [path: string, body: object];
	/** What the page's button sends. */
	button: [path: string, form: Record<string, string>];
	/** A request of the emulated API. */
	api: { path: string; headers: Record<string, string> };
	status(): string;
	close(): Promise<void>;
}

async function connectFi(host?: string): Promise<Case> {
	const sandbox = await startSandbox({ host });
	sandbox.seed({
		applications: [{ applicationId: 'iapp_1', customerId: 'cstap_1', status: 'waiting_review' }],
	});
	return {
		url: sandbox.url,
		control: ['/sandbox/applications/iapp_1/decide', { outcome: 'Approved' }],
		button: ['/sandbox/page/decide', { kind: 'application', id: 'iapp_1', outcome: 'Approved' }],
		api: { path: '/akepa/status/cstap_1', headers: { 'x-connectfi-token': sandbox.token } },
		status: () => sandbox.state().applications[0].status,
		close: sandbox.close,
	};
}

async function kycMs(host?: string): Promise<Case> {
	const emulator = await startKycMsSandbox({ host });
	emulator.setStatus('anna', 'PENDING');
	return {
		url: emulator.url,
		control: ['/sandbox/users/anna/status', { status: 'APPROVED_VERIFIED' }],
		button: ['/sandbox/page/users/anna/status', { status: 'APPROVED_VERIFIED' }],
		api: {
			path: '/kyc-ms/getUserInfo',
			headers: {
				'api-key': emulator.apiKey,
				tenantName: emulator.tenantName,
				authorization: `Bearer ${emulator.accessTokenOf('anna')}`,
			},
		},
		status: () => emulator.user('anna').status,
		close: emulator.close,
	};
}

describe.each([
	['connectFi', connectFi],
	['CloudPayments', kycMs],
])('the %s sandbox', (_name, start) => {
	let sandbox: Case;
	let before: string;
	beforeEach(async () => {
		sandbox = await start();
		before = sandbox.status();
	});
	afterEach(() => sandbox.close());

	const request = (
		method: string,
		path: string,
		headers: Record<string, string> = {},
		data?: unknown,
	) =>
		axios.request({
			method,
			url: sandbox.url + path,
			headers,
			data,
			proxy: false,
			maxRedirects: 0,
			validateStatus: () => true,
		});
	const own = () => new URL(sandbox.url).host;
	const asLocalhost = () => own().replace('127.0.0.1', 'localhost');
	const decide = (headers: Record<string, string>, by: 'control' | 'button' = 'control') => {
		const [path, body] = sandbox[by];
		const data = by === 'control' ? body : new URLSearchParams(body as Record<string, string>);
		return request('POST', path, headers, data);
	};

	it.each(['control', 'button'] as const)('lets a program decide by %s', async (by) => {
		expect((await decide({}, by)).status).toBe(by === 'control' ? 200 : 303);
		expect(sandbox.status()).not.toBe(before);
	});

	it.each([
		['by address', own],
		['as localhost', asLocalhost],
	])('lets its own page decide, opened %s', async (_how, host) => {
		const headers = { host: host(), origin: `http://${host()}`, 'sec-fetch-site': 'same-origin' };
		expect((await decide(headers, 'button')).status).toBe(303);
		expect(sandbox.status()).not.toBe(before);
	});

	it.each<[string, () => Record<string, string>]>([
		['of another site', () => ({ origin: 'https://evil.example' })],
		['that hides its origin', () => ({ origin: 'null' })],
		['on another port', () => ({ origin: 'http://127.0.0.1:1' })],
		[
			'that begins with its name',
			() => ({ origin: `http://${own()}.evil.example`, 'sec-fetch-site': 'cross-site' }),
		],
		['that tells only where it is', () => ({ 'sec-fetch-site': 'cross-site' })],
		['on another port that tells only where it is', () => ({ 'sec-fetch-site': 'same-site' })],
		['whose name leads here', () => ({ host: 'evil.example', origin: 'http://evil.example' })],
		['whose name leads here, in an old browser', () => ({ host: 'evil.example:8790' })],
		['whose name begins like localhost', () => ({ host: 'localhost.evil.example' })],
		['with a name in front of an at sign', () => ({ host: 'evil.example@localhost' })],
	])('refuses a page %s', async (_which, headers) => {
		for (const by of ['control', 'button'] as const) {
			const { status, data } = await decide(headers(), by);
			expect([status, data.error]).toEqual([403, expect.stringMatching(/^Refused: /)]);
		}
		expect(sandbox.status()).toBe(before);
	});

	it('shows a rebound name neither page nor records nor requests', async () => {
		for (const path of ['/', '/sandbox/state', '/sandbox/requests', '/sandbox/faults'])
			expect((await request('GET', path, { host: 'evil.example' })).status).toBe(403);
	});

	it('opens its page from a link anywhere, but in no script of another page', async () => {
		const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
		expect((await request('GET', '/', link)).status).toBe(200);
		const script = { origin: 'https://evil.example' };
		expect((await request('GET', '/sandbox/state', script)).status).toBe(403);
	});

	it('answers as the vendor under any name', async () => {
		const { path, headers } = sandbox.api;
		const foreign = { ...headers, host: 'evil.example', origin: 'https://evil.example' };
		expect((await request('GET', path, foreign)).status).toBe(200);
	});

	it('lets its page load nothing, run nothing and be framed nowhere, and keeps its looks', async () => {
		const { headers, data } = await request('GET', '/');
		const [, style] = /<style>([^]*)<\/style>/.exec(data) ?? [];
		const hash = createHash('sha256').update(style).digest('base64');
		expect(String(headers['content-security-policy']).split('; ')).toEqual([
			"default-src 'none'",
			`style-src 'sha256-${hash}'`,
			"form-action 'self'",
			"frame-ancestors 'none'",
			"base-uri 'none'",
		]);
		expect(data).not.toMatch(/ style=|<script| on\w+=/);
	});

	it('is driven by the name or the addresses it listens on', async () => {
		await sandbox.close();
		sandbox = await start('0.0.0.0');
		const port = new URL(sandbox.url).port;
		for (const host of ['192.0.2.7', `192.0.2.7:${port}`, `[2001:db8::1]:${port}`, 'LOCALHOST'])
			expect((await request('GET', '/', { host })).status).toBe(200);
		expect((await request('GET', '/', { host: 'evil.example' })).status).toBe(403);

		await sandbox.close();
		sandbox = await start('localhost');
		expect((await request('GET', '/')).status).toBe(200);
		expect((await request('GET', '/', { host: '192.0.2.7' })).status).toBe(403);
	});
});

it('a host name to listen on is a name of its own', async () => {
	const app = Fastify();
	refuseForeignPages(app, 'Sandbox');
	app.get('/', () => 'hello');
	const url = await app.listen({ host: '127.0.0.1', port: 0 });
	const options = { proxy: false as const, validateStatus: () => true };
	const statusAt = async (host: string) =>
		(await axios.get(url, { ...options, headers: { host } })).status;
	expect(await statusAt('sandbox:8790')).toBe(200);
	expect(await statusAt('localhost:8790')).toBe(200);
	expect(await statusAt('sandbox.evil.example')).toBe(403);
	await app.close();
});
