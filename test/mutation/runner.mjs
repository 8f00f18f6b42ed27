import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import {
	commonTokens,
	declareFactoryPlugin,
	declareValuePlugin,
	PluginKind,
	tokens,
} from '@stryker-mutator/api/plugin';

const require = createRequire(import.meta.url);
const sources = join(
	dirname(require.resolve('@stryker-mutator/jest-runner/package.json')),
	'dist/src',
);
const load = async (file) => await import(pathToFileURL(join(sources, file)));
const { createJestTestRunnerFactory } = await load('jest-test-runner.js');
export const { strykerValidationSchema } = await load('index.js');

/**
 * In the copy of the project: which file holds a test, and which tests failed in the dry run. Its process writes it, every
 * process reads it.
 */
const testsFile = 'mutation-tests.json';

/**
 * StrykerJS's Jest runner loads every test file that imports the changed file. This one loads those alone that hold a
 * test which runs the changed line, and stops at the first test that fails.
 */
function createRunner(injector) {
	const runner = createJestTestRunnerFactory()(injector);
	const { dryRun, mutantRun, run } = runner;
	let testFiles;
	runner.dryRun = async (options) => {
		const { tests, ...result } = await dryRun.call(runner, options);
		if (!tests) return result;
		const passed = tests.filter(({ status }) => status !== TestStatus.Failed);
		const failed = tests.filter(({ status }) => status === TestStatus.Failed);
		for (const { name, failureMessage } of failed)
			runner.log.warn(`Left out, because it fails without any fault: ${name}\n${failureMessage}`);
		writeFileSync(
			testsFile,
			JSON.stringify({
				files: passed.map(({ id, fileName }) => [id, fileName]),
				failed: failed.map(({ id }) => id),
			}),
		);
		return { ...result, tests: passed };
	};
	const attempt = async (options, files, leftOut) => {
		const needed = options.testFilter && new Set(options.testFilter);
		// Without a filter, any test may notice the fault: it is there as soon as the file is loaded.
		testFiles = needed && [
			...new Set(files.filter(([id]) => needed.has(id)).map(([, fileName]) => fileName)),
		];
		// Read by environment.cjs and jest-circus-until-failure.cjs.
		globalThis[Symbol.for('mutant run')] = { isKilled: false, leftOut };
		return await mutantRun.call(runner, options);
	};
	runner.mutantRun = async (options) => {
		const { files, failed } = JSON.parse(readFileSync(testsFile, 'utf8'));
		const leftOut = new Set(failed);
		for (;;) {
			const result = await attempt(options, files, leftOut);
			const [test] = [result.killedBy ?? []].flat();
			// Engine tests have time limits, which a busy machine may miss: such a test has to fail twice.
			if (!files.some(([id, fileName]) => id === test && fileName.includes('/engine/')))
				return result;
			const again = await attempt({ ...options, testFilter: [test] }, files, leftOut);
			if (again.status !== MutantRunStatus.Survived) return result;
			leftOut.add(test);
		}
	};
	runner.run = async (settings) =>
		await run.call(runner, testFiles ? { ...settings, testFiles } : settings);
	return runner;
}
createRunner.inject = tokens(commonTokens.injector);

const describing =
	/^(INodeProperties|INodePropertyOptions|INodeTypeDescription|OperationDescription)$/;

/** Tells what the editor shows by the type of the constant that holds it. */
const descriptions = {
	shouldIgnore({ node }) {
		if (node.type !== 'VariableDeclarator' || node.init?.type === 'ArrowFunctionExpression') return;
		const { typeAnnotation } = node.id.typeAnnotation ?? {};
		const { typeName } = typeAnnotation?.elementType ?? typeAnnotation ?? {};
		return describing.test(typeName?.name) ? 'a description for the editor' : undefined;
	},
};

export const strykerPlugins = [
	declareFactoryPlugin(PluginKind.TestRunner, 'until-failure', createRunner),
	declareValuePlugin(PluginKind.Ignore, 'descriptions', descriptions),
];
