import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INodeParameters } from 'n8n-workflow';
import { startKycMsSandbox, type KycMsSandbox } from '../../../sandbox/cloudpayments';
import type { NodeOutcome } from '../support/engine';
import { credentialFor, runOperation } from './support/kyc';

let emulator: KycMsSandbox;
beforeAll(async () => {
	emulator = await startKycMsSandbox({ apiKey });
});
afterEach(() => emulator.reset());
afterAll(async () => await emulator.close());

const apiKey = 'api-key-0123456789';
// As long as real ones: longer than what is quoted of an answer.
const accessToken = `header.${'0123456789'.repeat(48)}.signature`;
const password = 'password-0123456789';
const parameters: Record<string, INodeParameters> = {
	'user.getStatus': { accessToken },
	'user.getSdkToken': { accessToken, deviceId: 'phone-1' },
	'user.register': { accessToken, accountId: 'a', workflowId: 'w' },
	'session.getAccessToken': { username: 'maria', password },
};
const operations = Object.keys(parameters);

/** Parts of the secrets that an operation is given, so that a secret cut in two is found as well. */
const secretsOf = (operation: string) =>
	operation.startsWith('user.') ? ['0123456789'] : ['password-', '0123456789'];

/** What n8n keeps and shows of a run, save the workflow's own parameters. */
function expectNoSecretIn({ stored }: NodeOutcome, operation: string) {
	const shown = JSON.stringify(stored.resultData);
	for (const secret of secretsOf(operation)) expect(shown).not.toContain(secret);
}

describe.each(operations)('%s', (operation) => {
	const run = async (more: Parameters<typeof runOperation>[3] = {}) =>
		await runOperation(emulator, operation, parameters[operation], more);
	const userSecret = operation.startsWith('user.') ? accessToken : password;
	const everySecret = `Refused: ${userSecret} and ${apiKey}`;

	it.each([
		['a refusal that repeats them', { kind: 'status', status: 401, body: { error: everySecret } }],
		['a text that repeats them', { kind: 'status', status: 400, body: everySecret }],
		['an error of the server', { kind: 'status', status: 500, body: { trace: [everySecret] } }],
		['a web page', { kind: 'html', body: `<p>${everySecret}` }],
		['a redirect', { kind: 'redirect', location: `/?token=${userSecret}` }],
		['a broken connection', { kind: 'reset' }],
		['an answer without what was asked', { kind: 'status', status: 200, body: [everySecret] }],
		[
			'an answer with it all',
			{
				kind: 'status',
				status: 200,
				body: { token: 'x', status: 3, access_token: 'y', [everySecret]: everySecret },
			},
		],
	] as const)('shows no secret after %s', async (_, fault) => {
		emulator.addFault(fault);
		for (const onError of [
			'stopWorkflow',
			'continueErrorOutput',
			'continueRegularOutput',
		] as const) {
			emulator.clearFaults();
			emulator.addFault(fault);
			const outcome = await run({ onError });
			expect(emulator.requests.at(-1)?.fault).toBe(fault.kind);
			expectNoSecretIn(outcome, operation);
		}
	});

	it('shows no secret where the service itself repeats it', async () => {
		const outcome = await run();
		expect(outcome.status).toBe('error');
		expectNoSecretIn(outcome, operation);
	});

	describe.each(['oauth', 'message', 'text'] as const)(
		'where refusals are worded as %s',
		(shape) => {
			it.each(['plain', 'url', 'form', 'json', 'html', 'base64'] as const)(
				'shows no secret that is repeated as %s',
				async (echo) => {
					const sharp = `p&ss "w<rd>" /${'0123456789'}`;
					const own: INodeParameters = operation.startsWith('user.')
						? { accessToken: `${accessToken}/+==` }
						: { password: sharp };
					emulator.settings.echo = echo;
					emulator.settings.errorShape = shape;
					for (const onError of ['stopWorkflow', 'continueErrorOutput'] as const) {
						const outcome = await runOperation(
							emulator,
							operation,
							{ ...parameters[operation], ...own },
							{ onError },
						);
						const shown = JSON.stringify(outcome.stored.resultData);
						expect(shown).toContain('[hidden]');
						for (const secret of Object.values(own).map(String)) {
							const inBase64 = Buffer.from(secret).toString('base64').slice(0, 12);
							for (const part of ['0123456789', 'p&ss', 'p%26ss', 'p&#38;ss', inBase64])
								expect(shown).not.toContain(part);
						}
						expectNoSecretIn(outcome, operation);
					}
					emulator.settings.echo = 'none';
					emulator.settings.errorShape = 'oauth';
				},
			);
		},
	);

	it('shows no secret where nobody answers or the address is refused', async () => {
		for (const baseUrl of ['http://127.0.0.1:9', 'http://kyc.example.com', 'nowhere']) {
			const outcome = await run({ credential: credentialFor(emulator, { baseUrl }) });
			expect(outcome.error?.message).toMatch(/base URL/);
			expectNoSecretIn(outcome, operation);
		}
	});

	it.each([
		[{ kind: 'status', status: 404 }, /Nothing was found/, /environment/],
		[{ kind: 'status', status: 403 }, /refused/, /API key, tenant name/],
		[{ kind: 'status', status: 429, retryAfter: 30 }, /rate limit/, /wait 30 seconds/],
		[{ kind: 'status', status: 429 }, /rate limit/, /batches/],
		[{ kind: 'status', status: 503 }, /at the moment/, /later/],
		[{ kind: 'status', status: 400, body: { detail: 'No such' } }, /not accept/, /"No such"/],
		[{ kind: 'html', status: 200 }, /web page/, /base URL/],
		[{ kind: 'html', status: 502 }, /web page/, /base URL/],
		[{ kind: 'redirect' }, /redirects/, /base URL/],
		[{ kind: 'reset' }, /connection .* broke/, /later/],
	] as const)('after %j tells what happened and what to do', async (fault, what, todo) => {
		emulator.addFault(fault);
		const { error, status } = await run();
		expect(status).toBe('error');
		expect(error?.message).toMatch(what);
		expect(error?.message).toMatch(/\[item 0\]$/);
		expect(error?.description).toMatch(todo);
		if ('status' in fault) expect(error?.httpCode).toBe(String(fault.status));
	});

	it('asks once: a refused login or token is not tried again', async () => {
		emulator.addFault({ kind: 'status', status: 401, times: 0 });
		await run();
		expect(emulator.requests).toHaveLength(1);
	});

	it.each(['oauth', 'message', 'text', 'empty'] as const)(
		'understands refusals worded as %s',
		async (errorShape) => {
			emulator.settings.errorShape = errorShape;
			const { error } = await run({ credential: credentialFor(emulator, { apiKey: 'wrong-key' }) });
			emulator.settings.errorShape = 'oauth';
			expect(error?.message).toMatch(/refused .*API key/);
			if (errorShape === 'empty') expect(error?.description).not.toContain('says');
			else expect(error?.description).toContain('CloudPayments says: "Invalid API key".');
		},
	);

	it('does not follow a redirect with the secrets', async () => {
		const seen: string[] = [];
		const elsewhere: Server = createServer((request, response) => {
			seen.push(String(request.url));
			response.end('{}');
		});
		await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
		const { port } = elsewhere.address() as AddressInfo;
		emulator.addFault({ kind: 'redirect', location: `http://127.0.0.1:${port}/` });
		const { error } = await run();
		elsewhere.close();
		expect(error?.message).toMatch(/redirects/);
		expect(seen).toEqual([]);
	});
});

