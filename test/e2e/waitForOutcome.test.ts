import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { INode, INodeParameters } from 'n8n-workflow';
import { waitFor, type Execution, type WorkflowFile } from '../../playground/restClient';
import { errorOf, itemsOf, runsOf, startBench, type Bench } from './support/bench';

const node = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
): INode => ({ id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters });

const connectFi = (name: string, resource: string, operation: string, more: INodeParameters) =>
	node(name, 'n8n-nodes-connectfi.connectFi', 1, { resource, operation, ...more });

const to = (...names: string[]) => ({
	main: [names.map((name) => ({ node: name, type: 'main' as const, index: 0 }))],
});

/**
 * A customer is created and identified, then the execution sleeps. Without an outcome it goes back to sleep.
 * @param wait parameters of Wait for Outcome
 */
function waitingWorkflow(wait: INodeParameters = {}): WorkflowFile {
	const path = randomUUID();
	return {
		name: `Wait ${path}`,
		nodes: [
			node('By Hand', 'n8n-nodes-base.manualTrigger', 1, {}),
			{
				...node('By Webhook', 'n8n-nodes-base.webhook', 2, { httpMethod: 'POST', path }),
				webhookId: path,
			},
			connectFi('Create', 'customer', 'create', {
				customerType: 'individual',
				customerReference: '={{ "w" + $execution.id + "x" + $now.toMillis() }}',
				inputMode: 'json',
				json: '{ "firstName": "John", "lastName": "Testman" }',
			}),
			connectFi('Start', 'application', 'start', {
				customerId: '={{ $json.customerId }}',
				reference: '={{ "w" + $execution.id + "x" + $now.toMillis() }}',
				callback: 'execution',
			}),
			connectFi('Wait', 'application', 'waitForOutcome', {
				customerId: '={{ $json.customerId }}',
				applicationId: "={{ $('Start').item.json.applicationId }}",
				...wait,
			}),
			node('Decided?', 'n8n-nodes-base.if', 2, {
				conditions: {
					options: { caseSensitive: true, leftValue: '', typeValidation: 'loose' },
					conditions: [
						{
							id: randomUUID(),
							leftValue: '={{ $json.isFinal }}',
							rightValue: '',
							operator: { type: 'boolean', operation: 'true', singleValue: true },
						},
					],
					combinator: 'and',
				},
				options: {},
			}),
			node('Done', 'n8n-nodes-base.noOp', 1, {}),
		],
		connections: {
			'By Hand': to('Create'),
			'By Webhook': to('Create'),
			Create: to('Start'),
			Start: to('Wait'),
			Wait: to('Decided?'),
			'Decided?': { main: [...to('Done').main, ...to('Wait').main] },
		},
	};
}

/** Starts a workflow by its webhook, and gives its execution once it sleeps. */
async function asleepInProduction(bench: Bench): Promise<Execution> {
	const workflow = await bench.importWorkflow(waitingWorkflow());
	await bench.activate(workflow);
	const path = workflow.nodes.find(({ name }) => name === 'By Webhook')!.webhookId!;
	await waitFor(async () => {
		const { ok } = await fetch(`${bench.client.url}/webhook/${path}`, { method: 'POST' });
		return ok || undefined;
	}, 'the workflow to start');
	const { id } = await waitFor(
		async () => (await bench.client.executionsOf(workflow.id)).at(0),
		'its execution',
	);
	const execution = await bench.client.waitForExecution(id, { waiting: true });
	expect(execution).toMatchObject({ status: 'waiting', mode: 'webhook' });
	return execution;
}

const applicationIn = (execution: Execution) => itemsOf(execution, 'Start')[0];
const applicationIdIn = (execution: Execution) => applicationIn(execution).applicationId as string;

/** Lets connectFi decide, and call back. */
async function decide(bench: Bench, execution: Execution, outcome: 'Approved' | 'Denied') {
	const callback = await bench.sandbox.decide(applicationIdIn(execution), outcome);
	// 409: the node's own look, a second after it fell asleep, has found the decision a moment before the callback.
	expect([200, 409]).toContain(callback?.status);
}

function expectOutcome(execution: Execution, kycStatus: string): void {
	expect(errorOf(execution)).toBeUndefined();
	expect(execution.status).toBe('success');
	expect(itemsOf(execution, 'Done')).toEqual([
		expect.objectContaining({
			applicationId: applicationIdIn(execution),
			kycStatus,
			isFinal: true,
			verified: true,
		}),
	]);
	expect(runsOf(execution, 'Done')).toBe(1);
}

