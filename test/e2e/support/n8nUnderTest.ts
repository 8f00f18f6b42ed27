import type { INodeTypeDescription } from 'n8n-workflow';
import type { Page } from 'playwright-core';
import { openBrowser } from '../../../n8n/chromium';
import {
	N8nClient,
	type CredentialToStore,
	type Execution,
	type StoredCredential,
	type StoredWorkflow,
	type WorkflowFile,
} from '../../../n8n/client';
import { fillInCredentials, storeCredentials } from '../../../n8n/credentials';
import type { N8nLine } from '../../../n8n/install';
import { waitFor } from '../../../n8n/waitFor';
import type { Cleanups } from './cleanups';
import { startQueueMode, startSingle, type N8nServers, type QueueModeSize } from './n8nServers';
import { postJson } from './postJson';
import { sharedSetup } from './sharedSetup';

/**
 * `shared`: the n8n that all test files share. `own`: one that this test file may restart (10 s more). `queueMode`: its own
 * too, with a process for webhooks and two workers (30 s more).
 */
export type N8nKind = 'shared' | 'own' | 'queueMode';

/** Which n8n. */
export interface N8nChoice {
	line: N8nLine;
	/** The one that all test files share when absent. */
	n8n?: N8nKind;
	/** Of queue mode. */
	size?: QueueModeSize;
}

/** Starts a workflow by its manual trigger. */
export interface RunOptions {
	/** The name of the trigger to start from; the workflow's manual trigger when absent. */
	trigger?: string;
	/** Also return when the execution waits. */
	waiting?: boolean;
	/** How long it may take; 60 seconds when absent. */
	timeoutMs?: number;
}

/** A real n8n with the packed packages, and what tests do with it. */
export interface N8nUnderTest {
	line: N8nLine;
	/** n8n's REST interface, logged in as the owner. */
	client: N8nClient;
	/** Where production calls go, without a trailing slash: n8n's own address, but in queue mode. */
	webhookUrl: string;
	/** What was stored, one credential of each type. */
	credentials: StoredCredential[];
	/** Stores a workflow with these credentials filled in. */
	importWorkflow(workflow: WorkflowFile): Promise<StoredWorkflow>;
	/** Presses "Execute workflow" and waits for the end. */
	runManually(workflow: StoredWorkflow, options?: RunOptions): Promise<Execution>;
	/** Activates a workflow until the test file ends. */
	activate(workflow: StoredWorkflow): Promise<void>;
	/**
	 * Calls the production URL of a Webhook node, which listens a moment after the activation.
	 * @param body is sent as JSON
	 * @returns what n8n answered
	 */
	callWebhook(workflow: StoredWorkflow, node: string, body?: unknown): Promise<Response>;
	/** Stops n8n's main process, or another one of queue mode, and starts it again with the same data. Not of the shared n8n. */
	restart(task?: keyof N8nServers['processes']): Promise<void>;
	/** Ends n8n's main process as a power failure does; `restart` starts it again. Not the shared n8n. */
	kill(): Promise<void>;
	/** n8n's processes by their task; none of the shared n8n. */
	processes: N8nServers['processes'];
	/** A page of a real browser that is logged in to this n8n; closed when the test file ends. */
	browser(): Promise<Page>;
}

/**
 * Starts n8n, or takes the shared one, and stores credentials in it.
 * @param options which n8n, and what to store
 * @param cleanups get what is to be undone at the end
 */
export async function prepareN8nForTests(
	options: N8nChoice & { credentials: CredentialToStore[] },
	cleanups: Cleanups,
): Promise<N8nUnderTest> {
	const { client, webhookUrl, processes } = await chooseServers(options, cleanups);
	const ownProcesses = (task: keyof N8nServers['processes']) => {
		if (!processes[task].length)
			throw new Error(`This test file has no n8n of its own to end: ${task}`);
		return processes[task];
	};
	const credentials = await storeCredentials(client, options.credentials);
	let nodeTypes: INodeTypeDescription[] | undefined;
	return {
		line: options.line,
		client,
		webhookUrl,
		processes,
		credentials,
		importWorkflow: async (workflow) => {
			nodeTypes ??= await client.nodeTypes();
			return await client.createWorkflow(fillInCredentials(workflow, nodeTypes, credentials));
		},
		runManually: async (workflow, { trigger = findManualTrigger(workflow), ...wait } = {}) =>
			await client.waitForExecution(await client.run(workflow, trigger), wait),
		activate: async (workflow) => {
			await client.activate(workflow);
			cleanups.push(async () => await client.deactivate(workflow));
		},
		callWebhook: async ({ nodes }, name, body = {}) => {
			const { webhookId } = nodes.find((node) => node.name === name)!;
			return await waitFor(async () => {
				const response = await postJson(`${webhookUrl}/webhook/${webhookId}`, body);
				return response.status === 404 ? undefined : response;
			}, `'${name}' to listen`);
		},
		restart: async (task = 'main') => {
			await Promise.all(ownProcesses(task).map(async (one) => await one.restart()));
		},
		kill: async () => {
			const [main] = ownProcesses('main');
			main.signal('SIGKILL');
			await main.ended;
		},
		browser: async () => {
			const { page, close } = await openBrowser(client, console.log);
			cleanups.push(close);
			return page;
		},
	};
}

function findManualTrigger({ name, nodes }: StoredWorkflow): string {
	const trigger = nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
	if (!trigger) throw new Error(`'${name}' has no manual trigger: name the trigger to start from`);
	return trigger.name;
}

async function chooseServers(
	{ line, n8n = 'shared', size }: N8nChoice,
	cleanups: Cleanups,
): Promise<N8nServers> {
	if (n8n === 'queueMode') return await startQueueMode(line, cleanups, size);
	if (n8n === 'own') return await startSingle(line, cleanups);
	const { url, cookie } = sharedSetup().servers[line];
	const client = new N8nClient(url);
	client.cookie = cookie;
	// Other test files use it too, so nobody restarts it.
	const processes = { main: [], webhook: [], workers: [] };
	return { client, webhookUrl: url, processes };
}
