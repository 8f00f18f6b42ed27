import { defaultToken } from '../../../sandbox/connectfi/options';
import { clientOf, createCustomer, person, useSandbox } from './support';

const used = useSandbox();

const getToken = (login: string, password: string) =>
	used.client.post('/auth/get-token', { user: { login, password } });

const logIn = async () => {
	const { login, password } = used.sandbox;
	return (await getToken(login, password)).data.data;
};

/** HTTP status of a harmless call with a token. */
const statusWith = async (token: string) =>
	(await clientOf(used.sandbox, token).get('/akepa/status/cstap_1')).status;

const unauthorized = { code: 'unauthorized', message: 'Authentication error' };

describe('POST /auth/get-token', () => {
	afterEach(() => used.sandbox.setTokens({ shape: 'object', lifetimeMs: 3_600_000, uses: null }));

	it('answers base and confined token as an object', async () => {
		const { login, password } = used.sandbox;
		const { status, data } = await getToken(login, password);
		expect(status).toBe(200);
		const token = expect.stringMatching(/^[0-9A-Za-z]{66}$/);
		expect(data).toEqual({
			code: '0',
			data: { token: { base: token, confined: token }, dtsExpireAt: expect.any(String) },
			requestId: expect.any(String),
		});
	});

	it('answers as a list', async () => {
		used.sandbox.setTokens({ shape: 'list' });
		const { token } = await logIn();
		expect(token.map(({ type }: { type: string }) => type).sort()).toEqual(['base', 'confined']);
		const base = token.find(({ type }: { type: string }) => type === 'base').token;
		expect(await statusWith(base)).toBe(400);
	});

	it('answers as text, without requestId, as the old docs have it', async () => {
		used.sandbox.setTokens({ shape: 'string', lifetimeMs: 60_000 });
		const { login, password } = used.sandbox;
		const { data } = await getToken(login, password);
		expect(data).toEqual({
			code: '0',
			data: { token: expect.any(String), dtsExpireAt: expect.any(String) },
		});
		const lifetime = Date.parse(data.data.dtsExpireAt) - Date.now();
		expect(lifetime).toBeGreaterThan(50_000);
		expect(lifetime).toBeLessThanOrEqual(60_000);
		expect(await statusWith(data.data.token)).toBe(400);
	});

	it.each([
		['sandbox', 'wrong'],
		['somebody', 'Sandbox1!'],
	])('refuses %s with %s', async (login, password) => {
		const { status, data } = await getToken(login, password);
		expect(status).toBe(401);
		expect(data).toEqual(unauthorized);
	});

	it.each([
		[{ login: 'a-b', password: 'x' }, '/user/login', 'pattern'],
		[{ login: 'l'.repeat(37), password: 'x' }, '/user/login', 'maxLength'],
		[{ login: 'a', password: '' }, '/user/password', 'minLength'],
		[{ login: 'a' }, '/user', 'required'],
		[{ login: 'a', password: 'x', extra: 1 }, '/user', 'additionalProperties'],
	])('refuses user %j', async (user, instancePath, keyword) => {
		const { status, data } = await used.client.post('/auth/get-token', { user });
		expect(status).toBe(400);
		expect(data.context).toMatchObject([{ instancePath, keyword }]);
	});
});

