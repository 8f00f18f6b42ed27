import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { startKycMsSandbox, type KycMsSandbox } from '../../../sandbox/cloudpayments';
import type { Fault } from '../../../sandbox/core/faults';
import type { NodeRun } from '../support/engine';
import { credentialFor, runOperation } from './support/kyc';

let emulator: KycMsSandbox;
beforeAll(async () => {
	emulator = await startKycMsSandbox();
});
afterEach(() => emulator.reset());
afterAll(async () => await emulator.close());

/** Both ways to go on after a failed item: on a branch of its own, where n8n adds the item's input, and in its place. */
describe.each(['continueErrorOutput', 'continueRegularOutput'] as const)('%s', (onError) => {
	const onBranch = onError === 'continueErrorOutput';

	/** Runs an operation, and gives the items that a workflow finds its failed ones among. */
	async function run(operation: string, parameters: INodeParameters, more: Partial<NodeRun> = {}) {
		const { outputs } = await runOperation(emulator, operation, parameters, { ...more, onError });
		return outputs[onBranch ? 1 : 0];
	}

	async function detailsAfter(fault: Fault, operation = 'user.register') {
		emulator.addFault(fault);
		const accessToken = emulator.accessTokenOf('maria');
		const [{ json }] = await run(operation, {
			accessToken,
			accountId: 'a-1',
			workflowId: 'w-1',
			username: 'maria',
			password: emulator.password,
		});
		return json.errorDetails as IDataObject;
	}

	it("carries CloudPayments' code and what to do next, paired with its input", async () => {
		const inputs = ['ann', 'nobody', 'cat'].map((name) => ({
			name,
			token: name === 'nobody' ? 'a-bad-token' : emulator.accessTokenOf(name),
		}));
		const output = await run(
			'user.getStatus',
			{ accessToken: '={{ $json.token }}' },
			{ items: inputs.map((json) => ({ json })) },
		);
		expect(output).toHaveLength(onBranch ? 1 : 3);
		expect(output[onBranch ? 0 : 1]).toEqual({
			json: {
				...(onBranch && inputs[1]),
				error: "CloudPayments refused the user's access token, the API key or the tenant. [item 1]",
				errorDetails: {
					code: 'invalid_token',
					httpStatus: 401,
					hint: expect.stringMatching(/^Get a new access token: .*sample apps.* about an hour/),
				},
			},
			pairedItem: { item: 1 },
		});
	});

	it('carries the ids that the answer names, whatever the answer looks like', async () => {
		const body = {
			errorCode: 4017,
			message: 'Known',
			trace_id: 't-1',
			data: { accountId: 'a-0', workflow_id: 17, userId: { toString: 1 }, other: 'x' },
		};
		expect(await detailsAfter({ kind: 'status', status: 409, body })).toEqual({
			code: '4017',
			httpStatus: 409,
			requestId: 't-1',
			hint: expect.stringContaining("'Send IDs In'"),
			accountId: 'a-0',
			workflowId: 17,
		});
	});

	it.each([
		[{ error: { code: 'hidden deeper' } }],
		[{ code: 'a whole sentence is no code' }],
		[{ code: { toString: 1 }, requestId: ['r'], accountId: null }],
		['text'],
	])('carries no code out of %j', async (body) => {
		expect(await detailsAfter({ kind: 'status', status: 400, body })).toEqual({
			httpStatus: 400,
			hint: expect.any(String),
		});
	});

	it('carries what is wrong with input that was never sent, and neither code nor status', async () => {
		const [item] = await run('user.register', {
			accessToken: 'a.b',
			accountId: 'a-1',
			workflowId: '={{ "" }}',
		});
		expect(item).toEqual({
			json: {
				error:
					"'Workflow ID' is empty. Map the ID that the SDK returned to the mobile app. [item 0]",
				errorDetails: {
					hint: 'Nothing was sent for this item. Correct the value and run it again.',
				},
			},
			pairedItem: { item: 0 },
		});
		expect(emulator.requests).toEqual([]);
	});

	it.each([
		[{ kind: 'lostAnswer' }, undefined],
		[{ kind: 'status', status: 503 }, 503],
		[{ kind: 'status', status: 200, body: '{"half":' }, 200],
	] as const)('of Register after %j says what to look at first', async (fault, httpStatus) => {
		expect(await detailsAfter(fault)).toEqual({
			...(httpStatus && { httpStatus }),
			hint: expect.stringMatching(
				/Before you register the same IDs again, look at the user's status/,
			),
		});
	});

	it.each([
		['session.getAccessToken', { token: 'x' }, /access_token/],
		['user.getSdkToken', { access_token: 'x' }, /field token/],
	])('of %s says where the token is looked for', async (operation, body, hint) => {
		expect(await detailsAfter({ kind: 'status', status: 200, body }, operation)).toEqual({
			httpStatus: 200,
			hint: expect.stringMatching(hint),
		});
	});

	it('is what every item becomes where the credential cannot be used', async () => {
		const items = [{ json: {} }, { json: {} }];
		const credential = credentialFor(emulator, { baseUrl: 'http://kyc.example.com' });
		const output = await run('user.getStatus', { accessToken: 'a.b' }, { items, credential });
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		for (const { json } of output) {
			expect(json.error).toMatch(/must start with https/);
			expect(json.errorDetails).toEqual({ hint: 'Nothing was sent.' });
		}
	});

	it.each([
		[
			'user.getStatus',
			{ accessToken: '={{ { secret: 1 } }}' },
			/'User Access Token' holds an object/,
		],
		[
			'user.register',
			{ accessToken: 'a.b', accountId: '={{ [1] }}', workflowId: 'w' },
			/'Account ID' holds an object/,
		],
		[
			'user.getStatus',
			{ accessToken: 'a.b', options: { method: 'PUT' } },
			/'Method' must be one of/,
		],
		[
			'user.getSdkToken',
			{ accessToken: 'a.b', deviceId: 'x', options: { sendDeviceIdAs: 'toString' } },
			/'Send Device ID As' must be one of header, sampleHeader, query/,
		],
		[
			'user.getSdkToken',
			{ accessToken: 'a.b', deviceId: 'Zoë’s phone' },
			/deviceId contains characters that are not allowed in a header.*'Send Device ID As'/,
		],
		[
			'user.register',
			{ accessToken: 'a.b', accountId: 'a\r\nX-Injected: 1', workflowId: 'w' },
			/accountId contains characters that are not allowed in a header.*'Send IDs In'/,
		],
		[
			'user.getStatus',
			{ accessToken: '={{ $("Nowhere").item.json.token }}' },
			/Nowhere|doesn't exist/,
		],
	])('of %s with %j was never sent', async (operation, parameters, words) => {
		const [{ json }] = await run(operation, parameters);
		expect(json.error).toMatch(words);
		expect(json.error).toMatch(/\[item 0\]$/);
		expect(emulator.requests).toEqual([]);
	});
});

it('without "continue", bad input in one item means that nothing is sent for any', async () => {
	const token = emulator.accessTokenOf('maria');
	const items = [{ json: { token } }, { json: { token: '' } }];
	const run = await runOperation(
		emulator,
		'user.getStatus',
		{ accessToken: '={{ $json.token }}' },
		{ items },
	);
	expect(run.error?.message).toMatch(/is empty.* \[item 1\]$/);
	expect(emulator.requests).toEqual([]);
});

it('without "continue", a failure starts no further item', async () => {
	const tokens = ['bad-token', ...Array.from({ length: 9 }, () => emulator.accessTokenOf('maria'))];
	const run = await runOperation(
		emulator,
		'user.getStatus',
		{ accessToken: '={{ $json.token }}', options: { maxConcurrency: 1 } },
		{ items: tokens.map((token) => ({ json: { token } })) },
	);
	expect(run.error?.message).toMatch(/refused.* \[item 0\]$/);
	expect(emulator.requests).toHaveLength(1);
});
