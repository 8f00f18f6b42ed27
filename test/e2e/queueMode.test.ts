import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Execution, StoredWorkflow } from '../../n8n/client';
import { waitFor } from '../../n8n/waitFor';
import { errorOf, itemsOf } from '../../n8n/executions';
import { startBench, type Bench } from './support/bench';
import { createCustomer, startIdentification } from './support/connectFiNodes';
import { node, to, webhook } from './support/nodes';
import { asleepInProduction, decide, expectOutcome } from './support/waiting';

/** Somebody asks for customers to be identified; the connectFi Trigger hears what becomes of them. */
function round() {
	return {
		name: `Round ${randomUUID()}`,
		nodes: [
			node('By Hand', 'n8n-nodes-base.manualTrigger', 1),
			webhook('By Webhook', { responseMode: 'lastNode', responseData: 'allEntries' }),
			node('Customers', 'n8n-nodes-base.splitOut', 1, {
				fieldToSplitOut: 'body.customers',
				options: {},
			}),
			createCustomer('Create'),
			startIdentification('Start', { callback: 'trigger' }),
			{
				...node('Decision', 'n8n-nodes-connectfi.connectFiTrigger', 1),
				webhookId: randomUUID(),
			},
			node('Heard', 'n8n-nodes-base.noOp', 1),
		],
		connections: {
			'By Hand': to('Create'),
			'By Webhook': to('Customers'),
			Customers: to('Create'),
			Create: to('Start'),
			Decision: to('Heard'),
		},
	};
}

const webhookIdOf = ({ nodes }: StoredWorkflow) =>
	nodes.find(({ name }) => name === 'Decision')!.webhookId;

