import type { INodeTypeDescription } from 'n8n-workflow';
import type { Page } from 'playwright-core';
import { openBrowser } from '../../../n8n/chromium';
import { storeCredentials, withCredentials } from '../../../n8n/credentials';
import type { N8nLine } from '../../../n8n/install';
import {
	N8nClient,
	type Execution,
	type StoredCredential,
	type StoredWorkflow,
	type WorkflowFile,
} from '../../../n8n/client';
import { waitFor } from '../../../n8n/waitFor';
import { connectFiCredentials, kycMsCredentials } from '../../../playground/credentials';
import { readExample } from '../../../playground/examples';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox';
import { startKycMsEmulator, type KycMsEmulator } from '../../../sandbox/cloudpayments';
import { startQueueMode, startSingle, type Cleanups, type OwnN8n } from './ownN8n';
import { sharedSetup } from './shared';

/** Which n8n a test file wants. */
export interface BenchOptions {
	line: N8nLine;
	/** An n8n of its own (10 s more), for tests that restart it; otherwise the one that all test files share. */
	ownN8n?: boolean;
	/** The n8n of its own in queue mode (30 s more), with a process for webhooks and two workers. */
	queueMode?: boolean;
	/** How the bench's own sandbox behaves. */
	sandbox?: SandboxOptions;
	/** Environment variables for an n8n of its own. */
	env?: Record<string, string>;
}

/** Starts a workflow by its manual trigger. */
export interface RunOptions {
	/** The name of the trigger to start from; the workflow's manual trigger when absent. */
	trigger?: string;
	/** Also return when the execution sleeps. */
	waiting?: boolean;
	/** How long it may take; 60 seconds when absent. */
	timeoutMs?: number;
}

/** A real n8n with the packed packages, a sandbox of its own, and credentials that open it. */
export interface Bench {
	line: N8nLine;
	/** n8n's REST interface, logged in as the owner. */
	client: N8nClient;
	/** Where production calls go, without a trailing slash: n8n's own address, but in queue mode. */
	webhookUrl: string;
	/** A connectFi sandbox that only this bench uses. */
	sandbox: Sandbox;
	/** A CloudPayments kyc-ms emulator that only this bench uses. */
	kycMs: KycMsEmulator;
	/** One credential of each type, for these two. */
	credentials: StoredCredential[];
	/** Stores a workflow with the bench's credentials filled in. */
	importWorkflow(workflow: WorkflowFile): Promise<StoredWorkflow>;
	/** Stores a workflow of `examples/`, after a change to the copy if the test needs one. */
	importExample(
		file: string,
		change?: (workflow: WorkflowFile) => WorkflowFile,
	): Promise<StoredWorkflow>;
	/** Presses "Execute workflow" and waits for the end. */
	runManually(workflow: StoredWorkflow, options?: RunOptions): Promise<Execution>;
	/** Activates a workflow until the bench stops. */
	activate(workflow: StoredWorkflow): Promise<void>;
	/**
	 * Calls the production URL of a Webhook node, which listens a moment after the activation.
	 * @param body is sent as JSON
	 * @returns what n8n answered
	 */
	callWebhook(workflow: StoredWorkflow, node: string, body?: unknown): Promise<Response>;
	/** Stops n8n's main process, or another one of queue mode, and starts it again with the same data. Only with `ownN8n`. */
	restart(task?: keyof OwnN8n['processes']): Promise<void>;
	/** Everything that the workers of queue mode printed. */
	workerLog(): string;
	/** A page of a real browser that is logged in to this n8n; closed when the bench stops. */
	browser(): Promise<Page>;
	/** Ends everything that the bench started. */
	stop(): Promise<void>;
}

/**
 * Prepares a bench; call it in `beforeAll` and `stop` in `afterAll`.
 * @param options which n8n
 * @throws an Error when n8n does not start, or outside of `npm run test:e2e`
 */
export async function startBench(options: BenchOptions): Promise<Bench> {
	const cleanups: Cleanups = [];
	/** Undoes in reverse, all of it even if something fails: what is left open would keep jest from ending. */
	const stop = async () => {
		const failures: unknown[] = [];
		for (const cleanup of cleanups.splice(0).reverse()) {
			await cleanup().catch((error: unknown) => failures.push(error));
		}
		if (failures.length) throw failures[0];
	};
	try {
		return { ...(await buildBench(options, cleanups)), stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

async function buildBench(options: BenchOptions, cleanups: Cleanups): Promise<Omit<Bench, 'stop'>> {
	const n8n = await serverFor(options, cleanups);
	const { client, webhookUrl, workerLog } = n8n;
	const sandbox = await startSandbox(options.sandbox);
	cleanups.push(async () => await sandbox.close());
	const kycMs = await startKycMsEmulator();
	cleanups.push(async () => await kycMs.close());
	const credentials = await storeCredentials(client, [
		...connectFiCredentials(sandbox, `Sandbox ${sandbox.url}`),
		...kycMsCredentials(kycMs, `Sandbox ${kycMs.url}`),
	]);
	let nodeTypes: INodeTypeDescription[] | undefined;

	const importWorkflow = async (workflow: WorkflowFile) => {
		nodeTypes ??= await client.nodeTypes();
		return await client.createWorkflow(withCredentials(workflow, nodeTypes, credentials));
	};
	return {
		line: options.line,
		client,
		webhookUrl,
		workerLog,
		sandbox,
		kycMs,
		credentials,
		importWorkflow,
		importExample: async (file, change = (workflow) => workflow) =>
			await importWorkflow(change(readExample(file))),
		runManually: async (workflow, { trigger = manualTriggerOf(workflow), ...wait } = {}) =>
			await client.waitForExecution(await client.run(workflow, trigger), wait),
		activate: async (workflow) => {
			await client.activate(workflow);
			cleanups.push(async () => await client.deactivate(workflow));
		},
		callWebhook: async ({ nodes }, name, body = {}) => {
			const { webhookId } = nodes.find((node) => node.name === name)!;
			return await waitFor(async () => {
				const response = await fetch(`${webhookUrl}/webhook/${webhookId}`, {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify(body),
				});
				return response.status === 404 ? undefined : response;
			}, `'${name}' to listen`);
		},
		restart: async (task = 'main') => {
			const processes = n8n.processes[task];
			if (!processes.length)
				throw new Error(`There is no n8n of this bench's own to restart: ${task}`);
			await Promise.all(processes.map(async (one) => await one.restart()));
		},
		browser: async () => {
			const { page, close } = await openBrowser(client, console.log);
			cleanups.push(close);
			return page;
		},
	};
}

function manualTriggerOf({ name, nodes }: StoredWorkflow): string {
	const trigger = nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
	if (!trigger) throw new Error(`'${name}' has no manual trigger: name the trigger to start from`);
	return trigger.name;
}

async function serverFor(options: BenchOptions, cleanups: Cleanups): Promise<OwnN8n> {
	if (options.queueMode) return await startQueueMode(options, cleanups);
	if (options.ownN8n) return await startSingle(options, cleanups);
	const { url, cookie } = sharedSetup().servers[options.line];
	const client = new N8nClient(url);
	client.cookie = cookie;
	// Other test files use it too, so nobody restarts it.
	const processes = { main: [], webhook: [], workers: [] };
	return { client, webhookUrl: url, processes, workerLog: () => '' };
}
