import execa, { type ExecaError, type Options } from 'execa';
import { waitFor } from '../../../n8n/waitFor';

/** A program that runs until it is stopped. */
export interface ServerCommand {
	/** What people call it. */
	name: string;
	program: string;
	args: string[];
	options?: Options;
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
	const child = execa(program, args, { ...options, stdin: 'ignore', all: true });
	let hasEnded = false;
	const end: Promise<Partial<ExecaError>> = child
		.catch((error: ExecaError) => error)
		.finally(() => (hasEnded = true));
	const stop = async () => {
		child.kill('SIGINT');
		await end;
	};
	try {
		await waitFor(async () => {
			if (hasEnded) throw new Error(`${name} does not start`);
			return (await answers()) || undefined;
		}, `${name} to answer`);
		return stop;
	} catch (error) {
		await stop();
		const { message, all } = await end;
		throw new Error(`${(error as Error).message}. ${message ?? all}`);
	}
}
