import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { startKycMsSandbox, type KycMsSandbox } from '../../../sandbox/cloudpayments';
import { completeSettings } from '../../../sandbox/cloudpayments/options';

let emulator: KycMsSandbox;
let client: AxiosInstance;
beforeAll(async () => {
	emulator = await startKycMsSandbox({ reviewMs: 0 });
	client = axios.create({
		baseURL: emulator.url,
		headers: { tenantName: emulator.tenantName, 'api-key': emulator.apiKey },
		validateStatus: () => true,
		maxRedirects: 0,
		proxy: false,
	});
});
afterEach(() => {
	emulator.reset();
	Object.assign(emulator.settings, completeSettings({ reviewMs: 0 }));
});
afterAll(async () => await emulator.close());

const asUser = (username = 'maria'): AxiosRequestConfig => ({
	headers: { Authorization: `Bearer ${emulator.accessTokenOf(username)}` },
});
const logIn = async (form: Record<string, string>) =>
	await client.post('/auth/oauth/token', new URLSearchParams(form));
const login = { grant_type: 'password', username: 'maria', password: 'Sandbox1!' };

describe('logging in', () => {
	it('gives a JWT of one hour that opens kyc-ms', async () => {
		const { status, data } = await logIn(login);
		expect(status).toBe(200);
		const [header, claims] = (data.access_token as string)
			.split('.', 2)
			.map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as object);
		expect(header).toMatchObject({ alg: 'RS256' });
		expect(claims).toMatchObject({ user_name: 'maria', exp: expect.any(Number) });
		const answer = await client.get('/kyc-ms/getUserInfo', {
			headers: { Authorization: `Bearer ${data.access_token}` },
		});
		expect(answer).toMatchObject({ status: 200, data: { status: 'NOT_REGISTERED' } });
	});

	it.each([
		[{ ...login, password: 'wrong' }, 'invalid_grant'],
		[{ ...login, grant_type: 'client_credentials' }, 'unsupported_grant_type'],
	])('refuses %j', async (form, error) => {
		expect(await logIn(form)).toMatchObject({ status: 400, data: { error } });
	});

	it('takes forms only', async () => {
		expect((await client.post('/auth/oauth/token', login)).status).toBe(415);
	});
});

describe('who may ask', () => {
	it.each([
		[{ 'api-key': 'wrong' }, 'Invalid API key'],
		[{ tenantName: 'NOBODY' }, 'Unknown tenant'],
		[{}, 'Full authentication is required to access this resource'],
		[{ Authorization: 'Bearer made-up' }, 'Invalid access token: made-up'],
	])('not with %j', async (headers, description) => {
		expect(await client.get('/kyc-ms/getUserInfo', { headers })).toMatchObject({
			status: 401,
			data: { error_description: description },
		});
	});

	it('not with a token that has expired', async () => {
		const user = asUser();
		emulator.expireTokens();
		expect((await client.get('/kyc-ms/getUserInfo', user)).status).toBe(401);
	});

	it.each([
		['message', { message: 'Invalid API key' }],
		['text', 'Invalid API key'],
		['empty', ''],
	] as const)('and says so as %s', async (errorShape, data) => {
		emulator.settings.errorShape = errorShape;
		const answer = await client.get('/kyc-ms/getToken', { headers: { 'api-key': 'wrong' } });
		expect(answer).toMatchObject({ status: 401, data });
	});
});

describe('every reading of the page', () => {
	const ids = { accountId: 'a', workflowId: 'w' };

	it.each<[string, AxiosRequestConfig]>([
		['POST with a JSON body', { method: 'POST', data: ids }],
		['POST with a form', { method: 'POST', data: new URLSearchParams(ids) }],
		['POST with a query', { method: 'POST', params: ids }],
		['GET with a query', { method: 'GET', params: ids }],
		['POST with headers', { method: 'POST', headers: ids }],
		['GET with headers', { method: 'GET', headers: ids }],
	])('registers by %s', async (_, request) => {
		const { headers } = asUser();
		const { status } = await client.request({
			url: '/kyc-ms/registerUser',
			...request,
			headers: { ...headers, ...request.headers } as Record<string, string>,
		});
		expect(status).toBe(200);
		expect(emulator.user('maria')).toMatchObject({ ...ids, attempts: 1 });
	});

	it('refuses a registration without both ids', async () => {
		const answer = await client.post('/kyc-ms/registerUser', { accountId: 'a' }, asUser());
		expect(answer.status).toBe(400);
		expect(emulator.user('maria').attempts).toBe(0);
	});

	it.each(['get', 'post'] as const)('gives an SDK token by %s', async (method) => {
		const { data } = await client.request({ method, url: '/kyc-ms/getToken', ...asUser() });
		expect(data).toEqual({ token: expect.stringMatching(/.+/) });
		expect(emulator.user('maria').status).toBe('LV1');
	});
});

