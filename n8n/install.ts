import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { npm } from './npm';

/** The root folder of this repository. */
export const repoRoot = resolve(__dirname, '..');

/** The two n8n lines that users run, and the folder whose lock file pins each. */
export const n8nFolders = {
	'2.x': join(__dirname, '2.x'),
	'1.x': join(__dirname, '1.x'),
} as const;

/** A line of n8n releases. */
export type N8nLine = keyof typeof n8nFolders;

/** Reports progress at the terminal. */
export type Log = (message: string) => void;

interface PackageLock {
	packages: Record<string, { version?: string; optional?: boolean; link?: boolean }>;
}

/**
 * Installs the pinned n8n of one line from the npm registry, unless that very lock file is installed already.
 * No install script runs, so no compiler is needed.
 * @param line which n8n
 * @param log reports progress
 * @throws an Error with npm's output when npm fails
 */
export async function installN8n(line: N8nLine, log: Log): Promise<void> {
	const folder = n8nFolders[line];
	const lockText = readFileSync(join(folder, 'package-lock.json'), 'utf8');
	const stampFile = join(folder, 'node_modules/.installed-lock.sha256');
	const stamp = createHash('sha256')
		.update(`${lockText}${process.platform}${process.arch}`)
		.digest('hex');
	if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;

	const { packages } = JSON.parse(lockText) as PackageLock;
	// Optional packages are mostly those of other systems, so they would keep the count from ever being reached.
	const expected = Object.keys(packages).filter((path) => path && !packages[path].optional);
	log(
		`Installing n8n ${packages['node_modules/n8n'].version} from the npm registry (once, 2 to 4 minutes, 1.4 GB) ...`,
	);
	const started = Date.now();
	const seconds = () => Math.round((Date.now() - started) / 1000);
	const progress = setInterval(() => {
		const present = expected.filter((path) => existsSync(join(folder, path, 'package.json')));
		log(`  ${present.length} of ${expected.length} packages after ${seconds()} s`);
	}, 10_000);
	try {
		await npm(['ci', '--ignore-scripts'], folder);
	} finally {
		clearInterval(progress);
	}
	writeFileSync(stampFile, stamp);
	log(`  n8n is installed, it took ${seconds()} s.`);
}

/**
 * The Node.js 24 that n8n needs: the one that the install of the 2.x line brought from npm, whatever Node.js runs this.
 * @returns the path of the program
 * @throws an Error for systems that npm has no Node.js 24 for, unless this process runs on 24 or newer itself
 */
export function findNode(): string {
	const bundled = ['node', 'node-bin']
		.map((prefix) => `${prefix}-${process.platform === 'win32' ? 'win' : process.platform}`)
		.map((name) => join(n8nFolders['2.x'], 'node_modules', `${name}-${process.arch}`, 'bin'))
		.map((bin) => join(bin, process.platform === 'win32' ? 'node.exe' : 'node'))
		.find((file) => existsSync(file));
	if (bundled) return bundled;
	if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
	throw new Error(
		`npm has no Node.js 24 for ${process.platform} ${process.arch}. Install Node.js 24 and start again with it.`,
	);
}

/**
 * The environment for n8n, which starts further programs as plain `node`.
 * @returns this process's environment with n8n's Node.js first in the search path, and without settings that belong to
 * another n8n on this machine or to a test runner
 */
export function buildEnvironment(): NodeJS.ProcessEnv {
	const separator = process.platform === 'win32' ? ';' : ':';
	// Windows calls it `Path`; a second, differently written one would be ignored.
	const pathName = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
	const inherited = Object.entries(process.env).filter(
		([name]) => !/^(N8N|DB|QUEUE|EXECUTIONS|JEST)_|^NODE_(ENV|OPTIONS)$/.test(name),
	);
	return {
		...Object.fromEntries(inherited),
		[pathName]: [dirname(findNode()), process.env[pathName]].join(separator),
	};
}
