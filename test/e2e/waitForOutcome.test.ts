import { setTimeout as delay } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';
import type { Execution } from '../../n8n/client';
import { waitFor } from '../../n8n/waitFor';
import { errorOf, itemsOf, runsOf } from '../../n8n/executions';
import { startBench, type Bench } from './support/bench';
import {
	applicationIdIn,
	applicationIn,
	asleepInProduction,
	decide,
	expectOutcome,
	waitingWorkflow,
} from './support/waiting';

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

	it('survives a restart, and passes its input through when the time is over', async () => {
		const long = await asleep();
		// The first sleep ends while n8n is down; the workflow leads back to the node, and the second one is long.
		const short = await asleep({
			waitAmount: '={{ $runIndex === 0 ? 0.1 : 60 }}',
			waitUnit: 'minutes',
		});
		// The recheck, a second after each fell asleep, is over by then, also on a busy machine.
		await delay(3_000);
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
