import { randomUUID } from 'node:crypto';
import type { StoredWorkflow, WorkflowFile } from '../../n8n/client';
import { waitFor } from '../../n8n/waitFor';
import { changed, editFields } from './support/changes';
import { errorOf, itemsOf, runsOf } from '../../n8n/executions';
import { startBench, type Bench } from './support/bench';

const lines = ['2.x', '1.x'] as const;
const example = 'cloudpayments-kyc.json';

describe.each(lines)('CloudPayments KYC on n8n %s', (line) => {
	let bench: Bench;
	beforeAll(async () => {
		bench = await startBench({ line });
	});
	afterAll(async () => await bench.stop());

	const asUser = (username: string) => (workflow: WorkflowFile) =>
		changed(workflow, editFields('User', { username }));

	it.each([
		['maria', 'Approved', 'APPROVED_VERIFIED', 1],
		['rejected-rob', 'Declined', 'REJECTED', 1],
		['resubmit-rita', 'Declined', 'REJECTED', 3],
	])('the example takes %s to %s', async (username, end, status, attempts) => {
		const workflow = await bench.importExample(example, asUser(username));
		bench.kycMs.clearRequests();
		const execution = await bench.runManually(workflow);
		expect(errorOf(execution)).toBeUndefined();
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, end)).toMatchObject([{ status, isFinal: true }]);
		expect(runsOf(execution, 'Register')).toBe(attempts);
		expect(bench.kycMs.user(username)).toMatchObject({ status, attempts });
		// The credential's check asks without a user: it must not run before ordinary requests.
		const onBehalfOfNobody = bench.kycMs.requests.filter(
			({ path, headers }) => path.startsWith('/kyc-ms/') && !headers.authorization,
		);
		expect(onBehalfOfNobody).toEqual([]);
	});

	it('tells a no-code user what is wrong with the user, and hides the password', async () => {
		const workflow = await bench.importExample(example, (original) =>
			changed(original, {
				node: 'Get Access Token',
				parameters: () => ({ password: 'not-the-password' }),
			}),
		);
		const execution = await bench.runManually(workflow);
		expect(errorOf(execution)?.message).toMatch(/did not accept the user's name and password/);
		expect(JSON.stringify(execution.data.resultData)).not.toContain('not-the-password');
	});

	describe('the credential test', () => {
		async function test(more: Record<string, unknown>) {
			const { url, tenantName, apiKey } = bench.kycMs;
			const credential = bench.credentials.find(({ type }) => type === 'cloudPaymentsKycApi')!;
			const data = { environment: 'custom', baseUrl: url, tenantName, apiKey, ...more };
			return await bench.client.testCredential(credential, data);
		}

		it('passes where the API answers, with a slash at the end too', async () => {
			expect(await test({})).toMatchObject({ status: 'OK' });
			expect(await test({ baseUrl: `${bench.kycMs.url}/` })).toMatchObject({ status: 'OK' });
		});

		it.each([
			[{ apiKey: 'wrong-key' }, /does not accept the API key/],
			[{ tenantName: 'NOBODY' }, /tenant/],
			[{ baseUrl: 'http://127.0.0.1:9' }, /Nobody answers at the base URL/],
			[{ baseUrl: 'http://kyc.example.com' }, /https:\/\//],
			[{ baseUrl: 'somewhere' }, /not an address/],
		])('says in words what is wrong with %j', async (wrong, words) => {
			const { status, message } = await test(wrong);
			expect(status).toBe('Error');
			expect(message).toMatch(words);
			expect(message).not.toContain('wrong-key');
		});

		it('refuses another service', async () => {
			const { status, message } = await test({ baseUrl: bench.sandbox.url });
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
	const watching = (bench: Bench): WorkflowFile => ({
		name: 'Watch a KYC status',
		nodes: [
			{
				id: randomUUID(),
				name: 'Status Changed',
				type: 'n8n-nodes-cloudpayments-kyc.cloudPaymentsKycTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {
					pollTimes: { item: [{ mode: 'everyMinute' }] },
					userAccess: 'password',
					username,
					password: bench.kycMs.password,
				},
			},
			{
				id: randomUUID(),
				name: 'After',
				type: 'n8n-nodes-base.noOp',
				typeVersion: 1,
				position: [200, 0],
				parameters: {},
			},
		],
		connections: { 'Status Changed': { main: [[{ node: 'After', type: 'main', index: 0 }]] } },
	});

	const polls = ({ kycMs }: Bench) =>
		kycMs.requests.filter(({ path, status }) => path === '/kyc-ms/getUserInfo' && status === 200);

	async function seesTheChange(bench: Bench) {
		const workflow = await bench.importWorkflow(watching(bench));
		const started = async ({ id }: StoredWorkflow) =>
			(await bench.client.executionsOf(id)).filter(({ mode }) => mode === 'trigger');

		// By hand: a sample of the present status, which is not taken for a change later.
		const sample = await bench.runManually(workflow, { trigger: 'Status Changed' });
		expect(itemsOf(sample, 'After')).toMatchObject([
			{ status: 'NOT_REGISTERED', previousStatus: null },
		]);

		await bench.activate(workflow);
		// Activation makes a poll of its own; the one after it is the schedule's, which takes note of the status.
		bench.kycMs.clearRequests();
		await waitFor(async () => polls(bench).length || undefined, 'a poll', 90_000);
		expect(await started(workflow)).toEqual([]);
		const logins = bench.kycMs.requests.filter(({ path }) => path === '/auth/oauth/token');
		expect(bench.kycMs.requests).toHaveLength(logins.length + polls(bench).length);

		bench.kycMs.setStatus(username, 'APPROVED_VERIFIED');
		const [summary] = await waitFor(
			async () => {
				const found = await started(workflow);
				return found[0]?.stoppedAt ? found : undefined;
			},
			'the trigger to fire',
			90_000,
		);
		const execution = await bench.client.execution(summary.id);
		expect(itemsOf(execution, 'After')).toMatchObject([
			{ status: 'APPROVED_VERIFIED', kycStatus: 'APPROVED', previousStatus: 'NOT_REGISTERED' },
		]);
		expect(await started(workflow)).toHaveLength(1);
	}

	it('starts a workflow on both lines when a status changes', async () => {
		// Together, because each has to wait for n8n's minute twice.
		const benches = await Promise.all(lines.map(async (line) => await startBench({ line })));
		try {
			await Promise.all(benches.map(seesTheChange));
		} finally {
			await Promise.all(benches.map(async (bench) => await bench.stop()));
		}
	}, 240_000);
});
