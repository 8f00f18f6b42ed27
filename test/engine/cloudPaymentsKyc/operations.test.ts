import type { INodeParameters } from 'n8n-workflow';
import { startKycMsSandbox, type KycMsSandbox } from '../../../sandbox/cloudpayments';
import { mask } from '../../../sandbox/core/recorder';
import { runOperation } from './support/kyc';

let emulator: KycMsSandbox;
beforeAll(async () => {
	emulator = await startKycMsSandbox({ reviewMs: 0 });
});
afterEach(() => emulator.reset());
afterAll(async () => await emulator.close());

/** Runs an operation on behalf of a user, and gives the item and the one request that it made. */
async function run(operation: string, parameters: INodeParameters = {}, username = 'maria') {
	const accessToken = emulator.accessTokenOf(username);
	emulator.clearRequests();
	const { json, items, error } = await runOperation(emulator, operation, {
		accessToken,
		...parameters,
	});
	expect(emulator.requests).toHaveLength(1);
	return { json: json[0], item: items[0], error, request: emulator.requests[0], accessToken };
}

describe('every user operation', () => {
	it.each([
		['user.getStatus', {}, 'GET', '/kyc-ms/getUserInfo'],
		['user.getSdkToken', {}, 'GET', '/kyc-ms/getToken'],
		['user.register', { accountId: 'a-1', workflowId: 'w-1' }, 'POST', '/kyc-ms/registerUser'],
	])('%s sends tenant, key and the user', async (operation, parameters, method, path) => {
		const { request, accessToken, item } = await run(operation, parameters);
		expect(request).toMatchObject({
			method,
			path,
			query: {},
			headers: {
				tenantname: 'SANDBOX',
				'api-key': mask(emulator.apiKey),
				authorization: mask(`Bearer ${accessToken}`),
				accept: 'application/json',
			},
		});
		expect(item.pairedItem).toEqual({ item: 0 });
	});

	it.each([
		['user.getStatus', {}, 'POST'],
		['user.getSdkToken', {}, 'POST'],
		['user.register', { accountId: 'a-1', workflowId: 'w-1' }, 'GET'],
	])('%s can be sent with the other method', async (operation, parameters, method) => {
		emulator.settings.methods = [method];
		const refused = await run(operation, parameters);
		expect(refused.request.status).toBe(405);
		expect(refused.error?.description).toContain("'Method'");
		const { request, error } = await run(operation, { ...parameters, options: { method } });
		expect(error).toBeUndefined();
		expect(request).toMatchObject({ method, status: 200 });
		emulator.settings.methods = ['GET', 'POST'];
	});
});

describe('session.getAccessToken', () => {
	it('logs in with the form that the sample apps send, and the token is good', async () => {
		const { json } = await runOperation(emulator, 'session.getAccessToken', {
			username: ' maria ',
			password: emulator.password,
		});
		const [request] = emulator.requests;
		expect(request).toMatchObject({
			method: 'POST',
			path: '/auth/oauth/token',
			query: {},
			headers: {
				tenantname: 'SANDBOX',
				'api-key': mask(emulator.apiKey),
				'content-type': 'application/x-www-form-urlencoded',
			},
			body: { grant_type: 'password', username: 'maria', password: mask(emulator.password) },
		});
		expect(request.headers.authorization).toBeUndefined();
		expect(json[0]).toEqual({
			access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
			expiresAt: expect.any(String),
		});
		const secondsLeft = (Date.parse(String(json[0].expiresAt)) - Date.now()) / 1000;
		expect(secondsLeft).toBeGreaterThan(3500);
		expect(secondsLeft).toBeLessThanOrEqual(3600);

		const status = await runOperation(emulator, 'user.getStatus', {
			accessToken: json[0].access_token as string,
		});
		expect(status.json[0].status).toBe('NOT_REGISTERED');
	});

	it('sends a password to the letter', async () => {
		const password = ' pä&ss=w+rd% ';
		emulator.settings.password = password;
		const { json, error } = await runOperation(emulator, 'session.getAccessToken', {
			username: 'maria+kyc@example.com',
			password,
		});
		emulator.settings.password = emulator.password;
		expect(error).toBeUndefined();
		expect(json[0].access_token).toBeTruthy();
	});

	it('passes on whatever else the answer holds', async () => {
		emulator.addFault({
			kind: 'status',
			status: 200,
			body: { access_token: 'opaque-token', token_type: 'bearer', expires_in: 60 },
		});
		const { json } = await runOperation(emulator, 'session.getAccessToken', {
			username: 'maria',
			password: emulator.password,
		});
		expect(json[0]).toMatchObject({ access_token: 'opaque-token', token_type: 'bearer' });
		expect(Date.parse(String(json[0].expiresAt)) - Date.now()).toBeLessThanOrEqual(60_000);
	});
});

