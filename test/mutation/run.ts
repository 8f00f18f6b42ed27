import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { scoreTable, type MutationReport } from './scoreTable';

const repoRoot = join(__dirname, '../..');
const reportFile = join(repoRoot, 'reports/mutation/mutation.json');
const everything = ['nodes'];

/** What the editor shows is for people to read; a test of its words would only repeat them. */
const descriptions = ['!**/descriptions/**', '!**/*.node.ts', '!**/vocabulary.ts'];

/**
 * `npm run test:mutation`, with folders or files of nodes/ after `--`: puts faults into them and shows how many of these
 * the unit and engine tests notice. All of it takes hours. MUTATION_CONCURRENCY=2 runs two tests at a time, and
 * MUTATION_TESTS="test/unit/api test/engine/login.test.ts" runs these alone: a lower bound, in minutes.
 */
const targets = process.argv.slice(2);
const mutate = (targets.length > 0 ? targets : everything).map((target) =>
	statSync(join(repoRoot, target)).isDirectory() ? join(target, '**/*.ts') : target,
);
rmSync(reportFile, { force: true });
const started = Date.now();
const stryker = spawnSync(
	process.execPath,
	[
		join(dirname(require.resolve('@stryker-mutator/core/package.json')), 'bin/stryker.js'),
		'run',
		join(__dirname, 'stryker.config.mjs'),
		'--mutate',
		[...mutate, ...descriptions].join(','),
	],
	{ stdio: 'inherit', cwd: repoRoot },
);
if (existsSync(reportFile)) {
	const report = JSON.parse(readFileSync(reportFile, 'utf8')) as MutationReport;
	const minutes = (Date.now() - started) / 60_000;
	console.log(`\n${scoreTable(report)}\n\n${minutes.toFixed(1)} minutes`);
}
process.exit(stryker.status ?? 1);
