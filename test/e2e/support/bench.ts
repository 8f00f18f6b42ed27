import { mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { IDataObject, INodeTypeDescription, ITaskData } from 'n8n-workflow';
import type { Page } from 'playwright-core';
import { openBrowser } from '../../../playground/chromium';
import type { N8nLine } from '../../../playground/install';
import { startN8n } from '../../../playground/n8n';
import {
	N8nClient,
	type Execution,
	type StoredCredential,
	type StoredWorkflow,
	type WorkflowFile,
} from '../../../playground/restClient';
import {
	connectFiCredentials,
	kycMsCredentials,
	prepareN8n,
	storeCredentials,
} from '../../../playground/stack';
import { readExample, withCredentials } from '../../../playground/workflows';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox';
import { startKycMsEmulator, type KycMsEmulator } from '../../../sandbox/cloudpayments';
import { startRedis } from './redis';
import { dataFolder, sharedSetup } from './shared';

/** Which n8n a test file wants. */
export interface BenchOptions {
	line: N8nLine;
	/** An n8n of its own (10 s more), for tests that restart it; otherwise the one that all test files share. */
	ownN8n?: boolean;
	/** The n8n of its own in queue mode: a main process, a worker for production executions, and a Redis between them. */
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
	/** Stops n8n and starts it again with the same data. Only with `ownN8n`. */
	restart(): Promise<void>;
	/** The same for the worker. Only with `queueMode`. */
	restartWorker(): Promise<void>;
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
	const cleanups: Array<() => Promise<unknown>> = [];
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

async function buildBench(
	options: BenchOptions,
	cleanups: Array<() => Promise<unknown>>,
): Promise<Omit<Bench, 'stop'>> {
	const { client, restart, restartWorker } = await (options.ownN8n
		? ownN8n(options, cleanups)
		: sharedN8n(options.line));
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
		restart,
		restartWorker,
		browser: async () => {
			const { page, close } = await openBrowser(client, console.log);
			cleanups.push(close);
			return page;
		},
	};
}

/**
 * What a node put out in an execution.
 * @param execution with its data
 * @param node the node's name
 * @param output the index of its output: 1 is the second branch
 * @returns the json of the items of its last run; none when it did not run
 */
export function itemsOf(execution: Execution, node: string, output = 0): IDataObject[] {
	const items = lastRun(execution, node)?.data?.main[output] ?? [];
	return items.map(({ json }) => json);
}

/**
 * How often a node ran in an execution.
 * @param execution with its data
 * @param node the node's name
 */
export function runsOf(execution: Execution, node: string): number {
	return execution.data.resultData.runData[node]?.length ?? 0;
}

/**
 * The error that ended an execution.
 * @param execution with its data
 * @returns its message and description; undefined when there was none
 */
export function errorOf(
	execution: Execution,
): { message: string; description?: string | null } | undefined {
	return execution.data.resultData.error;
}

function lastRun(execution: Execution, node: string): ITaskData | undefined {
	return execution.data.resultData.runData[node]?.at(-1);
}

function manualTriggerOf({ name, nodes }: StoredWorkflow): string {
	const trigger = nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
	if (!trigger) throw new Error(`'${name}' has no manual trigger: name the trigger to start from`);
	return trigger.name;
}

interface BenchServer {
	client: N8nClient;
	restart(): Promise<void>;
	restartWorker(): Promise<void>;
}

/** For what a bench was not started for. */
const refuseTo = (what: string, option: string) => async () => {
	throw new Error(`${what}: start the bench with ${option}`);
};

async function sharedN8n(line: N8nLine): Promise<BenchServer> {
	const { url, cookie } = sharedSetup().servers[line];
	const client = new N8nClient(url);
	client.cookie = cookie;
	return {
		client,
		restart: refuseTo('Other test files use this n8n too', 'ownN8n'),
		restartWorker: refuseTo('There is no worker', 'queueMode'),
	};
}

async function ownN8n(
	{ line, env, queueMode }: BenchOptions,
	cleanups: Array<() => Promise<unknown>>,
): Promise<BenchServer> {
	const userFolder = mkdtempSync(join(dataFolder, `own-n8n-${line}-`));
	cleanups.push(async () => rmSync(userFolder, { recursive: true, force: true }));
	const log = (name: string) => join(dataFolder, `${basename(userFolder)}${name}.log`);
	const redis = queueMode ? await startRedis() : undefined;
	if (redis) cleanups.push(async () => await redis.stop());
	const options = {
		line,
		userFolder,
		port: 0,
		env: {
			...env,
			...(redis && {
				EXECUTIONS_MODE: 'queue',
				QUEUE_BULL_REDIS_HOST: '127.0.0.1',
				QUEUE_BULL_REDIS_PORT: String(redis.port),
			}),
		},
	};
	const { n8n, client } = await prepareN8n(
		{ ...options, logFile: log('') },
		sharedSetup().packages,
	);
	cleanups.push(async () => await n8n.stop());
	// A worker knows the address of callbacks from the environment only.
	const workerEnv = { ...options.env, WEBHOOK_URL: n8n.url };
	const worker =
		redis &&
		(await startN8n({ ...options, env: workerEnv, worker: true, logFile: log('-worker') }));
	if (worker) cleanups.push(async () => await worker.stop());
	return {
		client,
		restart: async () => await n8n.restart(),
		restartWorker: worker
			? async () => await worker.restart()
			: refuseTo('There is no worker', 'queueMode'),
	};
}
