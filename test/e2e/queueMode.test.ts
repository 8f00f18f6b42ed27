import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Execution, StoredWorkflow } from '../../n8n/client';
import { waitFor } from '../../n8n/waitFor';
import { getError, getItems } from '../../n8n/executions';
import { jpeg, png } from '../engine/support/images';
import { postJson } from './support/postJson';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';
import { createCustomer, startIdentification } from './support/connectFiNodes';
import { callAtOnce, findHandled, handleOnce } from './support/equalCallbacks';
import { startOnboardings } from './support/massOnboarding';
import { node, to, webhook } from './support/nodes';
import { onboardingWorkflow, sendOnboarding, waitForReview } from './support/onboarding';
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

const findWebhookId = ({ nodes }: StoredWorkflow, trigger = 'Decision') =>
	nodes.find(({ name }) => name === trigger)!.webhookId;

/** How many customers are onboarded while processes are killed; `npm run test:queue` has 500. */
const onboardings = Number(process.env.ONBOARDINGS ?? 60);
/** How often a worker is killed meanwhile, in turns. */
const kills = Math.max(2, onboardings / 50);

describe.each(['2.x', '1.x'] as const)('queue mode of n8n %s', (line) => {
	let environment: TestEnvironment;
	beforeAll(async () => {
		// Callbacks that come all at once wait for each other in n8n.
		const sandbox = { callbackTimeoutMs: 60_000, keepFiles: true };
		environment = await startTestEnvironment({ line, n8n: 'queueMode', sandbox });
	}, 240_000);
	afterAll(async () => await environment.stop());

	const workerLog = () => environment.processes.workers.map((worker) => worker.log()).join('\n');

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
			expect(workerLog()).toContain(`Worker started execution ${execution.id} `);
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
		expect(workerLog()).toContain(`Worker started execution ${execution.id} `);
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

	it('lets one of equal callbacks go on, in the example that handles each change once', async () => {
		const workflow = await environment.importWorkflow(await handleOnce(environment.client));
		await environment.activate(workflow);
		const url = `${environment.webhookUrl}/webhook/${findWebhookId(workflow, 'connectFi Trigger')}/connectfi`;
		await answered(url, 400);
		for (let time = 0; time < 3; time++) {
			const started = await environment.runManually(workflow);
			const applicationId = String(getItems(started, 'Start Identification')[0]?.applicationId);
			const webhookUrl = findCallbackUrl(applicationId);
			const executions = await callAtOnce(environment, workflow, { applicationId, webhookUrl });
			expect(findHandled(executions)).toHaveLength(1);
		}
	});

	it('onboards through workers, with files that the webhook process took', async () => {
		const workflow = await environment.importWorkflow(onboardingWorkflow());
		await environment.activate(workflow);
		await sendOnboarding(environment, workflow, 'files');
		const applicationId = await waitForReview(environment.sandbox, 'files');
		const { documents } = environment.sandbox.state();
		const contents = documents.map(({ id }) => environment.sandbox.fileContent(id));
		expect(contents).toHaveLength(2);
		expect(contents).toEqual(expect.arrayContaining([jpeg, png]));

		const [{ id }] = await environment.client.listExecutions(workflow.id);
		await environment.client.waitForExecution(id, { waiting: true });
		await environment.sandbox.decide(applicationId, 'Approved');
		const execution = await environment.client.waitForExecution(id);
		expect(getItems(execution, 'Done')).toMatchObject([{ applicationId, kycStatus: 'APPROVED' }]);
		expect(workerLog()).toContain(`Worker started execution ${id} `);
	});

	it('resumes a waiting execution on the other worker when its own was killed', async () => {
		const { workers } = environment.processes;
		const { id } = await waitingInProduction(environment);
		const started = `Worker started execution ${id} `;
		// The node's recheck, a second after it began to wait, has no worker of its own: let it be over.
		await delay(3_000);
		const own = workers.find((worker) => worker.log().includes(started))!;
		const other = workers.find((worker) => worker !== own)!;
		own.signal('SIGKILL');
		await own.ended;
		const answer = fetch(`${own.url}/healthz`).then(({ status }) => status);
		await expect(answer).rejects.toThrow('fetch failed');
		const before = other.log().split(started).length;
		await decide(environment, await environment.client.execution(id), 'Approved');
		expectOutcome(await environment.client.waitForExecution(id), 'APPROVED');
		expect(other.log().split(started).length).toBe(before + 1);
		await own.restart();
	});

	it(`brings ${onboardings} onboardings to one end each while processes are killed`, async () => {
		const { sandbox, processes } = environment;
		sandbox.reset();
		const mass = await startOnboardings(environment, onboardings);
		for (let kill = 0; kill < kills; kill++) {
			await delay(3_000);
			const worker = processes.workers[kill % 2];
			worker.signal('SIGKILL');
			await worker.ended;
			const restarts = [worker, ...(kill === 1 ? processes.main : [])];
			await Promise.all(restarts.map(async (one) => await one.restart()));
		}
		const { ends, executions, sentAgain, sentAgainThoughAccepted, callbacks } = await mass.finish();
		// Every customer ends in one state, as connectFi decided, and nothing was made twice.
		const states = [...ends].map(([reference, all]) => [reference, [...new Set(all)]]);
		const expected = mass.references.map((reference) => [reference, [mass.expectedEnd(reference)]]);
		expect(Object.fromEntries(states)).toEqual(Object.fromEntries(expected));
		const { customers, applications, documents } = sandbox.state();
		const sorted = [...mass.references].sort();
		expect(customers.map(({ reference }) => reference).sort()).toEqual(sorted);
		expect(applications.map(({ reference }) => reference).sort()).toEqual(sorted);
		for (const { entities } of applications)
			expect(entities.map((one) => one.documents.map(({ view }) => view))).toEqual([
				['front', 'back'],
			]);
		// A file whose worker died before it was linked stays behind at connectFi, which shows it to nobody.
		const uploaded = documents.filter(({ uploadStatus }) => uploadStatus).length;
		console.log(`n8n ${line}:`, {
			onboardings,
			kills,
			executions,
			// n8n called the first execution crashed, and then finished it all the same.
			endedTwice: [...ends.values()].filter((all) => all.length > 1).length,
			sentAgain: sentAgain.length,
			sentAgainThoughAccepted: sentAgainThoughAccepted.length,
			callbacks,
			filesLeftBehind: uploaded - 2 * onboardings,
		});
	}, 1_200_000);

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
