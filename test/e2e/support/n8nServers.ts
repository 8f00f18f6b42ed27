import { mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import getPort from 'get-port';
import { installPackages } from '../../../n8n/packages';
import type { N8nLine } from '../../../n8n/install';
import { startN8n, type N8nOptions, type RunningN8n } from '../../../n8n/server';
import type { N8nClient } from '../../../n8n/client';
import { prepareN8n } from '../../../n8n/prepare';
import type { Cleanups } from './cleanups';
import { startPostgres } from './postgres';
import { startRedis } from './redis';
import { dataFolder, sharedSetup } from './sharedSetup';

/** The processes of one n8n. */
export interface N8nServers {
	/** Logged in as the owner. */
	client: N8nClient;
	/** Where production calls go, without a trailing slash. */
	webhookUrl: string;
	/** n8n's processes by their task; only the main one outside of queue mode. */
	processes: Record<'main' | 'webhook' | 'workers', RunningN8n[]>;
}

/** Starts n8n as one process, on SQLite. */
export async function startSingle(line: N8nLine, cleanups: Cleanups): Promise<N8nServers> {
	const { n8n, client } = await prepareN8n(
		{ line, port: 0, ...newPlace(`own-n8n-${line}`, cleanups) },
		sharedSetup().packages,
	);
	cleanups.push(async () => await n8n.stop());
	return {
		client,
		webhookUrl: n8n.url,
		processes: { main: [n8n], webhook: [], workers: [] },
	};
}

/** How many processes of a task to start. */
export interface QueueModeSize {
	/** One when absent. */
	webhook?: number;
	/** Two when absent. */
	workers?: number;
}

/**
 * When n8n notices that a worker has died, in milliseconds: its jobs are no longer locked, and the next check finds that. As they
 * come, a job is locked for a minute and the check comes every half.
 */
const noticeSoon = {
	QUEUE_WORKER_LOCK_DURATION: '15000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

/**
 * Starts n8n as large installations run it: PostgreSQL, Redis, a main process that takes no production calls, webhook
 * processes that take them, and workers, which execute everything. Each process has a folder of its own.
 */
export async function startQueueMode(
	line: N8nLine,
	cleanups: Cleanups,
	{ webhook = 1, workers = 2 }: QueueModeSize = {},
): Promise<N8nServers> {
	const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
	cleanups.push(
		async () => await postgres.stop(),
		async () => await redis.stop(),
	);
	const webhookPort = await getPort();
	const common = {
		EXECUTIONS_MODE: 'queue',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		...noticeSoon,
		...postgres.env,
		N8N_ENCRYPTION_KEY: 'queue mode',
		WEBHOOK_URL: `http://127.0.0.1:${webhookPort}/`,
	};
	const { packages } = sharedSetup();
	const main = await prepareN8n(
		{
			line,
			port: 0,
			env: { ...common, N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true' },
			...newPlace(`queue-${line}-main`, cleanups),
		},
		packages,
	);
	cleanups.push(async () => await main.n8n.stop());

	const startOther = async (command: 'webhook' | 'worker', index: number) => {
		const place = newPlace(`queue-${line}-${command}${index}`, cleanups);
		await installPackages(packages, place.userFolder);
		const port = command === 'webhook' && index === 0 ? webhookPort : 0;
		const n8n = await startN8n({ line, env: common, ...place, command, port });
		cleanups.push(async () => await n8n.stop());
		return n8n;
	};
	const start = async (command: 'webhook' | 'worker', count: number) =>
		await Promise.all(
			Array.from({ length: count }, async (_, index) => await startOther(command, index)),
		);
	const [webhookProcesses, workerProcesses] = await Promise.all([
		start('webhook', webhook),
		start('worker', workers),
	]);
	return {
		client: main.client,
		webhookUrl: webhookProcesses[0].url,
		processes: { main: [main.n8n], webhook: webhookProcesses, workers: workerProcesses },
	};
}

/** A user folder that goes with the test, and a log that stays for whoever looks into a failure. */
function newPlace(name: string, cleanups: Cleanups): Pick<N8nOptions, 'userFolder' | 'logFile'> {
	const userFolder = mkdtempSync(join(dataFolder, `${name}-`));
	cleanups.push(async () => rmSync(userFolder, { recursive: true, force: true }));
	return { userFolder, logFile: join(dataFolder, `${basename(userFolder)}.log`) };
}