describe('what the page leaves open of an answer', () => {
	const userInfo = async () => (await client.get('/kyc-ms/getUserInfo', asUser())).data as unknown;

	it('the name of the status, and whether the one before is told too', async () => {
		Object.assign(emulator.settings, { statusField: 'userStatus', tellsPreviousStatus: true });
		expect(await userInfo()).toEqual({ userStatus: 'NOT_REGISTERED', previousStatus: null });
		emulator.setStatus('maria', 'APPROVED_VERIFIED');
		emulator.setStatus('maria', 'REJECTED');
		emulator.setStatus('maria', 'REJECTED');
		expect(await userInfo()).toEqual({
			userStatus: 'REJECTED',
			previousStatus: 'APPROVED_VERIFIED',
		});
	});

	it('an envelope, and what stands beside it', async () => {
		Object.assign(emulator.settings, { envelope: 'data', atTop: { status: 'success' } });
		expect(await userInfo()).toEqual({
			status: 'success',
			data: { status: 'NOT_REGISTERED' },
		});
		expect((await logIn(login)).data).toEqual({
			status: 'success',
			data: { access_token: expect.stringMatching(/.+/) },
		});
		emulator.settings.envelope = undefined;
		expect((await client.get('/kyc-ms/getToken', asUser())).data).toEqual({
			status: 'success',
			token: expect.stringMatching(/.+/),
		});
	});

	it('a body of any other shape', async () => {
		emulator.settings.statusBody = (status) => [{ status }];
		emulator.settings.atTop = { code: 0 };
		expect(await userInfo()).toEqual([{ status: 'NOT_REGISTERED' }]);
	});

	it('that it may break off, which a refusal does not', async () => {
		emulator.settings.halfAnswers = true;
		expect(await userInfo()).toBe('{"status":"NOT');
		const refused = await client.get('/kyc-ms/getUserInfo');
		expect(refused.data).toMatchObject({ error: 'unauthorized' });
	});

	it.each([
		['plain', 'p&ss <1>', 'p&ss <1>'],
		['url', 'p&ss <1>', 'p%26ss%20%3C1%3E'],
		['form', 'p&ss <1>', 'sent=p%26ss+%3C1%3E'],
		['json', 'p"1"', '{"sent":"p\\"1\\""}'],
		['html', 'p&ss <1>', 'p&#38;ss &#60;1&#62;'],
		['base64', 'p&ss <1>', 'cCZzcyA8MT4='],
	] as const)('that a refusal may repeat secrets (%s)', async (echo, password, repeated) => {
		emulator.settings.echo = echo;
		const { data } = await logIn({ ...login, password });
		const { error_description: said } = data as { error_description: string };
		expect(said).toMatch(/^Bad credentials: /);
		expect(said).toContain(repeated);
		const refused = await client.get('/kyc-ms/getUserInfo', {
			headers: { Authorization: 'Bearer made-up' },
		});
		expect(JSON.stringify(refused.data)).toContain(
			echo === 'base64' ? Buffer.from('made-up').toString('base64') : 'made-up',
		);
	});
});

describe('control', () => {
	it('shows and decides users, and the page has its buttons', async () => {
		emulator.settings.reviewMs = 60_000;
		await client.post('/kyc-ms/registerUser', { accountId: 'a', workflowId: 'w' }, asUser('<b>'));
		emulator.settings.reviewMs = 0;
		const page = await client.get('/');
		expect(page.data).toContain('&lt;b&gt;');
		const action = /action="([^"]+)"/.exec(String(page.data))![1];
		const decided = await client.post(action, new URLSearchParams({ status: 'REJECTED' }));
		expect(decided.status).toBe(303);
		expect(emulator.user('<b>').status).toBe('REJECTED');
	});

	it('sets any status, expires tokens, resets', async () => {
		const user = asUser();
		await client.post('/sandbox/users/maria/status', { status: 'A_NEW_ONE' });
		expect((await client.get('/kyc-ms/getUserInfo', user)).data).toEqual({ status: 'A_NEW_ONE' });
		await client.post('/sandbox/tokens/expire');
		expect((await client.get('/kyc-ms/getUserInfo', user)).status).toBe(401);
		await client.post('/sandbox/reset');
		expect((await client.get('/sandbox/state')).data.users).toEqual([]);
	});

	it('masks secrets in recorded requests', async () => {
		await logIn(login);
		const user = asUser();
		await client.get('/kyc-ms/getUserInfo', user);
		const recorded = JSON.stringify((await client.get('/sandbox/requests')).data);
		expect(recorded).toContain('masked:');
		for (const secret of [login.password, emulator.apiKey, String(user.headers!.Authorization)])
			expect(recorded).not.toContain(secret);
	});
});
