import { HookContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	IHttpRequestHelper,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { ConnectFiApi } from '../../credentials/ConnectFiApi.credentials';
import { ConnectFiLoginApi } from '../../credentials/ConnectFiLoginApi.credentials';
import { ConnectFiTrigger } from '../../nodes/ConnectFi/ConnectFiTrigger.node';
import { startSandbox, type Sandbox } from '../../sandbox';
import { useFakeClock } from '../support/fakeClock';
import { tokenCredential } from './support/connectFi';
import { additionalDataFor, workflowOf } from './support/webhook';

useFakeClock();

/** What n8n runs before its own declarative request in a credential test, with the engine's HTTP helper. */
async function check(
	sandbox: Sandbox,
	more: ICredentialDataDecryptedObject = {},
	type: ConnectFiApi | ConnectFiLoginApi = new ConnectFiApi(),
) {
	const credential = tokenCredential(sandbox, more as never);
	const nodeType = new ConnectFiTrigger();
	const workflow = workflowOf({ nodeType, credential });
	const context = new HookContext(
		workflow,
		workflow.getNode('Tested')!,
		additionalDataFor({ credential }) as unknown as IWorkflowExecuteAdditionalData,
		'internal',
		'manual',
		{ webhookDescription: nodeType.description.webhooks![0] } as unknown as IWebhookData,
	);
	return await type.preAuthentication.call(
		context as unknown as IHttpRequestHelper,
		credential.data,
	);
}

describe.each([
	["today's", {}],
	['2023', { api: '2023' }],
	['2023 that ignores unknown names', { api: '2023', unknownProperties: 'ignore' }],
] as const)('the check of a token at a connectFi of %s', (_, options) => {
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startSandbox(options);
	});
	afterAll(async () => await sandbox.close());
	beforeEach(() => sandbox.reset());

	it('accepts a good one with a single request, and leaves nothing behind', async () => {
		const before = JSON.stringify(sandbox.state());
		await expect(check(sandbox)).resolves.toEqual({});
		expect(JSON.stringify(sandbox.state())).toBe(before);
		expect(sandbox.requests).toHaveLength(1);
	});

	it('refuses a wrong one', async () => {
		await expect(check(sandbox, { token: 'wrong' })).rejects.toThrow(
			'connectFi refused the token or login. Check the token',
		);
	});

	it.each([
		[{ kind: 'html', status: 200 }, 'does not come from connectFi (HTTP 200)'],
		[{ kind: 'html', status: 404 }, 'does not come from connectFi (HTTP 404)'],
		[{ kind: 'status', status: 404, body: { message: 'no' } }, 'does not come from connectFi'],
		[{ kind: 'status', status: 200, body: { code: 0, data: {} } }, 'does not come from connectFi'],
		[{ kind: 'status', status: 400, body: { code: 'E1' } }, 'does not come from connectFi'],
		[{ kind: 'redirect' }, 'redirects elsewhere'],
		[{ kind: 'status', status: 500 }, 'not available at the moment (HTTP 500)'],
		[{ kind: 'reset' }, 'broke before an answer came'],
	] as const)('refuses %j in words', async (fault, words) => {
		sandbox.addFault({ ...fault, times: 0 });
		await expect(check(sandbox)).rejects.toThrow(words);
	});

	it.each([
		['http://127.0.0.1:9', 'Cannot reach the base URL'],
		['http://connectfi.example.com', 'https://'],
		['', 'is empty'],
	])('refuses the address "%s" in words', async (baseUrl, words) => {
		await expect(check(sandbox, { baseUrl })).rejects.toThrow(words);
	});
});

describe.each([new ConnectFiApi(), new ConnectFiLoginApi()])('the check of $name', (type) => {
	it.each([',', ' ', 'short', 'a secret of the user, short'])(
		'refuses the callback secret %j before anything is sent',
		async (callbackSecret) => {
			const sandbox = await startSandbox();
			const { login, password } = sandbox;
			const refusal = check(sandbox, { login, password, callbackSecret }, type);
			await expect(refusal).rejects.toThrow(
				"The 'Callback Secret' of the connectFi credential cannot be used. Each callback secret must have at least 16 characters",
			);
			await expect(refusal).rejects.not.toThrow('short');
			expect(sandbox.requests).toEqual([]);
			await sandbox.close();
		},
	);

	it.each([undefined, '', 'a secret of the user', 'a secret of the user, the one before it'])(
		'takes the callback secret %j',
		async (callbackSecret) => {
			const sandbox = await startSandbox();
			const { login, password } = sandbox;
			const data = { login, password, callbackSecret } as ICredentialDataDecryptedObject;
			await expect(check(sandbox, data, type)).resolves.toBeDefined();
			await sandbox.close();
		},
	);
});

it.each([new ConnectFiApi(), new ConnectFiLoginApi()])(
	"$name: n8n's own request asks what every connectFi answers",
	async ({ test }) => {
		const { method = 'GET', url, body } = test.request;
		expect(body).toBeUndefined();
		for (const api of ['current', '2023'] as const) {
			const sandbox = await startSandbox({ api });
			const ask = async (token: string) => {
				const headers = { 'x-connectfi-token': token };
				const answer = await fetch(sandbox.url + url, { method, headers });
				return (await answer.json()) as { code?: string };
			};
			expect((await ask(sandbox.token)).code).toBe('customerNotFound');
			expect((await ask('wrong')).code).toBe('unauthorized');
			await sandbox.close();
		}
	},
);
