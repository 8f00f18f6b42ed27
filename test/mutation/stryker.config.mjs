/**
 * Mutation tests: how many of the faults that StrykerJS puts into nodes/ one by one do the unit and engine tests notice?
 * `npm run test:mutation` starts them (run.ts) and says what to run.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
	testRunner: 'until-failure',
	plugins: ['./test/mutation/runner.mjs'],
	jest: { configFile: 'test/mutation/jest.config.cjs' },
	coverageAnalysis: 'perTest',
	// Tables are evaluated as a file loads; what they hold is as much code as the rest.
	ignoreStatic: false,
	ignorers: ['descriptions'],
	// The tests are transpiled without a type check.
	disableTypeChecks: false,
	// Not copied: what no unit or engine test reads.
	ignorePatterns: [
		'**/dist',
		'*.tgz',
		'bench',
		'docs',
		'examples',
		'n8n',
		'playground',
		'reports',
		'test/e2e',
	],
	concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 1),
	// n8n-core holds timers and handles open, which add up in a process that runs test after test.
	maxTestRunnerReuse: 200,
	// The tests wait for real HTTP, longer when the machine has other work.
	timeoutMS: 20_000,
	timeoutFactor: 2,
	dryRunTimeoutMinutes: 15,
	reporters: ['json', 'clear-text', 'progress-append-only'],
	clearTextReporter: { logTests: false, reportTests: false, reportScoreTable: false },
	jsonReporter: { fileName: 'reports/mutation/mutation.json' },
};
