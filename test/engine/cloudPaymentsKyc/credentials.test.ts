import type { IDataObject, IHttpRequestHelper } from 'n8n-workflow';
import { startKycMsSandbox, type KycMsSandbox } from '../../../sandbox/cloudpayments';
import { mask } from '../../../sandbox/core/recorder';
import { CloudPaymentsKycApi } from '../../../credentials/CloudPaymentsKycApi.credentials';
import { CloudPaymentsKycTrigger } from '../../../nodes/CloudPaymentsKyc/CloudPaymentsKycTrigger.node';
import { credentialFor } from './support/kyc';
import { polledNode } from './support/poll';

let emulator: KycMsSandbox;
beforeAll(async () => {
	emulator = await startKycMsSandbox();
});
afterEach(() => emulator.reset());
afterAll(async () => await emulator.close());

/** What the credential test does before n8n's own declarative request, with the engine's real HTTP helper. */
async function check(more: IDataObject = {}) {
	const { data } = credentialFor(emulator, more);
	const { context } = polledNode(new CloudPaymentsKycTrigger(), {}, credentialFor(emulator));
	return await new CloudPaymentsKycApi().preAuthentication.call(
		context as unknown as IHttpRequestHelper,
		data,
	);
}

describe('the check of a credential', () => {
	it.each(['oauth', 'message', 'text', 'empty'] as const)(
		'passes where only the user is missing, however that is worded (%s)',
		async (errorShape) => {
			emulator.settings.errorShape = errorShape;
			await expect(check()).resolves.toEqual({});
			emulator.settings.errorShape = 'oauth';
			expect(emulator.requests).toMatchObject([
				{
					method: 'GET',
					path: '/kyc-ms/getUserInfo',
					status: 401,
					headers: { tenantname: 'SANDBOX', 'api-key': mask(emulator.apiKey) },
				},
			]);
			expect(emulator.requests[0].headers.authorization).toBeUndefined();
		},
	);

	it.each([
		[{ apiKey: 'wrong-key' }, 'Invalid API key'],
		[{ tenantName: 'NOBODY' }, 'Unknown tenant'],
	])('says so where the API complains about %j', async (wrong, said) => {
		await expect(check(wrong)).rejects.toThrow(
			`CloudPayments does not accept the API key or the tenant. It says: "${said}".`,
		);
	});

	it('does not repeat the key', async () => {
		emulator.addFault({
			kind: 'status',
			status: 403,
			body: { message: 'API key wrong-key is unknown' },
		});
		await expect(check({ apiKey: 'wrong-key' })).rejects.toThrow('API key [hidden] is unknown');
	});

	it.each([
		[{ kind: 'status', status: 404, body: { message: 'Not Found' } }, /environment and base URL/],
		[{ kind: 'html', status: 200 }, /web page/],
		[{ kind: 'html', status: 403 }, /web page/],
		[{ kind: 'redirect' }, /redirects elsewhere/],
		[{ kind: 'status', status: 500 }, /at the moment/],
		[{ kind: 'reset' }, /connection to CloudPayments broke/],
	] as const)('refuses %j in words', async (fault, words) => {
		emulator.addFault(fault);
		await expect(check()).rejects.toThrow(words);
	});

	it.each([
		['http://127.0.0.1:9', /Cannot reach the base URL/],
		['http://kyc.example.com', /https:\/\//],
		['', /is empty/],
	])('refuses the address %j in words', async (baseUrl, words) => {
		await expect(check({ baseUrl })).rejects.toThrow(words);
	});
});

it('hides what is sensitive and asks for nothing before ordinary requests', () => {
	const { properties } = new CloudPaymentsKycApi();
	const named = (name: string) => properties.find((property) => property.name === name);
	expect(named('apiKey')?.typeOptions).toEqual({ password: true });
	// An empty value would make n8n run the check before every request.
	expect(named('connectionCheck')).toMatchObject({
		type: 'hidden',
		default: expect.stringMatching(/.+/),
	});
});
