import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { waitFor } from '../../../n8n/client';

/** A program that runs until it is stopped. */
export interface ServerCommand {
	/** What people call it. */
	name: string;
	program: string;
	args: string[];
	options?: SpawnOptions;
	/** Asked until it says yes. */
	answers: () => Promise<boolean> | boolean;
}

/**
 * Starts a server beside n8n, and waits until it answers.
 * @returns ends it
 * @throws an Error with what it printed when it ends early or does not answer within a minute
 */
export async function startServer(command: ServerCommand): Promise<() => Promise<void>> {
	const { name, program, args, options, answers } = command;
	const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
	let printed = '';
	for (const stream of [child.stdout, child.stderr])
		stream!.on('data', (text: Buffer) => (printed = (printed + text.toString()).slice(-4_000)));
	const exit = once(child, 'exit');
	let ended = false;
	// A program that cannot be started has an `error` instead of an `exit`.
	exit.catch((error: Error) => (printed += error.message)).finally(() => (ended = true));
	const stop = async () => {
		if (ended) return;
		child.kill('SIGINT');
		await exit;
	};
	try {
		await waitFor(async () => {
			if (ended) throw new Error(`${name} does not start`);
			return (await answers()) || undefined;
		}, `${name} to answer`);
		return stop;
	} catch (error) {
		await stop().catch(() => undefined);
		throw new Error(`${(error as Error).message}. It printed:\n${printed}`);
	}
}
