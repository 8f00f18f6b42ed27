import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import execa, { type ExecaChildProcess } from 'execa';
import getPort from 'get-port';
import { buildEnvironment, n8nFolders, findNode, type N8nLine } from './install';
import { waitFor } from './waitFor';

/** How one n8n is started. */
export interface N8nOptions {
	/** Which of the installed n8n lines. */
	line: N8nLine;
	/** Where it keeps its database, its encryption key and the community packages (in `.n8n` inside). */
	userFolder: string;
	/** The editor's port on this machine; 0 picks a free one. */
	port: number;
	/** Gets everything n8n prints; grows with each start. */
	logFile: string;
	/** Further environment variables. */
	env?: Record<string, string>;
	/** The port on which a debugger may attach; none when absent. */
	inspectPort?: number;
	/**
	 * Which of n8n's processes; `start`, the whole of n8n or its main process, when absent. Those that queue mode adds have no
	 * editor, and answer only whether they are ready (`worker`) or production calls too (`webhook`).
	 */
	command?: 'start' | 'worker' | 'webhook';
}

/** An n8n that answers. */
export interface RunningN8n {
	/** Its address without a trailing slash. */
	url: string;
	/** Its process, which is another after a restart. */
	pid: number;
	/** Stops it and starts it again with the same data and address. */
	restart(): Promise<void>;
	/** Lets it shut down in order, and ends it after 15 seconds if it has not. */
	stop(): Promise<void>;
	/** Sends a signal to its process. After one that ends it, `restart` starts it again. */
	signal(name: NodeJS.Signals): void;
	/** Resolves with the exit code when n8n ends, whoever ended it. */
	ended: Promise<number | undefined>;
	/** Everything that n8n printed, in earlier starts too. */
	log(): string;
	/** The last lines of it. */
	logTail(): string;
}

/** What keeps n8n on this machine and quiet: no telemetry, no questions to n8n's servers, no survey in the editor. */
const localOnly = {
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	// The editor is opened over http, where a browser would drop a secure cookie.
	N8N_SECURE_COOKIE: 'false',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_RUNNERS_ENABLED: 'true',
};

const lineEnvironment: Record<N8nLine, Record<string, string>> = {
	'2.x': { N8N_DISABLED_MODULES: 'mcp-registry' },
	// Without a pool, parallel executions collide in SQLite transactions.
	'1.x': { DB_SQLITE_POOL_SIZE: '4' },
};

/**
 * Starts an installed n8n and waits until its editor and REST interface answer.
 * @param options which n8n, its data and its port
 * @throws an Error with the end of n8n's log when it ends early or does not answer within two minutes
 */
export async function startN8n(options: N8nOptions): Promise<RunningN8n> {
	const port = options.port || (await getPort());
	const url = `http://127.0.0.1:${port}`;
	mkdirSync(options.userFolder, { recursive: true });
	mkdirSync(dirname(options.logFile), { recursive: true });
	const { command = 'start', inspectPort } = options;
	const nodeOptions = inspectPort ? [`--inspect=${inspectPort}`] : [];
	const log = () => readFileSync(options.logFile, 'utf8');
	const logTail = () => log().split('\n').slice(-40).join('\n');

	/** Wrapped, as a process is a promise of its end too. */
	const launch = async (): Promise<{ child: ExecaChildProcess }> => {
		const output = openSync(options.logFile, 'a');
		const child = execa(findNode(), [...nodeOptions, 'node_modules/n8n/bin/n8n', command], {
			cwd: n8nFolders[options.line],
			stdio: ['ignore', output, output],
			reject: false,
			extendEnv: false,
			env: {
				...buildEnvironment(),
				...localOnly,
				...lineEnvironment[options.line],
				N8N_USER_FOLDER: options.userFolder,
				N8N_PORT: String(port),
				...(command === 'worker' && {
					QUEUE_HEALTH_CHECK_ACTIVE: 'true',
					QUEUE_HEALTH_CHECK_PORT: String(port),
				}),
				N8N_RUNNERS_BROKER_PORT: String(await getPort()),
				...options.env,
			},
		});
		closeSync(output);
		try {
			await waitFor(
				async () => {
					if (child.exitCode !== null || child.signalCode !== null)
						throw new Error(`n8n does not start: it ended with ${child.exitCode}`);
					return (await answers(`${url}/healthz/readiness`)) &&
						(command !== 'start' || (await answers(`${url}/rest/settings`)))
						? true
						: undefined;
				},
				'n8n to answer',
				120_000,
			);
		} catch (error) {
			await end(child);
			const reason = error instanceof Error ? error.message : String(error);
			throw new Error(`${reason}. The end of ${options.logFile}:\n${logTail()}`);
		}
		return { child };
	};

	let { child } = await launch();
	return {
		url,
		log,
		logTail,
		get pid() {
			return child.pid!;
		},
		get ended() {
			return child.then(({ exitCode }) => exitCode);
		},
		restart: async () => {
			await end(child);
			({ child } = await launch());
		},
		stop: async () => await end(child),
		signal: (name) => void child.kill(name),
	};
}

async function answers(url: string): Promise<boolean> {
	try {
		return (await fetch(url)).ok;
	} catch {
		return false;
	}
}

async function end(child: ExecaChildProcess): Promise<void> {
	child.kill('SIGTERM', { forceKillAfterTimeout: 15_000 });
	await child;
}

/**
 * The folder in which n8n looks for community packages.
 * @param userFolder the user folder of that n8n
 */
export function communityFolder(userFolder: string): string {
	return join(userFolder, '.n8n/nodes');
}
