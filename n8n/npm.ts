import { spawn } from 'node:child_process';

/** How one npm command is run. */
export interface NpmOptions {
	/** The folder it works in. */
	cwd: string;
	/** Called every second while it runs, for progress. */
	onTick?: () => void;
}

/**
 * Runs npm quietly: its output appears only in the error of a command that fails.
 * @param args the command and its arguments, without `npm`
 * @param options the folder, and what to do meanwhile
 * @returns what npm wrote to standard output
 * @throws an Error with npm's own words when it exits with anything but 0
 */
export async function npm(args: string[], options: NpmOptions): Promise<string> {
	// Under `npm start` npm names its own program. That file runs on every system, whereas `npm` alone is a batch file on Windows.
	const self = process.env.npm_execpath;
	const [command, first] =
		self && /npm-cli\.[cm]?js$/.test(self) ? [process.execPath, [self]] : ['npm', []];
	const child = spawn(command, [...first, ...args, '--loglevel=error'], {
		cwd: options.cwd,
		stdio: ['ignore', 'pipe', 'pipe'],
		shell: command === 'npm' && process.platform === 'win32',
	});
	let stdout = '';
	let stderr = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
	const ticker = options.onTick && setInterval(options.onTick, 1000);
	try {
		const code = await new Promise<number | null>((resolve, reject) => {
			child.once('error', reject);
			child.once('close', resolve);
		});
		if (code !== 0) {
			throw new Error(`npm ${args[0]} in ${options.cwd} ended with ${code}:\n${stderr}${stdout}`);
		}
		return stdout;
	} finally {
		clearInterval(ticker);
	}
}
