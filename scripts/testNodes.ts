import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import execa from 'execa';
import { npm } from '../n8n/npm';

/**
 * `npm run test:nodes`: the unit and engine tests on each Node.js that n8n's users have, brought by npm. Arguments are jest's,
 * e.g. `npm run test:nodes -- --selectProjects unit`.
 */

const root = resolve(__dirname, '..');
const lines = [20, 22, 24];
const platform = process.platform === 'win32' ? 'win' : process.platform;

async function main(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'connectfi-nodes-'));
	const results: string[] = [];
	try {
		for (const line of lines) {
			const name = `node-${platform}-${process.arch}`;
			const target = `node${line}@npm:${name}@${line}`;
			await npm(['install', '--prefix', folder, '--ignore-scripts', '--no-audit', target], folder);
			const program = platform === 'win' ? 'node.exe' : 'node';
			const node = join(folder, 'node_modules', `node${line}`, 'bin', program);
			const { stdout: version } = await execa(node, ['--version']);
			const started = Date.now();
			const jest = join(root, 'node_modules/jest/bin/jest.js');
			const { exitCode } = await execa(node, [jest, ...process.argv.slice(2)], {
				cwd: root,
				stdio: 'inherit',
				reject: false,
			});
			const seconds = Math.round((Date.now() - started) / 1000);
			results.push(`Node.js ${version}: ${exitCode ? 'failed' : 'passed'}, ${seconds} s`);
			if (exitCode) process.exitCode = 1;
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	console.log(results.join('\n'));
}

void main();
