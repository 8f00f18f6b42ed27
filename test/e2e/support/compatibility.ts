import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import execa from 'execa';
import type { N8nClient } from '../../../n8n/client';
import { findNode, n8nFolders, repoRoot, type N8nLine } from '../../../n8n/install';
import { dataFolder } from './sharedSetup';

/** What a server of a run is. */
interface Versions {
	n8n: string;
	node: string;
}

const fileOf = (line: N8nLine) => join(dataFolder, `versions-${line}.json`);
const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as { version: string };

/** The n8n-core that the engine tests of each line run on. */
const cores = { '2.x': 'n8n-core', '1.x': 'n8n-core-v1' };

/** Notes for the end of the run what a running server says of itself. */
export async function noteVersions(line: N8nLine, client: N8nClient): Promise<void> {
	const { versionCli } = await client.request<{ versionCli: string }>('GET', '/rest/settings');
	const { stdout } = await execa(findNode(), ['--version']);
	mkdirSync(dataFolder, { recursive: true });
	const versions: Versions = { n8n: versionCli, node: stdout.replace(/^v/, '') };
	writeFileSync(fileOf(line), JSON.stringify(versions));
}

/** Writes the rows of the table in *Compatibility* of the README, from the servers that the run has noted. */
export function writeCompatibility(): void {
	const rows = (Object.keys(n8nFolders) as N8nLine[]).map((line) => {
		const { n8n, node } = JSON.parse(readFileSync(fileOf(line), 'utf8')) as Versions;
		const core = readJson(join(repoRoot, 'node_modules', cores[line], 'package.json')).version;
		return `| ${line} | n8n-core ${core} | ${n8n} | ${n8n} | ${node} |\n`;
	});
	const path = join(repoRoot, 'README.md');
	const readme = readFileSync(path, 'utf8');
	const table = /^(## Compatibility$[^]*?\|---.*\n)(?:\|.*\n)+/m;
	if (!table.test(readme)) throw new Error('The README has no table of compatibility');
	writeFileSync(path, readme.replace(table, `$1${rows.join('')}`));
}
