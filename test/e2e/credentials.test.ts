import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import getPort from 'get-port';
import { startSandbox, type Sandbox } from '../../sandbox';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';

/** A server that is not connectFi: every request gets the same answer. */
async function startStranger(status: number, contentType: string, body: string) {
	const server = createServer((request, response) => {
		request.resume();
		response.writeHead(status, { 'content-type': contentType }).end(body);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	strangers.push(server);
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const strangers: Server[] = [];
afterAll(() => strangers.forEach((server) => server.close()));

const notConnectFi: Array<[string, () => Promise<string>]> = [
	['a JSON service that answers 200', () => startStranger(200, 'application/json', '{"ok":true}')],
	[
		'a JSON service that answers 200 with a code of its own',
		() => startStranger(200, 'application/json', '{"code":0,"msg":"success","data":{}}'),
	],
	[
		'a JSON service that answers 404',
		() => startStranger(404, 'application/json', '{"message":"Not Found"}'),
	],
	[
		'a web site that answers 200',
		() => startStranger(200, 'text/html', '<html><body>Welcome</body></html>'),
	],
	[
		'a web site that answers 404',
		() => startStranger(404, 'text/html', '<html><body>Not here</body></html>'),
	],
	['an address where nobody listens', async () => `http://127.0.0.1:${await getPort()}`],
];

describe.each(['2.x', '1.x'] as const)('the credential tests on n8n %s', (line) => {
	let environment: TestEnvironment;
	let older: Sandbox;
	beforeAll(async () => {
		environment = await startTestEnvironment({ line });
		older = await startSandbox({ api: '2023' });
	});
	afterAll(async () => {
		await older.close();
		await environment.stop();
	});

	async function test(type: string, data: Record<string, unknown>) {
		const credential = environment.credentials.find((one) => one.type === type);
		return await environment.client.testCredential(credential!, { callbackSecret: '', ...data });
	}

	/** What a user sees must be a sentence that names the field to check, not a code of a library. */
	function expectAdvice(result: { status: string; message: string }, field: RegExp) {
		expect(result.status).toBe('Error');
		expect(result.message).toMatch(field);
		expect(result.message).toMatch(/\w+ \w+ \w+/);
		expect(result.message).not.toMatch(/E[A-Z]{5,}|undefined|\[object|Unexpected token/);
	}

	describe('connectFiApi', () => {
		const type = 'connectFiApi';

		it('accepts a good token and leaves nothing behind', async () => {
			const { url, token } = environment.sandbox;
			const before = JSON.stringify(environment.sandbox.state());
			expect(await test(type, { baseUrl: url, token })).toMatchObject({ status: 'OK' });
			expect(JSON.stringify(environment.sandbox.state())).toBe(before);
		});

		it('accepts a good token of a connectFi of 2023, and no other', async () => {
			const { url: baseUrl, token } = older;
			expect(await test(type, { baseUrl, token })).toMatchObject({ status: 'OK' });
			expectAdvice(await test(type, { baseUrl, token: 'not-the-token' }), /token/i);
		});

		it('accepts a base URL with a slash at its end', async () => {
			const { url, token } = environment.sandbox;
			expect(await test(type, { baseUrl: `${url}/`, token })).toMatchObject({ status: 'OK' });
		});

		it('says that connectFi refused the token', async () => {
			const result = await test(type, { baseUrl: environment.sandbox.url, token: 'not-the-token' });
			expectAdvice(result, /token/i);
			expect(result.message).not.toContain('not-the-token');
		});

		it.each(notConnectFi)('says to check the base URL for %s', async (_, address) => {
			expectAdvice(await test(type, { baseUrl: await address(), token: 'any' }), /base URL/i);
		});

		it('names a callback secret that is too short, and does not repeat it', async () => {
			const { url, token } = environment.sandbox;
			const data = { baseUrl: url, token, callbackSecret: 'hunter2' };
			const result = await test(type, data);
			expectAdvice(result, /Callback Secret.*at least 16 characters/);
			expect(result.message).not.toContain('hunter2');
		});

		it('refuses http to other machines', async () => {
			const result = await test(type, { baseUrl: 'http://connectfi.example.com', token: 'any' });
			expectAdvice(result, /https/);
		});
	});

	describe('connectFiLoginApi', () => {
		const type = 'connectFiLoginApi';

		it('accepts a good login', async () => {
			const { url, login, password } = environment.sandbox;
			expect(await test(type, { baseUrl: url, login, password })).toMatchObject({ status: 'OK' });
		});

		it('names a callback secret that is too short, and does not repeat it', async () => {
			const { url, login, password } = environment.sandbox;
			const data = { baseUrl: url, login, password, callbackSecret: 'hunter2' };
			const result = await test(type, data);
			expectAdvice(result, /Callback Secret.*at least 16 characters/);
			expect(result.message).not.toContain('hunter2');
		});

		it('accepts a good login of a connectFi of 2023, and no other', async () => {
			const { url: baseUrl, login, password } = older;
			expect(await test(type, { baseUrl, login, password })).toMatchObject({ status: 'OK' });
			const wrong = await test(type, { baseUrl, login, password: 'not-the-password' });
			expectAdvice(wrong, /login/i);
		});

		it('says that connectFi refused the login', async () => {
			const { url, login } = environment.sandbox;
			const result = await test(type, { baseUrl: url, login, password: 'not-the-password' });
			expectAdvice(result, /login/i);
			expect(result.message).not.toContain('not-the-password');
		});

		it.each(notConnectFi)('says to check the base URL for %s', async (_, address) => {
			const data = { baseUrl: await address(), login: 'any', password: 'any' };
			expectAdvice(await test(type, data), /base URL/i);
		});
	});
});
