import { join } from 'node:path';
import execa from 'execa';
import { findNode, n8nFolders, repoRoot } from '../../n8n/install';
import type { Competitor, Row } from '../inTurns';

const script = join(repoRoot, 'bench/scripts/load.cjs');
const n8nNodes = 'node_modules/n8n-nodes-base/dist/nodes';

/** What it costs n8n to load the files of a package's nodes when it starts: each time in a process of its own. */
export function loadRow(): Row {
	return {
		name: 'Loading both node files',
		unit: 'ms',
		limitedBy:
			'A file costs Node.js about 0.1 ms to find and to compile, whatever is in it; the number of files is ours. n8n loads them once, when it starts.',
		rounds: 21,
		competitors: [
			load('ours', repoRoot, [
				'dist/nodes/ConnectFi/ConnectFi.node.js',
				'dist/nodes/ConnectFi/ConnectFiTrigger.node.js',
			]),
			load('GitHub Trigger', n8nFolders['2.x'], [`${n8nNodes}/Github/GithubTrigger.node.js`]),
			load('Stripe', n8nFolders['2.x'], [
				`${n8nNodes}/Stripe/Stripe.node.js`,
				`${n8nNodes}/Stripe/StripeTrigger.node.js`,
			]),
		],
	};
}

function load(name: string, root: string, files: string[]): Competitor {
	return {
		name,
		async run() {
			const paths = files.map((file) => join(root, file));
			const { stdout } = await execa(findNode(), [script, root, ...paths]);
			const [milliseconds, count] = stdout.split(' ').map(Number);
			return { value: milliseconds, notes: `${count} files` };
		},
	};
}
