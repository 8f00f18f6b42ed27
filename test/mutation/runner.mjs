import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
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

/** In the copy of the project: the dry run's process writes it, every process reads it. */
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
		const result = await dryRun.call(runner, options);
		const tests = (result.tests ?? []).map(({ id, fileName }) => ({ id, fileName }));
		writeFileSync(testsFile, JSON.stringify(tests));
		return result;
	};
	runner.mutantRun = async (options) => {
		// Without a filter, any test may notice the change: it is made while the file loads.
		testFiles = options.testFilter && filesOf(options.testFilter);
		// Read by environment.cjs and jest-circus-until-failure.cjs.
		globalThis[Symbol.for('mutant run')] = { isKilled: false };
		return await mutantRun.call(runner, options);
	};
	runner.run = async (settings) =>
		await run.call(runner, testFiles ? { ...settings, testFiles } : settings);
	return runner;
}
createRunner.inject = tokens(commonTokens.injector);

function filesOf(testIds) {
	const needed = new Set(testIds);
	const tests = JSON.parse(readFileSync(testsFile, 'utf8')).filter(({ id }) => needed.has(id));
	return [...new Set(tests.map(({ fileName }) => fileName))];
}

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