describe('tokens', () => {
	it('lets several live at once, and refuses the confined one', async () => {
		const [first, second] = [(await logIn()).token, (await logIn()).token];
		expect(first.base).not.toBe(second.base);
		expect(await statusWith(first.base)).toBe(400);
		expect(await statusWith(second.base)).toBe(400);
		expect(await statusWith(first.confined)).toBe(401);
	});

	it('ends the earlier ones with each login if told so', async () => {
		used.sandbox.setTokens({ sessions: 'one' });
		const [first, second] = [(await logIn()).token, (await logIn()).token];
		used.sandbox.setTokens({ sessions: 'many' });
		expect([await statusWith(first.base), await statusWith(second.base)]).toEqual([401, 400]);
	});

	it('expires them after their lifetime', async () => {
		used.sandbox.setTokens({ lifetimeMs: 60 });
		const { base } = (await logIn()).token;
		used.sandbox.setTokens({ lifetimeMs: 3_600_000 });
		expect(await statusWith(base)).toBe(400);
		await new Promise((resolve) => setTimeout(resolve, 80));
		expect(await statusWith(base)).toBe(401);
	});

	it('expires them after a number of uses', async () => {
		used.sandbox.setTokens({ uses: 2 });
		const { base } = (await logIn()).token;
		used.sandbox.setTokens({ uses: null });
		expect([await statusWith(base), await statusWith(base), await statusWith(base)]).toEqual([
			400, 400, 401,
		]);
	});

	it('expires all at once or after some more uses, but never the fixed one', async () => {
		const first = (await logIn()).token.base;
		expect(used.sandbox.expireTokens()).toBe(1);
		expect(await statusWith(first)).toBe(401);
		const second = (await logIn()).token.base;
		await used.client.post('/sandbox/tokens/expire', { afterUses: 1 });
		expect([await statusWith(second), await statusWith(second)]).toEqual([400, 401]);
		expect(await statusWith(used.sandbox.token)).toBe(400);
	});

	it('are forgotten on reset', async () => {
		const { base } = (await logIn()).token;
		used.sandbox.reset();
		expect(await statusWith(base)).toBe(401);
	});

	it('can be set through the control endpoint', async () => {
		const set = { shape: 'list', lifetimeMs: 3_600_000, uses: null };
		expect((await used.client.post('/sandbox/tokens', set)).data).toMatchObject(set);
		expect(Array.isArray((await logIn()).token)).toBe(true);
		used.sandbox.setTokens({ shape: 'object' });
	});

	it.each([
		['get', '/customer/status/a'],
		['post', '/customer/init'],
		['post', '/customer/update'],
		['post', '/akepa/identification'],
		['post', '/akepa/status'],
		['get', '/akepa/status/a'],
		['post', '/akepa/document/generate'],
		['post', '/akepa/document/upload/a'],
		['post', '/akepa/update'],
		['post', '/customer/kyc/init'],
		['post', '/customer/kyc/add-attributes'],
		['post', '/customer/kyc/upload/a/b'],
		['get', '/customer/kyc/status/a'],
		['post', '/customer/kyc/document-link'],
		['post', '/document/generate'],
		['post', '/document/upload/a'],
		['post', '/user/change-password'],
	])('are needed for %s %s, before anything else is looked at', async (method, url) => {
		for (const token of ['', 'wrong', `${used.sandbox.token}0`]) {
			const { status, data } = await clientOf(used.sandbox, token).request({ method, url });
			expect(status).toBe(401);
			expect(data).toEqual(unauthorized);
		}
	});

	it('may be several fixed ones', async () => {
		const sandbox = await used.open({ token: ['one', 'two'] });
		expect(sandbox.token).toBe('one');
		for (const token of ['one', 'two']) {
			expect((await clientOf(sandbox, token).post('/document/generate')).status).toBe(200);
		}
		expect((await clientOf(sandbox, defaultToken).post('/document/generate')).status).toBe(401);
	});

	it('never show in what was recorded, nor do passwords', async () => {
		await logIn();
		await createCustomer(used.client, person());
		const text = JSON.stringify(used.sandbox.requests);
		expect(text).not.toContain(used.sandbox.token);
		expect(text).not.toContain(used.sandbox.password);
		expect(used.sandbox.requests[1].headers['x-connectfi-token']).toMatch(/^masked:66:/);
	});
});

describe('POST /user/change-password', () => {
	const change = (oldPassword: string, newPassword: string) =>
		used.client.post('/user/change-password', { oldPassword, newPassword });

	it('changes it', async () => {
		const { login, password } = used.sandbox;
		const { status, data } = await change(password, 'Changed2@');
		expect(status).toBe(200);
		expect(data).toMatchObject({ code: '0', data: { status: true } });
		expect((await getToken(login, password)).status).toBe(401);
		expect((await getToken(login, 'Changed2@')).status).toBe(200);
		expect(used.sandbox.password).toBe('Changed2@');
	});

	it('refuses a wrong old one', async () => {
		const { status, data } = await change('wrong', 'Changed2@');
		expect(status).toBe(400);
		expect(data).toEqual({
			requestId: expect.any(String),
			code: 'wrongOldPassword',
			message: 'Wrong old password (login=sandbox)',
		});
	});

	it('refuses a new one that is too short, in the words of the docs', async () => {
		expect((await change('wrong', 'Ab1!')).data.context).toEqual([
			{
				instancePath: '/newPassword',
				schemaPath: '#/properties/newPassword/minLength',
				keyword: 'minLength',
				params: { limit: 8 },
				message: 'must NOT have fewer than 8 characters',
			},
		]);
	});

	it('refuses a new one that is too simple', async () => {
		expect((await change('wrong', 'onlyletters')).data.context).toMatchObject([
			{ instancePath: '/newPassword', keyword: 'pattern' },
		]);
	});
});

it('GET /health needs no token', async () => {
	expect((await clientOf(used.sandbox, '').get('/health')).status).toBe(200);
});