describe('user.getStatus', () => {
	it.each(['name', 'number'] as const)('tells a status that comes as %s', async (statusAs) => {
		emulator.settings.statusAs = statusAs;
		emulator.setStatus('maria', 'NEED_RESUBMIT');
		const { json } = await run('user.getStatus');
		emulator.settings.statusAs = 'name';
		expect(json).toEqual({
			status: 'NEED_RESUBMIT',
			kycStatus: 'WAITING_DATA',
			isFinal: false,
			attemptsExhausted: false,
			nextStep: expect.stringContaining('again'),
			rawStatus: statusAs === 'name' ? 'NEED_RESUBMIT' : 6,
		});
	});

	it('gives the answer as it came beside its own words', async () => {
		const { statusBody } = emulator.settings;
		emulator.settings.statusBody = (status, attempts) => ({
			userId: 17,
			user: { userStatus: status, attempts },
		});
		emulator.setStatus('maria', 'REJECTED');
		const { json } = await run('user.getStatus');
		emulator.settings.statusBody = statusBody;
		expect(json).toMatchObject({
			userId: 17,
			user: { userStatus: 'REJECTED', attempts: 0 },
			status: 'REJECTED',
			kycStatus: 'DECLINED',
			isFinal: true,
			attemptsExhausted: false,
		});
	});

	it.each([
		[3, 'PENDING'],
		['LV1', 'LV1'],
		[[{ status: 5 }], null],
	])('reads the answer %j', async (body, status) => {
		emulator.addFault({ kind: 'status', status: 200, body: JSON.stringify(body) });
		const { json } = await run('user.getStatus');
		expect(json).toMatchObject({ status, answer: body });
	});

	it('leaves the verification open where the answer holds no status', async () => {
		emulator.addFault({ kind: 'status', status: 200, body: { name: 'Maria' } });
		const { json } = await run('user.getStatus');
		expect(json).toMatchObject({ name: 'Maria', status: null, kycStatus: 'PENDING' });
	});
});

describe('a status that would fool a careless reader', () => {
	/** How the emulator tells it, and what comes out where the user is rejected, or approved after a rejection. */
	const statusOf = async (settings: Partial<KycMsSandbox['settings']>, status: string) => {
		const before = { ...emulator.settings };
		Object.assign(emulator.settings, settings);
		emulator.setStatus('maria', status);
		const { json } = await run('user.getStatus');
		Object.assign(emulator.settings, { envelope: undefined }, before);
		return json;
	};

	it.each([
		[{ tellsPreviousStatus: true }],
		[{ tellsPreviousStatus: true, statusField: 'userStatus' }],
		[{ tellsPreviousStatus: true, statusField: 'KYC_STATUS', statusAs: 'number' }],
		[{ envelope: 'data', statusField: 'userStatus', atTop: { status: 'success' } }],
		[{ envelope: 'result', atTop: { status: 200, code: 5, emailStatus: 5 } }],
		[{ envelope: 'user_info', atTop: { previous: { status: 'APPROVED_VERIFIED' } } }],
		[{ atTop: { statuses: ['APPROVED_VERIFIED'], history: [{ status: 5 }] } }],
	] as const)('is the one that counts with %j', async (settings) => {
		emulator.setStatus('maria', 'APPROVED_VERIFIED');
		expect(await statusOf(settings, 'REJECTED')).toMatchObject({
			status: 'REJECTED',
			kycStatus: 'DECLINED',
			isFinal: true,
		});
		expect(await statusOf(settings, 'APPROVED_VERIFIED')).toMatchObject({
			status: 'APPROVED_VERIFIED',
			kycStatus: 'APPROVED',
		});
	});

	it.each([
		[{ statusField: 'state' }, null],
		[{ statusField: 'emailStatus' }, null],
		[{ statusField: 'previousStatus' }, null],
		[{ envelope: 'kyc' }, null],
		[{ atTop: { userStatus: 'REJECTED' } }, 'APPROVED_VERIFIED, REJECTED'],
		[{ envelope: 'data', atTop: { status: 4 } }, '4, APPROVED_VERIFIED'],
		[{ envelope: 'data', atTop: { status: 'error' } }, 'error, APPROVED_VERIFIED'],
	] as const)('leaves the verification open with %j', async (settings, rawStatus) => {
		expect(await statusOf(settings, 'APPROVED_VERIFIED')).toMatchObject({
			status: null,
			kycStatus: 'PENDING',
			isFinal: false,
			rawStatus,
			nextStep: expect.stringMatching(/^Treat the verification as open/),
		});
	});
});

it.each([
	['user.getStatus', {}],
	['user.getSdkToken', {}],
	['user.register', { accountId: 'a-1', workflowId: 'w-1' }],
	['session.getAccessToken', { username: 'maria', password: 'Sandbox1!' }],
] as const)('%s takes nothing from half an answer', async (operation, parameters) => {
	emulator.settings.halfAnswers = true;
	const { json, error } = await run(operation, parameters);
	emulator.settings.halfAnswers = false;
	expect(json).toBeUndefined();
	expect(error?.message).toBe(
		"CloudPayments' answer cannot be used: it breaks off, or is no JSON. [item 0]",
	);
});