describe.each(['2.x', '1.x'] as const)('queue mode of n8n %s', (line) => {
	let bench: Bench;
	beforeAll(async () => {
		// Callbacks that come all at once wait for each other in n8n.
		const sandbox = { callbackTimeoutMs: 60_000 };
		bench = await startBench({ line, queueMode: true, sandbox });
	}, 240_000);
	afterAll(async () => await bench.stop());

	/** Lets a production call start identifications, and gives their application ids. */
	async function startCases(workflow: StoredWorkflow, count: number): Promise<string[]> {
		const response = await bench.callWebhook(workflow, 'By Webhook', {
			customers: Array.from({ length: count }, () => ({})),
		});
		const answer = (await response.json()) as Array<{ applicationId: string }>;
		expect([response.status, answer.length]).toEqual([200, count]);
		return answer.map(({ applicationId }) => applicationId);
	}

	/**
	 * The executions about these cases, which the trigger started, once there are as many. There must be one of each, on a
	 * worker, and none may follow.
	 */
	async function heard({ id }: StoredWorkflow, applicationIds: string[]): Promise<Execution[]> {
		const ended = async () => {
			const summaries = await bench.client.executionsOf(id);
			const executions = await Promise.all(
				summaries
					.filter(({ mode, stoppedAt }) => mode === 'webhook' && stoppedAt)
					.map(async (one) => await bench.client.execution(one.id)),
			);
			return executions.filter((execution) =>
				itemsOf(execution, 'Heard').some((item) =>
					applicationIds.includes(String(item.applicationId)),
				),
			);
		};
		await waitFor(
			async () => (await ended()).length >= applicationIds.length || undefined,
			`${applicationIds.length} executions`,
		);
		await delay(1_000);
		const executions = await ended();
		const subjects = executions.map((one) => itemsOf(one, 'Heard')[0].applicationId);
		expect(subjects.sort()).toEqual([...applicationIds].sort());
		for (const execution of executions)
			expect(bench.workerLog()).toContain(`Worker started execution ${execution.id} `);
		return executions;
	}

	/** The production URL that connectFi was told to call about a case. */
	function callbackUrlOf(applicationId: string): string {
		const { customerId } = bench.sandbox
			.state()
			.applications.find((one) => one.applicationId === applicationId)!;
		const bodies = bench.sandbox.requests
			.filter(({ path }) => path === '/akepa/identification')
			.map(({ body }) => body as { customerId: string; webhookUrl: string });
		return bodies.find((body) => body.customerId === customerId)!.webhookUrl;
	}

	const post = async (url: string, body: unknown) =>
		(
			await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			})
		).status;

	/** Waits until a call with nothing in it gets this answer: 400 from the trigger, 404 where nothing listens. */
	const answered = async (url: string, status: number) =>
		await waitFor(
			async () => ((await post(url, {})) === status ? true : undefined),
			`the answer ${status}`,
		);

	/** connectFi decides, calls, and a worker executes what follows. */
	async function expectHeard(workflow: StoredWorkflow, applicationId: string) {
		expect((await bench.sandbox.decide(applicationId, 'Approved'))?.status).toBe(200);
		const executions = await heard(workflow, [applicationId]);
		expect(itemsOf(executions[0], 'Heard')).toMatchObject([{ event: 'approved', verified: true }]);
	}

	it('registers the trigger in production, at once after publishing', async () => {
		const workflow = await bench.importWorkflow(round());
		await bench.activate(workflow);
		const [applicationId] = await startCases(workflow, 1);
		const { origin, pathname } = new URL(callbackUrlOf(applicationId));
		expect(origin + pathname).toBe(
			`${bench.webhookUrl}/webhook/${webhookIdOf(workflow)}/connectfi`,
		);
		await expectHeard(workflow, applicationId);
	});

	it('registers it in a run by hand while the workflow is published, and says so otherwise', async () => {
		const workflow = await bench.importWorkflow(round());
		const refusal =
			"'Decision' does not listen, because this workflow is not active (published). [item 0]";
		expect(errorOf(await bench.runManually(workflow))?.message).toBe(refusal);

		await bench.activate(workflow);
		const execution = await bench.runManually(workflow);
		expect(errorOf(execution)).toBeUndefined();
		expect(bench.workerLog()).toContain(`Worker started execution ${execution.id} `);
		await expectHeard(workflow, String(itemsOf(execution, 'Start')[0].applicationId));
	});

	it('hears each of many decisions once', async () => {
		const workflow = await bench.importWorkflow(round());
		await bench.activate(workflow);
		const [first, ...others] = await startCases(workflow, 41);

		// A decision that nobody heard of, and then the same call 20 times at once.
		const url = callbackUrlOf(first);
		await bench.client.deactivate(workflow);
		await answered(url, 404);
		const missed = await bench.sandbox.decide(first, 'Approved');
		expect(missed?.status).toBe(404);
		await bench.activate(await bench.client.workflow(workflow.id));
		await answered(url, 400);
		const calls = Array.from({ length: 20 }, async () => await post(url, missed!.body));
		expect(new Set(await Promise.all(calls))).toEqual(new Set([200]));
		await heard(workflow, [first]);

		const decisions = others.map(async (id) => (await bench.sandbox.decide(id, 'Denied'))?.status);
		expect(new Set(await Promise.all(decisions))).toEqual(new Set([200]));
		await heard(workflow, others);
	});

	it('goes on after a restart of each process, with the executions that sleep', async () => {
		const workflow = await bench.importWorkflow(round());
		await bench.activate(workflow);
		const asleep = await Promise.all([1, 2, 3].map(async () => await asleepInProduction(bench)));
		// The node's second look, a second after the first, wakes the execution: let it be over.
		await delay(3_000);
		for (const [index, task] of (['main', 'webhook', 'workers'] as const).entries()) {
			await bench.restart(task);
			const [applicationId] = await startCases(workflow, 1);
			await expectHeard(workflow, applicationId);

			const execution = await bench.client.execution(asleep[index].id);
			expect(execution.status).toBe('waiting');
			await decide(bench, execution, 'Approved');
			expectOutcome(await bench.client.waitForExecution(execution.id), 'APPROVED');
		}
	});
});
