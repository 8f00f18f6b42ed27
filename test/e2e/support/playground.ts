import { join } from 'node:path';
import execa from 'execa';
import getPort from 'get-port';
import { N8nClient } from '../../../n8n/client';
import { repoRoot } from '../../../n8n/install';
import { logInAsOwner } from '../../../n8n/owner';
import { waitFor } from '../../../n8n/waitFor';

/** What `npm start` starts. */
export interface RunningPlayground {
	/** Logged in as the owner. */
	client: N8nClient;
	/** Everything that was printed, errors too. */
	output(): string;
	/** Ends n8n as a power failure does, upon which the playground ends, and waits for that. */
	killN8n(): Promise<void>;
	stop(): Promise<void>;
}

/**
 * Runs `npm start` as a program of its own, on free ports.
 * @param dataFolder where it keeps everything
 * @throws an Error with all that it printed, if it ends early
 */
export async function startPlayground(dataFolder: string): Promise<RunningPlayground> {
	const port = await getPort();
	const child = execa(
		process.execPath,
		['--import', 'tsx', join(repoRoot, 'playground/start.ts')],
		{
			cwd: repoRoot,
			reject: false,
			all: true,
			buffer: false,
			env: {
				PLAYGROUND_DATA: dataFolder,
				N8N_PORT: String(port),
				SANDBOX_PORT: String(await getPort()),
				KYC_SANDBOX_PORT: String(await getPort()),
			},
		},
	);
	const chunks: Buffer[] = [];
	child.all!.on('data', (chunk: Buffer) => chunks.push(chunk));
	const output = () => Buffer.concat(chunks).toString();
	await waitFor(
		async () => {
			if (child.exitCode !== null) throw new Error(`The playground ended:\n${output()}`);
			return await Promise.resolve(output().includes('Ctrl-C stops everything') || undefined);
		},
		'the playground to say that it is up',
		180_000,
	);
	const client = new N8nClient(`http://127.0.0.1:${port}`);
	await logInAsOwner(client, join(dataFolder, 'n8n'));
	return {
		client,
		output,
		killN8n: async () => {
			const { stdout: pid } = await execa('pgrep', ['-P', String(child.pid), '-f', 'bin/n8n']);
			process.kill(Number(pid), 'SIGKILL');
			await child;
		},
		stop: async () => {
			child.kill('SIGTERM', { forceKillAfterTimeout: 20_000 });
			await child;
		},
	};
}