describe.each(['2.x', '1.x'] as const)('Wait for Outcome on n8n %s', (line) => {
	let bench: Bench;
	beforeAll(async () => {
		bench = await startBench({ line, ownN8n: true });
	});
	afterAll(async () => await bench.stop());

	const ended = async ({ id }: Execution) => await bench.client.waitForExecution(id);
	const statusOf = async ({ id }: Execution) => (await bench.client.execution(id)).status;

	/** Runs a workflow by hand until its execution sleeps. */
	async function asleep(wait: INodeParameters = {}): Promise<Execution> {
		const workflow = await bench.importWorkflow(waitingWorkflow(wait));
		const execution = await bench.runManually(workflow, { trigger: 'By Hand', waiting: true });
		expect(errorOf(execution)).toBeUndefined();
		expect(execution.status).toBe('waiting');
		return execution;
	}

	/** Where connectFi was told to call. */
	function callbackUrlOf(execution: Execution): string {
		const { reference } = applicationIn(execution);
		const bodies = bench.sandbox.requests.map(
			({ body }) => body as { reference?: string; webhookUrl?: string } | undefined,
		);
		return bodies.find((body) => body?.reference === reference)!.webhookUrl!;
	}

	it('sleeps when executed by hand, and goes on with the decision', async () => {
		const execution = await asleep();
		await decide(bench, execution, 'Approved');
		expectOutcome(await ended(execution), 'APPROVED');
	});

	it('sleeps in production, through changes and forged calls, until the decision', async () => {
		const execution = await asleepInProduction(bench);
		const applicationId = applicationIdIn(execution);

		const noticed = await bench.sandbox.transition(applicationId, { status: 'waiting_review' });
		expect(noticed?.status).toBe(200);
		const url = callbackUrlOf(execution);
		const genuine = { code: '0', data: { ...applicationIn(execution), outcome: 'Approved' } };
		const post = async (address: string, body: unknown) =>
			(
				await fetch(address, {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify(body),
				})
			).status;
		expect(await post(url, genuine)).toBe(200);
		expect(await post(url.replace(/cfSignature=[^&]*/, 'cfSignature=x'), genuine)).toBe(401);
		expect(await post(url.replace(/[?&]cf.*/, ''), genuine)).toBe(401);
		const other = { ...applicationIn(execution), applicationId: 'iapp_other' };
		expect(await post(url, { code: '0', data: other })).toBe(401);
		expect(await post(url, { x: 1 })).toBe(400);
		// Time enough for a call to have had an effect.
		await delay(500);
		expect(await statusOf(execution)).toBe('waiting');

		await decide(bench, execution, 'Denied');
		expectOutcome(await ended(execution), 'DECLINED');
	});

	/**
	 * The application whose execution has just been told that there is no outcome yet: n8n stores the sleep some
	 * milliseconds later.
	 */
	async function nextToSleep(): Promise<string> {
		const applicationIds = () => bench.sandbox.state().applications.map((one) => one.applicationId);
		const known = new Set(applicationIds());
		for (const end = Date.now() + 30_000; Date.now() < end; await delay(1)) {
			const asleep = applicationIds().find((id) => !known.has(id) && isAsked(id));
			if (asleep) return asleep;
		}
		throw new Error('Wait for Outcome did not ask');
	}

	const isAsked = (applicationId: string) =>
		bench.sandbox.requests.some(
			({ path, status, body }) =>
				path === '/akepa/status' &&
				status === 200 &&
				(body as { applicationId: string }).applicationId === applicationId,
		);

	it('does not lose a callback that comes between the question and the sleep', async () => {
		const workflow = await bench.importWorkflow(waitingWorkflow());
		for (let attempt = 1; ; attempt++) {
			const next = nextToSleep();
			const running = bench.client.run(workflow, 'By Hand');
			const applicationId = await next;
			const callback = await bench.sandbox.decide(applicationId, 'Approved');
			const execution = await bench.client.waitForExecution(await running);
			expectOutcome(execution, 'APPROVED');
			// n8n refuses it with 409 or 500. It may have come too late for that: then once more.
			if (callback?.status !== 200) break;
			expect(attempt).toBeLessThan(10);
		}
	});

	it('survives a restart, and gives its input on when the time is over', async () => {
		const long = await asleep();
		// The first sleep ends while n8n is down; the workflow leads back to the node, and the second one is long.
		const short = await asleep({
			waitAmount: '={{ $runIndex === 0 ? 0.1 : 60 }}',
			waitUnit: 'minutes',
		});
		await delay(1_500);
		await bench.restart();

		const again = await waitFor(async () => {
			const execution = await bench.client.execution(short.id);
			return runsOf(execution, 'Decided?') && execution.status === 'waiting'
				? execution
				: undefined;
		}, 'the short sleep to end');
		// What came out is what went in: the application as it was after the start, never asked about again.
		expect(itemsOf(again, 'Decided?', 1)).toEqual(itemsOf(again, 'Start'));
		expect(runsOf(again, 'Wait')).toBe(2);

		for (const execution of [long, short]) {
			await decide(bench, execution, 'Approved');
			expectOutcome(await ended(execution), 'APPROVED');
		}
	});
});

describe.each(['2.x', '1.x'] as const)('Wait for Outcome on n8n %s in queue mode', (line) => {
	let bench: Bench;
	beforeAll(async () => {
		bench = await startBench({ line, ownN8n: true, queueMode: true });
	});
	afterAll(async () => await bench.stop());

	it('survives a restart of the worker, and one of n8n', async () => {
		const executions = [await asleepInProduction(bench), await asleepInProduction(bench)];
		// The node's second look, a second after the first, wakes the execution: let it be over.
		await delay(3_000);
		for (const [index, execution] of executions.entries()) {
			await (index === 0 ? bench.restartWorker() : bench.restart());
			const { status } = await bench.client.execution(execution.id);
			expect(status).toBe('waiting');
			await decide(bench, execution, 'Approved');
			expectOutcome(await bench.client.waitForExecution(execution.id), 'APPROVED');
		}
	});
});
