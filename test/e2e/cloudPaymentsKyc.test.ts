import type { StoredWorkflow, WorkflowFile } from '../../n8n/client';
import { waitFor } from '../../n8n/waitFor';
import { changed, editFields } from './support/changes';
import { getError, getItems, countRuns } from '../../n8n/executions';
import { node, to } from './support/nodes';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';

const lines = ['2.x', '1.x'] as const;
const example = 'cloudpayments-kyc.json';
/** What the outputs of its node *Outcome* stand for. */
const ends = ['Approved', 'Declined', 'Not decided yet'];

describe.each(lines)('CloudPayments KYC on n8n %s', (line) => {
	let environment: TestEnvironment;
	beforeAll(async () => {
		environment = await startTestEnvironment({ line });
	});
	afterAll(async () => await environment.stop());

	const asUser = (username: string) => (workflow: WorkflowFile) =>
		changed(workflow, editFields('User', { username }));

	it.each([
		['maria', 'Approved', 'APPROVED_VERIFIED', 1],
		['rejected-rob', 'Declined', 'REJECTED', 1],
		['resubmit-rita', 'Declined', 'REJECTED', 3],
	])('the example takes %s to %s', async (username, end, status, attempts) => {
		const workflow = await environment.importExample(example, asUser(username));
		environment.kycMs.clearRequests();
		const run = async () => {
			const execution = await environment.runManually(workflow);
			expect(getError(execution)).toBeUndefined();
			expect(execution.status).toBe('success');
			return execution;
		};
		for (let attempt = 1; attempt < attempts; attempt++) {
			const open = await run();
			expect(getItems(open, 'Outcome', ends.indexOf('Not decided yet'))).toMatchObject([
				{ status: 'NEED_RESUBMIT' },
			]);
			expect(countRuns(open, 'Register')).toBe(1);
		}
		const execution = await run();
		expect(getItems(execution, 'Outcome', ends.indexOf(end))).toMatchObject([
			{ status, isFinal: true },
		]);
		expect(countRuns(execution, 'Register')).toBe(1);
		// A user who is decided is left alone.
		const again = await run();
		expect(getItems(again, 'Outcome', ends.indexOf(end))).toMatchObject([
			{ status, isFinal: true },
		]);
		expect(countRuns(again, 'Register')).toBe(0);
		expect(environment.kycMs.user(username)).toMatchObject({ status, attempts });
		// The credential's check asks without a user: it must not run before ordinary requests.
		const onBehalfOfNobody = environment.kycMs.requests.filter(
			({ path, headers }) => path.startsWith('/kyc-ms/') && !headers.authorization,
		);
		expect(onBehalfOfNobody).toEqual([]);
	});

	it('tells a no-code user what is wrong with the user, and hides the password', async () => {
		const workflow = await environment.importExample(example, (original) =>
			changed(original, {
				node: 'Get Access Token',
				parameters: () => ({ password: 'not-the-password' }),
			}),
		);
		const execution = await environment.runManually(workflow);
		expect(getError(execution)?.message).toMatch(/did not accept the user's name and password/);
		expect(JSON.stringify(execution.data.resultData)).not.toContain('not-the-password');
	});

	describe('the credential test', () => {
		async function test(more: Record<string, unknown>) {
			const { url, tenantName, apiKey } = environment.kycMs;
			const credential = environment.credentials.find(
				({ type }) => type === 'cloudPaymentsKycApi',
			)!;
			const data = { environment: 'custom', baseUrl: url, tenantName, apiKey, ...more };
			return await environment.client.testCredential(credential, data);
		}

		it('passes where the API answers, with a slash at the end too', async () => {
			expect(await test({})).toMatchObject({ status: 'OK' });
			expect(await test({ baseUrl: `${environment.kycMs.url}/` })).toMatchObject({ status: 'OK' });
		});

		it.each([
			[{ apiKey: 'wrong-key' }, /does not accept the API key/],
			[{ tenantName: 'NOBODY' }, /tenant/],
			[{ baseUrl: 'http://127.0.0.1:9' }, /Cannot reach the base URL/],
			[{ baseUrl: 'http://kyc.example.com' }, /https:\/\//],
			[{ baseUrl: 'somewhere' }, /not an address/],
		])('says in words what is wrong with %j', async (wrong, words) => {
			const { status, message } = await test(wrong);
			expect(status).toBe('Error');
			expect(message).toMatch(words);
			expect(message).not.toContain('wrong-key');
		});

		it('refuses another service', async () => {
			const { status, message } = await test({ baseUrl: environment.sandbox.url });
			expect({ status, message }).toEqual({
				status: 'Error',
				message: expect.stringMatching(/environment and base URL/),
			});
		});
	});
});

describe('the trigger', () => {
	const username = 'review-rose';

	/** The trigger, watching a user once a minute, which is as often as n8n polls. */
	const watching = (environment: TestEnvironment): WorkflowFile => ({
		name: 'Watch a KYC status',
		nodes: [
			node('Status Changed', 'n8n-nodes-cloudpayments-kyc.cloudPaymentsKycTrigger', 1, {
				pollTimes: { item: [{ mode: 'everyMinute' }] },
				userAccess: 'password',
				username,
				password: environment.kycMs.password,
			}),
			node('After', 'n8n-nodes-base.noOp', 1),
		],
		connections: { 'Status Changed': to('After') },
	});

	const polls = ({ kycMs }: TestEnvironment) =>
		kycMs.requests.filter(({ path, status }) => path === '/kyc-ms/getUserInfo' && status === 200);

	async function seesTheChange(environment: TestEnvironment) {
		const workflow = await environment.importWorkflow(watching(environment));
		const started = async ({ id }: StoredWorkflow) =>
			(await environment.client.listExecutions(id)).filter(({ mode }) => mode === 'trigger');

		// Manually: a sample of the present status, which is not taken for a change later.
		const sample = await environment.runManually(workflow, { trigger: 'Status Changed' });
		expect(getItems(sample, 'After')).toMatchObject([
			{ status: 'NOT_REGISTERED', previousStatus: null },
		]);

		await environment.activate(workflow);
		// Activation makes a poll of its own; the one after it is the schedule's, which takes note of the status.
		environment.kycMs.clearRequests();
		await waitFor(async () => polls(environment).length || undefined, 'a poll', 90_000);
		expect(await started(workflow)).toEqual([]);
		const logins = environment.kycMs.requests.filter(({ path }) => path === '/auth/oauth/token');
		expect(environment.kycMs.requests).toHaveLength(logins.length + polls(environment).length);

		environment.kycMs.setStatus(username, 'APPROVED_VERIFIED');
		const [summary] = await waitFor(
			async () => {
				const found = await started(workflow);
				return found[0]?.stoppedAt ? found : undefined;
			},
			'the trigger to fire',
			90_000,
		);
		const execution = await environment.client.execution(summary.id);
		expect(getItems(execution, 'After')).toMatchObject([
			{ status: 'APPROVED_VERIFIED', kycStatus: 'APPROVED', previousStatus: 'NOT_REGISTERED' },
		]);
		expect(await started(workflow)).toHaveLength(1);
	}

	it('starts a workflow on both lines when a status changes', async () => {
		// Together, because each has to wait for n8n's minute twice.
		const environments = await Promise.all(
			lines.map(async (line) => await startTestEnvironment({ line })),
		);
		try {
			await Promise.all(environments.map(seesTheChange));
		} finally {
			await Promise.all(environments.map(async (environment) => await environment.stop()));
		}
	}, 240_000);
});