describe('user.getSdkToken', () => {
	it.each([
		[undefined, 'deviceid'],
		['header', 'deviceid'],
		['sampleHeader', 'device_id'],
	])('sends the device id as header (%s)', async (sendDeviceIdAs, header) => {
		const options = sendDeviceIdAs ? { sendDeviceIdAs } : {};
		const { request, json } = await run('user.getSdkToken', { deviceId: ' phone-1 ', options });
		expect(request.headers[header]).toBe('phone-1');
		expect(emulator.user('maria').deviceId).toBe('phone-1');
		expect(json).toEqual({ token: expect.stringMatching(/.+/) });
	});

	it('sends the device id as query parameter', async () => {
		const options = { sendDeviceIdAs: 'query' };
		const { request } = await run('user.getSdkToken', { deviceId: 'phone-1', options });
		expect(request.query).toEqual({ deviceId: 'phone-1' });
		expect(request.headers.deviceid).toBeUndefined();
	});

	it('sends nothing of it where it is empty', async () => {
		const { request } = await run('user.getSdkToken');
		expect(request.query).toEqual({});
		expect(Object.keys(request.headers).filter((name) => /device/.test(name))).toEqual([]);
		expect(emulator.user('maria').status).toBe('LV1');
	});

	it.each([
		['plain text', 'plain-token-1', { answer: 'plain-token-1', token: 'plain-token-1' }],
		['an envelope', { data: { token: 't-1' } }, { data: { token: 't-1' }, token: 't-1' }],
	])('finds the token in %s', async (_, body, expected) => {
		emulator.addFault({ kind: 'status', status: 200, body });
		expect((await run('user.getSdkToken')).json).toEqual(expected);
	});

	it('takes no other text for it', async () => {
		emulator.addFault({ kind: 'status', status: 200, body: 'Unauthorized' });
		expect((await run('user.getSdkToken')).json).toBeUndefined();
	});

	it('says so where there is none', async () => {
		emulator.addFault({ kind: 'status', status: 200, body: { region: 'US' } });
		const { error } = await run('user.getSdkToken');
		expect(error?.message).toBe("CloudPayments' response contains no SDK token. [item 0]");
	});
});

describe('user.register', () => {
	const ids = { accountId: 'a-1', workflowId: 'w-1' };
	const inHeaders = {
		headers: { accountid: 'a-1', workflowid: 'w-1' },
		query: {},
		body: undefined,
	};

	it.each([
		['body', { sendIdsIn: 'body' }, { body: ids, query: {} }],
		['query', { sendIdsIn: 'query' }, { query: ids, body: undefined }],
		['query', { sendIdsIn: 'query', method: 'GET' }, { query: ids, method: 'GET' }],
		['headers', {}, inHeaders],
		['headers', { method: 'GET' }, { ...inHeaders, method: 'GET' }],
		['headers', { sendIdsIn: 'headers' }, inHeaders],
	] as const)('sends the ids in the %s with %j', async (place, options, expected) => {
		emulator.settings.idsFrom = [place];
		const { request, json } = await run('user.register', { ...ids, options });
		emulator.settings.idsFrom = ['body', 'query', 'headers'];
		expect(request).toMatchObject(expected);
		expect(json).toEqual({ registered: true, ...ids });
		expect(emulator.user('maria')).toMatchObject({ ...ids, attempts: 1 });
	});

	it('names the options where the service looks for the ids elsewhere', async () => {
		emulator.settings.idsFrom = ['query'];
		const { error } = await run('user.register', ids);
		emulator.settings.idsFrom = ['body', 'query', 'headers'];
		expect(error?.description).toContain("the options 'Method' and 'Send IDs In'");
		expect(error?.description).toContain('"accountId and workflowId are required"');
	});

	it('keeps what the service answers', async () => {
		emulator.addFault({ kind: 'status', status: 201, body: { trackingId: 9 } });
		const { json } = await run('user.register', ids);
		expect(json).toEqual({ trackingId: 9, registered: true, ...ids });
	});

	it('does not claim success where the answer says otherwise', async () => {
		const body = { success: false, message: 'Workflow unknown' };
		emulator.addFault({ kind: 'status', status: 200, body });
		const { error } = await run('user.register', ids);
		expect(error?.message).toBe('CloudPayments answered that the request failed. [item 0]');
		expect(error?.description).toContain('"Workflow unknown"');
	});
});

describe('a whole verification', () => {
	const statusOf = async (username: string) => (await run('user.getStatus', {}, username)).json;

	it.each([
		['maria', ['APPROVED_VERIFIED']],
		['rejected-rob', ['REJECTED']],
		['resubmit-rita', ['NEED_RESUBMIT', 'NEED_RESUBMIT', 'REJECTED']],
	])('of %s ends with %j', async (username, statuses) => {
		expect((await statusOf(username)).status).toBe('NOT_REGISTERED');
		for (const status of statuses) {
			await run('user.getSdkToken', {}, username);
			await run('user.register', { accountId: 'a', workflowId: 'w' }, username);
			expect((await statusOf(username)).status).toBe(status);
		}
	});
});
