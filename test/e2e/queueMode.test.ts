import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Execution, StoredWorkflow } from '../../n8n/client';
import { waitFor } from '../../n8n/waitFor';
import { getError, getItems } from '../../n8n/executions';
import { postJson } from './support/postJson';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';
import { createCustomer, startIdentification } from './support/connectFiNodes';
import { node, to, webhook } from './support/nodes';
import { waitingInProduction, decide, expectOutcome } from './support/waiting';

/** Identifies customers on request; the connectFi Trigger receives the decisions. */
function identifyAndReceive() {
	return {
		name: `Identify and receive ${randomUUID()}`,
		nodes: [
			node('Manually', 'n8n-nodes-base.manualTrigger', 1),
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
			node('Received', 'n8n-nodes-base.noOp', 1),
		],
		connections: {
			Manually: to('Create'),
			'By Webhook': to('Customers'),
			Customers: to('Create'),
			Create: to('Start'),
			Decision: to('Received'),
		},
	};
}

const findWebhookId = ({ nodes }: StoredWorkflow) =>
	nodes.find(({ name }) => name === 'Decision')!.webhookId;

describe.each(['2.x', '1.x'] as const)('queue mode of n8n %s', (line) => {
	let environment: TestEnvironment;
	beforeAll(async () => {
		// Callbacks that come all at once wait for each other in n8n.
		const sandbox = { callbackTimeoutMs: 60_000 };
		environment = await startTestEnvironment({ line, n8n: 'queueMode', sandbox });
	}, 240_000);
	afterAll(async () => await environment.stop());

	/** Lets a production call start identifications, and returns their application ids. */
	async function startCases(workflow: StoredWorkflow, count: number): Promise<string[]> {
		const response = await environment.callWebhook(workflow, 'By Webhook', {
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
	async function received({ id }: StoredWorkflow, applicationIds: string[]): Promise<Execution[]> {
		const ended = async () => {
			const summaries = await environment.client.listExecutions(id);
			const executions = await Promise.all(
				summaries
					.filter(({ mode, stoppedAt }) => mode === 'webhook' && stoppedAt)
					.map(async (one) => await environment.client.execution(one.id)),
			);
			return executions.filter((execution) =>
				getItems(execution, 'Received').some((item) =>
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
		const subjects = executions.map((one) => getItems(one, 'Received')[0].applicationId);
		expect(subjects.sort()).toEqual([...applicationIds].sort());
		for (const execution of executions)
			expect(environment.workerLog()).toContain(`Worker started execution ${execution.id} `);
		return executions;
	}

	/** The production URL that connectFi got for a case. */
	function findCallbackUrl(applicationId: string): string {
		const { customerId } = environment.sandbox
			.state()
			.applications.find((one) => one.applicationId === applicationId)!;
		const bodies = environment.sandbox.requests
			.filter(({ path }) => path === '/akepa/identification')
			.map(({ body }) => body as { customerId: string; webhookUrl: string });
		return bodies.find((body) => body.customerId === customerId)!.webhookUrl;
	}

	const post = async (url: string, body: unknown) => (await postJson(url, body)).status;

	/** Waits until a call with nothing in it gets this answer: 400 from the trigger, 404 where nothing listens. */
	const answered = async (url: string, status: number) =>
		await waitFor(
			async () => ((await post(url, {})) === status ? true : undefined),
			`the answer ${status}`,
		);

	/** connectFi decides, calls, and a worker executes what follows. */
	async function expectReceived(workflow: StoredWorkflow, applicationId: string) {
		expect((await environment.sandbox.decide(applicationId, 'Approved'))?.status).toBe(200);
		const executions = await received(workflow, [applicationId]);
		expect(getItems(executions[0], 'Received')).toMatchObject([
			{ event: 'approved', verified: true },
		]);
	}

	it('registers the trigger in production, at once after publishing', async () => {
		const workflow = await environment.importWorkflow(identifyAndReceive());
		await environment.activate(workflow);
		const [applicationId] = await startCases(workflow, 1);
		const { origin, pathname } = new URL(findCallbackUrl(applicationId));
		expect(origin + pathname).toBe(
			`${environment.webhookUrl}/webhook/${findWebhookId(workflow)}/connectfi`,
		);
		await expectReceived(workflow, applicationId);
	});

	it('registers it in a manual run while the workflow is published, and refuses otherwise', async () => {
		const workflow = await environment.importWorkflow(identifyAndReceive());
		const refusal =
			"'Decision' does not listen, because this workflow is not active (published). [item 0]";
		expect(getError(await environment.runManually(workflow))?.message).toBe(refusal);

		await environment.activate(workflow);
		const execution = await environment.runManually(workflow);
		expect(getError(execution)).toBeUndefined();
		expect(environment.workerLog()).toContain(`Worker started execution ${execution.id} `);
		await expectReceived(workflow, String(getItems(execution, 'Start')[0].applicationId));
	});

	it('receives each of many decisions once', async () => {
		const workflow = await environment.importWorkflow(identifyAndReceive());
		await environment.activate(workflow);
		const [first, ...others] = await startCases(workflow, 41);

		// A decision that nothing received, and then the same call 20 times at once.
		const url = findCallbackUrl(first);
		await environment.client.deactivate(workflow);
		await answered(url, 404);
		const missed = await environment.sandbox.decide(first, 'Approved');
		expect(missed?.status).toBe(404);
		await environment.activate(await environment.client.workflow(workflow.id));
		await answered(url, 400);
		const calls = Array.from({ length: 20 }, async () => await post(url, missed!.body));
		expect(new Set(await Promise.all(calls))).toEqual(new Set([200]));
		await received(workflow, [first]);

		const decisions = others.map(
			async (id) => (await environment.sandbox.decide(id, 'Denied'))?.status,
		);
		expect(new Set(await Promise.all(decisions))).toEqual(new Set([200]));
		await received(workflow, others);
	});

	it('survives a restart of each process, waiting executions too', async () => {
		const workflow = await environment.importWorkflow(identifyAndReceive());
		await environment.activate(workflow);
		const waiting = await Promise.all(
			[1, 2, 3].map(async () => await waitingInProduction(environment)),
		);
		// The node's recheck, a second after it began to wait, resumes the execution: let it be over.
		await delay(3_000);
		for (const [index, task] of (['main', 'webhook', 'workers'] as const).entries()) {
			await environment.restart(task);
			const [applicationId] = await startCases(workflow, 1);
			await expectReceived(workflow, applicationId);

			const execution = await environment.client.execution(waiting[index].id);
			expect(execution.status).toBe('waiting');
			await decide(environment, execution, 'Approved');
			expectOutcome(await environment.client.waitForExecution(execution.id), 'APPROVED');
		}
	});
});
