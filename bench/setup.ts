import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execa from 'execa';
import getPort from 'get-port';
import type { INode, INodeParameters, IRunExecutionData } from 'n8n-workflow';
import type { N8nClient, StoredCredential, StoredWorkflow } from '../n8n/client';
import { storeCredentials } from '../n8n/credentials';
import { installN8n, repoRoot } from '../n8n/install';
import { packPackages } from '../n8n/packages';
import { prepareN8n } from '../n8n/prepare';
import type { RunningN8n } from '../n8n/server';
import { waitFor } from '../n8n/waitFor';
import { connectFiCredentials } from '../playground/sandboxes';
import { completeSettings } from '../sandbox/connectfi/options';

/** A connectFi in a process of its own, so that it takes no time from whoever calls it. */
export interface Api {
	url: string;
	token: string;
	/** Sends a request to one of the sandbox's control endpoints. */
	control<T = unknown>(method: string, path: string, body?: object): Promise<T>;
	/** Answers each request so many milliseconds late, and 429 above so many at once. */
	set(behaviour: { latencyMs: number; concurrent?: number }): Promise<void>;
	/** What came since the last call of this. */
	counts(): Promise<{ received: number; refused: number; peakInFlight: number }>;
}

/** A real n8n with the packed packages, an API for it, and what opens that. */
export interface Setup {
	api: Api;
	client: N8nClient;
	n8n: RunningN8n;
	/** Of connectFi, by token. */
	credential: StoredCredential;
	stop(): Promise<void>;
}

/** Starts everything. @param env further environment of n8n */
export async function prepare(env: Record<string, string> = {}): Promise<Setup> {
	const folder = mkdtempSync(join(tmpdir(), 'connectfi-bench-'));
	await installN8n('2.x', console.log);
	const packages = await packPackages(join(folder, 'packages'));
	const logFile = join(folder, 'n8n.log');
	const { api, stop } = await startApi();
	try {
		const options = {
			line: '2.x',
			userFolder: join(folder, 'n8n'),
			port: 0,
			logFile,
			env: { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem', ...env },
		} as const;
		const { n8n, client } = await prepareN8n(options, packages);
		const account = { ...api, login: '', password: '' };
		const [credential] = await storeCredentials(client, [
			connectFiCredentials(account, 'Bench')[0],
		]);
		return {
			api,
			client,
			n8n,
			credential,
			async stop() {
				await n8n.stop();
				await stop();
				rmSync(folder, { recursive: true, force: true });
			},
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

/** The sandbox as `npm run sandbox -- --fast` starts it. */
async function startApi(): Promise<{ api: Api; stop: () => Promise<void> }> {
	const [port, kycPort] = [await getPort(), await getPort()];
	const program = join(repoRoot, 'sandbox/cli.ts');
	const child = execa(
		process.execPath,
		['--import', 'tsx', program, '--fast', `--port=${port}`, `--kyc-port=${kycPort}`],
		{ cwd: repoRoot, stdio: 'ignore', reject: false },
	);
	const url = `http://127.0.0.1:${port}`;
	const control: Api['control'] = async <T>(method: string, path: string, body?: object) => {
		const headers = { connection: 'close', 'content-type': 'application/json' };
		const init = { method, ...(body && { headers, body: JSON.stringify(body) }) };
		const response = await fetch(`${url}/sandbox/${path}`, init);
		if (!response.ok) throw new Error(`${path} was answered ${response.status}`);
		return (await response.json()) as T;
	};
	await waitFor(async () => await control('GET', 'counts').catch(() => undefined), 'the sandbox');
	const api: Api = {
		url,
		token: completeSettings({}).tokens[0],
		control,
		async set({ latencyMs, concurrent }) {
			await control('DELETE', 'faults');
			await control('POST', 'faults', { kind: 'latency', delayMs: latencyMs, times: 0 });
			if (concurrent) await control('POST', 'rate-limit', { concurrent });
		},
		async counts() {
			const counts = await control<Awaited<ReturnType<Api['counts']>>>('GET', 'counts');
			await control('DELETE', 'requests');
			return counts;
		},
	};
	const stop = async () => {
		child.kill();
		await child;
	};
	return { api, stop };
}

/** A node as the editor makes it. */
export function node(
	[name, type, typeVersion]: [name: string, type: string, typeVersion: number],
	parameters: INodeParameters = {},
	credential?: StoredCredential,
): INode {
	const credentials = credential && {
		[credential.type]: { id: credential.id, name: credential.name },
	};
	return { id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters, credentials };
}

/** Nodes that make so many items, each with its number and a customer's ID, when somebody presses "Execute workflow". */
export function makeItems(count: number): INode[] {
	const items = `Array.from({ length: ${count} }, (_, number) => ({ number, customerId: 'cstap_bench' + number }))`;
	return [
		node(['Start', 'n8n-nodes-base.manualTrigger', 1]),
		node(['List', 'n8n-nodes-base.set', 3.4], {
			mode: 'raw',
			jsonOutput: `={{ { items: ${items} } }}`,
		}),
		node(['Items', 'n8n-nodes-base.splitOut', 1], { fieldToSplitOut: 'items' }),
	];
}

/** Stores a workflow of nodes one after the other. @param pinData what nodes give without being run, by name */
export async function storeChain(
	client: N8nClient,
	name: string,
	nodes: INode[],
	pinData?: StoredWorkflow['pinData'],
): Promise<StoredWorkflow> {
	const connections = Object.fromEntries(
		nodes
			.slice(0, -1)
			.map(({ name: from }, index) => [
				from,
				{ main: [[{ node: nodes[index + 1].name, type: 'main' as const, index: 0 }]] },
			]),
	);
	return await client.createWorkflow({ name, nodes, connections, pinData });
}

/** What an execution's nodes took, from the start of the first of those named to the end of all, and what the last gave. */
export async function execute(
	client: N8nClient,
	workflow: StoredWorkflow,
	measured: string[],
): Promise<{ seconds: number; data: IRunExecutionData['resultData'] }> {
	const id = await client.run(workflow, 'Start');
	const timeoutMs = 300_000;
	const { data } = await client.waitForExecution(id, { timeoutMs });
	const runs = measured.flatMap((name) => data.resultData.runData[name] ?? []);
	const began = Math.min(...runs.map(({ startTime }) => startTime));
	const ended = Math.max(...runs.map(({ startTime, executionTime }) => startTime + executionTime));
	return { seconds: (ended - began) / 1000, data: data.resultData };
}

/** The memory that a process holds, in megabytes. Linux alone tells it this way. */
export function residentMegabytes(pid: number): number {
	const [, kilobytes] = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
	return Number(kilobytes) / 1024;
}

/** The most memory that a process has held so far, in megabytes. */
export function peakMegabytes(pid: number): number {
	const [, kilobytes] = /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
	return Number(kilobytes) / 1024;
}

/** How far a process's memory grows while something is done. */
export async function watchMemory<T>(
	pid: number,
	work: () => Promise<T>,
): Promise<{ grewBy: number; peak: number; result: T }> {
	const before = residentMegabytes(pid);
	let peak = before;
	const watching = setInterval(() => (peak = Math.max(peak, residentMegabytes(pid))), 20);
	try {
		const result = await work();
		return { grewBy: peak - before, peak, result };
	} finally {
		clearInterval(watching);
	}
}
