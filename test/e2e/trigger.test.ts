import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import type { Execution, StoredWorkflow, WorkflowFile } from '../../n8n/client';
import { fillInDataTables, readDataTable } from '../../n8n/dataTables';
import { waitFor } from '../../n8n/waitFor';
import { readExample } from '../../playground/examples';
import { getError, getItems } from '../../n8n/executions';
import { callAtOnce, findHandled, handleOnce } from './support/equalCallbacks';
import { postJson } from './support/postJson';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';

/** Where n8n itself answers, before the node sees the call. */
const statuses = { malformed: 422, overLimit: 500 };

describe.each(['2.x', '1.x'] as const)('the trigger on n8n %s', (line) => {
	let environment: TestEnvironment;
	beforeAll(async () => {
		environment = await startTestEnvironment({ line, n8n: 'own' });
	});
	afterAll(async () => await environment.stop());

	/** The workflow's executions that a callback started, oldest first. */
	async function callbackRuns({ id }: StoredWorkflow): Promise<Execution[]> {
		const all = await environment.client.listExecutions(id);
		const started = all.filter(({ mode }) => mode === 'webhook').reverse();
		return await Promise.all(
			started.map(async (one) => await environment.client.execution(one.id)),
		);
	}

	/** Waits for the nth execution that a callback started. */
	async function callbackRun(workflow: StoredWorkflow, number = 1): Promise<Execution> {
		return await waitFor(async () => {
			const run = (await callbackRuns(workflow)).at(number - 1);
			return run?.stoppedAt ? run : undefined;
		}, `callback execution ${number}`);
	}

	/** Activated, with n8n's webhooks listening. */
	async function activeExample(file: string, change?: (workflow: WorkflowFile) => WorkflowFile) {
		const workflow = await environment.importExample(file, (example) => {
			const changed = structuredClone(change ? change(example) : example);
			// Every import gets a URL of its own, as it does in the editor.
			for (const node of changed.nodes) if (node.webhookId) node.webhookId = randomUUID();
			return changed;
		});
		await activate(workflow);
		return workflow;
	}

	async function listening(workflow: StoredWorkflow): Promise<void> {
		await waitFor(
			async () => ((await postJson(buildUrl(workflow), {})).status === 404 ? undefined : true),
			'the trigger to listen',
		);
	}

	async function activate(workflow: StoredWorkflow): Promise<void> {
		await environment.activate(workflow);
		await environment.client.waitForPublication(workflow);
	}

	async function deactivate(workflow: StoredWorkflow): Promise<void> {
		await environment.client.deactivate(workflow);
		await environment.client.waitForPublication(workflow, 'not_published');
	}

	function buildUrl({ nodes }: StoredWorkflow): string {
		const { webhookId } = nodes.find(({ type }) => type.endsWith('.connectFiTrigger'))!;
		return `${environment.client.url}/webhook/${webhookId}/connectfi`;
	}

	/** Starts a case in review through the example's own nodes, and gives it with its callback URL. */
	async function startCase(workflow: StoredWorkflow) {
		const execution = await environment.runManually(workflow);
		expect(getError(execution)).toBeUndefined();
		const [application] = getItems(execution, 'Start Identification');
		expect(application).toMatchObject({ kycStatus: 'WAITING_REVIEW' });
		const request = environment.sandbox.requests
			.filter(({ path }) => path === '/akepa/identification')
			.at(-1);
		const { webhookUrl } = request!.body as { webhookUrl: string };
		return { ...(application as { applicationId: string }), application, webhookUrl };
	}

	it('runs with what connectFi answers, on the branch of the event', async () => {
		const workflow = await activeExample('kyc-decisions.json');
		const { applicationId, webhookUrl } = await startCase(workflow);
		expect(getPath(webhookUrl)).toBe(getPath(buildUrl(workflow)));
		expect(webhookUrl).toContain('cfSignature=');

		expect((await environment.sandbox.decide(applicationId, 'Approved'))?.status).toBe(200);
		const run = await callbackRun(workflow);
		expect(run.status).toBe('success');
		expect(getItems(run, 'Open the Account')).toMatchObject([
			{ applicationId, outcome: 'Approved', event: 'approved', source: 'akepa', verified: true },
		]);

		const others = [
			['completed', 'Denied', 'Tell the Customer No'],
			['pending_step_up', null, 'Ask for Documents'],
			['waiting_review', null, 'Tell the Team'],
			['running', null, 'Look Later'],
		] as const;
		for (const [index, [status, outcome, node]] of others.entries()) {
			const next = await startCase(workflow);
			await environment.sandbox.transition(next.applicationId, { status, outcome });
			const branch = await callbackRun(workflow, index + 2);
			expect(getItems(branch, node)).toMatchObject([{ applicationId: next.applicationId, status }]);
		}
	});

	it('runs when a person decides after the documents were submitted', async () => {
		const workflow = await activeExample('individual-onboarding.json', withTrigger);
		const execution = await environment.runManually(workflow);
		expect(getError(execution)).toBeUndefined();
		const [application] = getItems(execution, 'Submit Documents');
		expect(application).toMatchObject({ kycStatus: 'WAITING_REVIEW' });
		await environment.sandbox.decide(String(application.applicationId), 'Denied');
		expect(getItems(await callbackRun(workflow), 'connectFi Trigger')).toMatchObject([
			{ applicationId: application.applicationId, event: 'denied', verified: true },
		]);
	});

	it('starts nothing for what connectFi did not send, and answers why', async () => {
		const workflow = await activeExample('kyc-decisions.json');
		const { webhookUrl, application } = await startCase(workflow);
		const other = await startCase(workflow);
		const forged = {
			code: '0',
			data: { ...application, status: 'completed', outcome: 'Approved' },
		};
		const bare = buildUrl(workflow);
		const withSignature = (change: (signature: string) => string) => {
			const url = new URL(webhookUrl);
			url.searchParams.set('cfSignature', change(url.searchParams.get('cfSignature')!));
			return url.href;
		};
		const calls: Array<[string, number, string, unknown, RequestInit?]> = [
			['unsigned', 401, bare, forged],
			['wrongly signed', 401, withSignature((text) => text.split('').reverse().join('')), forged],
			['signed for another', 401, other.webhookUrl, forged],
			['about nobody', 401, webhookUrl, { data: { ...application, applicationId: 'iapp_none' } }],
			['without ids', 400, webhookUrl, { data: {} }],
			['empty', 400, webhookUrl, ''],
			['malformed', statuses.malformed, webhookUrl, '{"data":'],
			['oversized', 413, webhookUrl, { ...forged, filler: 'x'.repeat(300_000) }],
			[
				'oversized for n8n',
				statuses.overLimit,
				webhookUrl,
				{ ...forged, filler: 'x'.repeat(17_000_000) },
			],
			['GET', 405, webhookUrl, '', { method: 'GET', body: undefined }],
			['HEAD', 405, webhookUrl, '', { method: 'HEAD', body: undefined }],
			['PUT', 405, webhookUrl, forged, { method: 'PUT' }],
			['PATCH', 405, webhookUrl, forged, { method: 'PATCH' }],
			['DELETE', 405, webhookUrl, forged, { method: 'DELETE' }],
		];
		const answers: Array<[string, number]> = [];
		for (const [name, , url, body, more] of calls)
			answers.push([name, (await postJson(url, body, more)).status]);
		expect(answers).toEqual(calls.map(([name, status]) => [name, status]));
		await delay(1_000);
		expect(await callbackRuns(workflow)).toEqual([]);

		// The true state, and not what the forged body claims.
		expect((await postJson(webhookUrl, forged)).status).toBe(200);
		expect(getItems(await callbackRun(workflow), 'Tell the Team')).toMatchObject([
			{ kycStatus: 'WAITING_REVIEW', outcome: null, verified: true },
		]);
	});

	it('runs once per change, also when a call is replayed after a restart of n8n', async () => {
		const workflow = await activeExample('kyc-decisions.json');
		const cases = [await startCase(workflow), await startCase(workflow)];
		await environment.restart();
		await listening(workflow);

		const callbacks: Array<{ webhookUrl: string; body: unknown }> = [];
		for (const [index, { applicationId, webhookUrl }] of cases.entries()) {
			const callback = await environment.sandbox.decide(applicationId, 'Denied');
			expect(callback?.status).toBe(200);
			const run = await callbackRun(workflow, index + 1);
			expect(getItems(run, 'Tell the Customer No')).toHaveLength(1);
			callbacks.push({ webhookUrl, body: callback!.body });
		}
		const replay = async () =>
			await Promise.all(
				callbacks.map(async ({ webhookUrl, body }) => (await postJson(webhookUrl, body)).status),
			);
		expect(await Promise.all([replay(), replay(), replay()])).toEqual(Array(3).fill([200, 200]));
		// A body that n8n leaves unread, because of its type, is read too: it would be answered 400 otherwise.
		const headers = { 'content-type': 'application/octet-stream' };
		const [{ webhookUrl, body }] = callbacks;
		expect((await postJson(webhookUrl, body, { headers })).status).toBe(200);
		await environment.restart();
		await listening(workflow);
		expect(await replay()).toEqual([200, 200]);
		await delay(1_000);
		expect(await callbackRuns(workflow)).toHaveLength(2);

		// The connectFi node finds the trigger again after the restart.
		const next = await startCase(workflow);
		expect(getPath(next.webhookUrl)).toBe(getPath(buildUrl(workflow)));
	});

	it('gives ids alone while connectFi does not answer', async () => {
		const workflow = await activeExample('kyc-decisions.json');
		const { applicationId, application } = await startCase(workflow);
		environment.sandbox.addFault({ kind: 'reset', path: '/akepa/status', times: 0 });
		try {
			expect((await environment.sandbox.decide(applicationId, 'Approved'))?.status).toBe(200);
		} finally {
			environment.sandbox.clearFaults();
		}
		expect(getItems(await callbackRun(workflow), 'Look Later')).toEqual([
			{
				applicationId,
				customerId: application.customerId,
				source: 'akepa',
				event: 'unverified',
				verified: false,
				receivedAt: expect.any(String) as string,
			},
		]);
	});

	it('is named by the connectFi node only while the workflow is active', async () => {
		const refusal =
			"'connectFi Trigger' does not listen, because this workflow is not active (published). [item 0]";
		const workflow = await environment.importExample('kyc-decisions.json');
		expect(getError(await environment.runManually(workflow))?.message).toBe(refusal);
		await activate(workflow);
		await startCase(workflow);
		await deactivate(workflow);
		expect(getError(await environment.runManually(workflow))?.message).toBe(refusal);
	});

	it('refuses to be activated at an address connectFi cannot call', async () => {
		const remote = await environment.client.createCredential({
			name: 'Remote connectFi',
			type: 'connectFiApi',
			data: { baseUrl: 'https://connectfi.example.com', token: 'token' },
		});
		const workflow = await environment.importExample('kyc-decisions.json');
		const credentials = { connectFiApi: { id: remote.id, name: remote.name } };
		const { name, connections } = workflow;
		const nodes = workflow.nodes.map((node) =>
			node.credentials ? { ...node, credentials, webhookId: randomUUID() } : node,
		);
		const stored = await environment.client.createWorkflow({ name, connections, nodes });
		await expect(activate(stored)).rejects.toThrow(/connectFi cannot call.*WEBHOOK_URL/);
	});

	it('gives a sample to a browser that opens the test URL', async () => {
		const workflow = await environment.importExample('kyc-decisions.json');
		await expect(environment.client.run(workflow, 'connectFi Trigger')).rejects.toThrow(
			/waits for a call/,
		);
		const testUrl = buildUrl(workflow).replace('/webhook/', '/webhook-test/');
		expect((await fetch(testUrl)).status).toBe(200);
		const run = await waitFor(async () => {
			const [newest] = await environment.client.listExecutions(workflow.id);
			return newest && (await environment.client.waitForExecution(newest.id));
		}, 'the test execution');
		expect(getItems(run, 'Open the Account')).toMatchObject([
			{ source: 'sample', verified: false },
		]);
	});

	describe('with the example that reconciles missed callbacks', () => {
		let workflow: StoredWorkflow;

		beforeAll(async () => {
			const example = readExample('reconcile-missed-callbacks.json');
			const filledIn = await fillInDataTables(environment.client, example);
			workflow = await activeExample('reconcile-missed-callbacks.json', () => filledIn);
		});

		async function row(applicationId: string): Promise<IDataObject | undefined> {
			const rows = await readDataTable(environment.client, 'connectFi applications');
			return rows.find((one) => one.applicationId === applicationId);
		}

		/** What the outputs of the node *What Happened?* stand for. */
		const branches = ['Approved', 'Denied', 'Documents or Data Required', 'In Review'];

		/** How often a case came out at a branch, in all executions. */
		async function handled(branch: string, applicationId: string): Promise<number> {
			const executions = await environment.client.listExecutions(workflow.id);
			const runs = await Promise.all(
				executions.map(async ({ id }) => await environment.client.execution(id)),
			);
			return runs
				.flatMap((run) => getItems(run, 'What Happened?', branches.indexOf(branch)))
				.filter((item) => item.applicationId === applicationId).length;
		}

		const reconcile = async () => {
			const run = await environment.runManually(workflow, { trigger: 'Every Hour' });
			expect(getError(run)).toBeUndefined();
			return run;
		};

		it('handles a change that was called back, once', async () => {
			const { applicationId } = await startCase(workflow);
			expect(await row(applicationId)).toMatchObject({
				kycStatus: 'WAITING_REVIEW',
				isFinal: false,
			});
			await environment.sandbox.decide(applicationId, 'Approved');
			const run = await callbackRun(workflow);
			expect(getError(run)).toBeUndefined();
			expect(await row(applicationId)).toMatchObject({ kycStatus: 'APPROVED', isFinal: true });
			await reconcile();
			expect(await handled('In Review', applicationId)).toBe(1);
			expect(await handled('Approved', applicationId)).toBe(1);
		});

		it('handles a change once, though each of 20 equal callbacks starts an execution', async () => {
			const file = 'reconcile-missed-callbacks.json';
			const everyCallStarts = await handleOnce(environment.client);
			const doubling = await activeExample(file, () => everyCallStarts);
			await listening(doubling);
			const executions = await callAtOnce(environment, doubling, await startCase(doubling));
			expect(findHandled(executions)).toHaveLength(1);
		});

		it('finds a change whose callback was missed, once', async () => {
			const { applicationId } = await startCase(workflow);
			const unchanged = await startCase(workflow);
			await deactivate(workflow);
			expect((await environment.sandbox.decide(applicationId, 'Denied'))?.status).toBe(404);
			await activate(await environment.client.workflow(workflow.id));

			expect(getItems(await reconcile(), 'Is It New?')).toMatchObject([{ applicationId }]);
			expect(await row(applicationId)).toMatchObject({ kycStatus: 'DECLINED', isFinal: true });
			expect(await handled('Denied', applicationId)).toBe(1);
			expect(getItems(await reconcile(), 'Is It New?')).toEqual([]);
			expect(await handled('In Review', unchanged.applicationId)).toBe(1);
		});

		it('handles a new case whose execution ended before its state was written', async () => {
			const { name, nodes, connections } = workflow;
			const endsEarly = { name, nodes, connections: { ...connections, 'Keep the Case': {} } };
			const file = 'reconcile-missed-callbacks.json';
			const { applicationId } = await startCase(await activeExample(file, () => endsEarly));
			expect(await row(applicationId)).toMatchObject({ status: null, isFinal: null });
			await reconcile();
			expect(await handled('In Review', applicationId)).toBe(1);
		});

		it('asks again about a callback that could not be verified', async () => {
			const { applicationId } = await startCase(workflow);
			environment.sandbox.addFault({ kind: 'reset', path: '/akepa/status', times: 0 });
			try {
				await environment.sandbox.decide(applicationId, 'Approved');
			} finally {
				environment.sandbox.clearFaults();
			}
			expect(await handled('Approved', applicationId)).toBe(0);
			expect(await row(applicationId)).toMatchObject({ kycStatus: 'WAITING_REVIEW' });
			await reconcile();
			expect(await handled('Approved', applicationId)).toBe(1);
		});

		it('continues with the others where one cannot be asked', async () => {
			const first = await startCase(workflow);
			const second = await startCase(workflow);
			await deactivate(workflow);
			for (const { applicationId } of [first, second])
				await environment.sandbox.decide(applicationId, 'Approved');
			environment.sandbox.addFault({
				kind: 'status',
				status: 400,
				path: '/akepa/status',
				times: 1,
			});
			const run = await reconcile();
			expect(getItems(run, 'Ask connectFi', 1)).toHaveLength(1);
			await reconcile();
			for (const { applicationId } of [first, second])
				expect(await handled('Approved', applicationId)).toBe(1);
		});
	});
});

/** n8n names itself `localhost`, the tests call 127.0.0.1. */
const getPath = (url: string) => new URL(url).pathname;

/** The example with a person in review, and a connectFi Trigger that receives the decision. */
function withTrigger(example: WorkflowFile): WorkflowFile {
	const nodes = example.nodes.map((node) => {
		if (node.name !== 'Start Identification') return node;
		return { ...node, parameters: { ...node.parameters, callback: 'trigger' } };
	});
	const text = JSON.stringify([
		...nodes,
		{
			id: randomUUID(),
			name: 'connectFi Trigger',
			type: 'n8n-nodes-connectfi.connectFiTrigger',
			typeVersion: 1,
			position: [0, 900],
			webhookId: randomUUID(),
			parameters: {},
		},
	]);
	return {
		...example,
		nodes: JSON.parse(text.replaceAll('Testman', 'WaitReview')) as typeof nodes,
	};
}