it.each([
	[
		'session.getAccessToken',
		{ success: false, message: 'Issued new-token-1', access_token: 'new-token-1' },
	],
	[
		'user.getSdkToken',
		{ error: 'busy', message: 'Gave new-token-1', data: { token: 'new-token-1' } },
	],
])('%s shows no token that a refusal holds itself', async (operation, body) => {
	emulator.addFault({ kind: 'status', status: 200, body });
	const { error, stored } = await runOperation(emulator, operation, parameters[operation]);
	expect(error?.description).toContain('[hidden]');
	expect(JSON.stringify(stored.resultData)).not.toContain('new-token-1');
});

describe('parameters', () => {
	it.each([
		['user.getStatus', { accessToken: '={{ "" }}' }, /'User Access Token' is empty/],
		['user.getStatus', { accessToken: 'two words' }, /access_token alone/],
		['user.register', { accountId: ' ', workflowId: 'w' }, /'Account ID' is empty/],
		['user.register', { accountId: 'a', workflowId: '={{ "" }}' }, /'Workflow ID' is empty/],
		[
			'user.register',
			{ accountId: 'a', workflowId: 'w', options: { method: 'GET', sendIdsIn: 'body' } },
			/GET request has no body/,
		],
		['session.getAccessToken', { username: '={{ "" }}', password: 'x' }, /'User Name' is empty/],
		['session.getAccessToken', { username: 'maria', password: '={{ "" }}' }, /'Password' is empty/],
	])('of %s in %j are refused before any request', async (operation, wrong, words) => {
		const outcome = await runOperation(emulator, operation, { ...parameters[operation], ...wrong });
		expect(outcome.error?.message).toMatch(words);
		expect(outcome.error?.message).toMatch(/\[item 0\]$/);
		expect(emulator.requests).toEqual([]);
		expectNoSecretIn(outcome, operation);
	});
});

describe('many items', () => {
	const users = ['ann', 'ben', 'cat', 'dan'];

	/** Four users with tokens of their own; the third token is not good. */
	const items = () =>
		users.map((name, index) => ({
			json: { name, token: index === 2 ? 'a-bad-token' : emulator.accessTokenOf(name) },
		}));

	const fromItem = '={{ $json.token }}';

	it('each ask with their own token, and keep their order', async () => {
		users.forEach((name, index) => emulator.setStatus(name, `STATUS_OF_${index}`));
		const tokens = users.map((name) => ({ json: { token: emulator.accessTokenOf(name) } }));
		const run = await runOperation(
			emulator,
			'user.getStatus',
			{ accessToken: fromItem },
			{ items: tokens },
		);
		expect(run.json.map(({ status }) => status)).toEqual(users.map((_, i) => `STATUS_OF_${i}`));
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual(
			users.map((_, item) => ({ item })),
		);
	});

	it('do not lose each other when one is refused', async () => {
		const run = await runOperation(
			emulator,
			'user.getStatus',
			{ accessToken: fromItem },
			{ items: items(), onError: 'continueErrorOutput' },
		);
		expect(run.outputs[0].map(({ json }) => json.status)).toEqual([
			'NOT_REGISTERED',
			'NOT_REGISTERED',
			'NOT_REGISTERED',
		]);
		expect(run.outputs[1]).toHaveLength(1);
		expect(run.outputs[1][0].json.error).toMatch(/refused .* \[item 2\]$/);
	});

	it('name the one that failed', async () => {
		const run = await runOperation(
			emulator,
			'user.getStatus',
			{ accessToken: fromItem },
			{ items: items() },
		);
		expect(run.status).toBe('error');
		expect(run.error?.message).toMatch(/\[item 2\]$/);
		expect(run.error?.context).toMatchObject({ itemIndex: 2 });
	});
});
