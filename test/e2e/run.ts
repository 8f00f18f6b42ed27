import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../../n8n/install';
import { writeCompatibility } from './support/compatibility';
import { dataFolder } from './support/sharedSetup';

/**
 * `npm run test:e2e`, with jest's own arguments after `--`: runs the e2e tests and shows the end of n8n's logs when one fails.
 * In `npm run compatibility`, after the engine tests, it writes what has passed into the README, unless an option of jest's,
 * such as `-t`, may have left tests out.
 */
const jestArguments = process.argv.slice(2);
const writesTable =
	process.env.npm_lifecycle_event === 'compatibility' &&
	!jestArguments.some((argument) => argument.startsWith('-'));
const jest = spawnSync(
	process.execPath,
	[
		require.resolve('jest/bin/jest'),
		'--config',
		join(repoRoot, 'test/e2e/jest.config.js'),
		'--runInBand',
		...jestArguments,
	],
	{ stdio: 'inherit', cwd: repoRoot },
);

if (jest.status === 0 && writesTable) writeCompatibility();
if (jest.signal) console.log(`\njest was ended by ${jest.signal}`);
if (jest.status !== 0 && existsSync(dataFolder)) {
	for (const name of readdirSync(dataFolder).filter((file) => file.endsWith('.log'))) {
		const lines = readFileSync(join(dataFolder, name), 'utf8').trimEnd().split('\n');
		console.log(`\nThe end of ${name}:\n${lines.slice(-60).join('\n')}`);
	}
}
process.exit(jest.status ?? 1);
