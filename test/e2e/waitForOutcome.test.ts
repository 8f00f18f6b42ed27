import { setTimeout as delay } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';
import type { Execution } from '../../n8n/client';
import { waitFor } from '../../n8n/waitFor';
import { getError, getItems, countRuns } from '../../n8n/executions';
import { postJson } from './support/postJson';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';
import {
	getApplicationId,
	getApplication,
	waitingInProduction,
	decide,
	expectOutcome,
	waitingWorkflow,
} from './support/waiting';

describe.each(['2.x', '1.x'] as const)('Wait for Outcome on n8n %s', (line) => {
	let environment: TestEnvironment;
	beforeAll(async () => {
		environment = await startTestEnvironment({ line, n8n: 'own' });
	});
	afterAll(async () => await environment.stop());

	const ended = async ({ id }: Execution) => await environment.client.waitForExecution(id);
	const getStatus = async ({ id }: Execution) => (await environment.client.execution(id)).status;

	/** Runs a workflow manually until its execution waits. */
	async function waiting(wait: INodeParameters = {}): Promise<Execution> {
		const workflow = await environment.importWorkflow(waitingWorkflow(wait));
		const execution = await environment.runManually(workflow, {
			trigger: 'Manually',
			waiting: true,
		});
		expect(getError(execution)).toBeUndefined();
		expect(execution.status).toBe('waiting');
		return execution;
	}

	/** The callback URL that connectFi got. */
	function findCallbackUrl(execution: Execution): string {
		const { reference } = getApplication(execution);
		const bodies = environment.sandbox.requests.map(
			({ body }) => body as { reference?: string; webhookUrl?: string } | undefined,
		);
		return bodies.find((body) => body?.reference === reference)!.webhookUrl!;
	}

	it('waits in a manual execution, and resumes with the decision', async () => {
		const execution = await waiting();
		await decide(environment, execution, 'Approved');
		expectOutcome(await ended(execution), 'APPROVED');
	});

	it('waits in production, through changes and forged calls, until the decision', async () => {
		const execution = await waitingInProduction(environment);
		const applicationId = getApplicationId(execution);

		const noticed = await environment.sandbox.transition(applicationId, {
			status: 'waiting_review',
		});
		expect(noticed?.status).toBe(200);
		const url = findCallbackUrl(execution);
		const genuine = { code: '0', data: { ...getApplication(execution), outcome: 'Approved' } };
		const post = async (address: string, body: unknown) => (await postJson(address, body)).status;
		expect(await post(url, genuine)).toBe(200);
		expect(await post(url.replace(/cfSignature=[^&]*/, 'cfSignature=x'), genuine)).toBe(401);
		expect(await post(url.replace(/[?&]cf.*/, ''), genuine)).toBe(401);
		const other = { ...getApplication(execution), applicationId: 'iapp_other' };
		expect(await post(url, { code: '0', data: other })).toBe(401);
		expect(await post(url, { x: 1 })).toBe(400);
		// Time enough for a call to have had an effect.
		await delay(500);
		expect(await getStatus(execution)).toBe('waiting');

		await decide(environment, execution, 'Denied');
		expectOutcome(await ended(execution), 'DECLINED');
	});

	/**
	 * The application whose execution has just learned that there is no outcome yet: n8n stores it as waiting some
	 * milliseconds later.
	 */
	async function nextToWait(): Promise<string> {
		const applicationIds = () =>
			environment.sandbox.state().applications.map((one) => one.applicationId);
		const known = new Set(applicationIds());
		for (const end = Date.now() + 30_000; Date.now() < end; await delay(1)) {
			const next = applicationIds().find((id) => !known.has(id) && isAsked(id));
			if (next) return next;
		}
		throw new Error('Wait for Outcome did not ask');
	}

	const isAsked = (applicationId: string) =>
		environment.sandbox.requests.some(
			({ path, status, body }) =>
				path === '/akepa/status' &&
				status === 200 &&
				(body as { applicationId: string }).applicationId === applicationId,
		);

	it('does not lose a callback that comes between the question and the wait', async () => {
		const workflow = await environment.importWorkflow(waitingWorkflow());
		for (let attempt = 1; ; attempt++) {
			const next = nextToWait();
			const running = environment.client.run(workflow, 'Manually');
			const applicationId = await next;
			const callback = await environment.sandbox.decide(applicationId, 'Approved');
			const execution = await environment.client.waitForExecution(await running);
			expectOutcome(execution, 'APPROVED');
			// n8n refuses it with 409 or 500. It may have come too late for that: then once more.
			if (callback?.status !== 200) break;
			expect(attempt).toBeLessThan(10);
		}
	});

	it('survives a restart, and passes its input through when the time is over', async () => {
		const long = await waiting();
		// The first wait ends while n8n is down; the workflow leads back to the node, and the second one is long.
		const short = await waiting({
			waitAmount: '={{ $runIndex === 0 ? 0.1 : 60 }}',
			waitUnit: 'minutes',
		});
		// The recheck, a second after each began to wait, is over by then, also on a busy machine.
		await delay(3_000);
		await environment.restart();

		const again = await waitFor(async () => {
			const execution = await environment.client.execution(short.id);
			return countRuns(execution, 'Decided?') && execution.status === 'waiting'
				? execution
				: undefined;
		}, 'the short wait to end');
		// What came out is what went in: the application as it was after the start, never asked about again.
		expect(getItems(again, 'Decided?', 1)).toEqual(getItems(again, 'Start'));
		expect(countRuns(again, 'Wait')).toBe(2);

		for (const execution of [long, short]) {
			await decide(environment, execution, 'Approved');
			expectOutcome(await ended(execution), 'APPROVED');
		}
	});
});
