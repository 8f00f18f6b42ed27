const { Script } = require('node:vm');
const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { TestEnvironment: NodeEnvironment } = require('jest-environment-node');
const { ModuleMocker } = require('jest-mock');

const { Container: n8nServices } = require(
	require.resolve('@n8n/di', { paths: [require.resolve('n8n-core')] }),
);

/** Stands for Node's own global object, which node:vm cannot name as a context. */
const main = {};

const { runInContext } = Script.prototype;
Script.prototype.runInContext = function (context, options) {
	return context === main
		? this.runInThisContext(options)
		: runInContext.call(this, context, options);
};

/**
 * Runs tests on Node's own global object instead of one per test file, so that they can share the modules of
 * runtime.cjs: an `Error` of n8n-core is then an `Error` of the test's too.
 */
module.exports = class SharedGlobalEnvironment extends NodeEnvironment {
	constructor(config, context) {
		super(config, context);
		const { projectConfig } = config;
		Object.assign(globalThis, projectConfig.globals);
		this.exit = process.exit;
		this.global = globalThis;
		this.moduleMocker = new ModuleMocker(globalThis);
		this.fakeTimers.dispose();
		this.fakeTimers = new LegacyFakeTimers({
			config: projectConfig,
			global: globalThis,
			moduleMocker: this.moduleMocker,
			timerConfig: { idToRef: (id) => id, refToId: (timer) => timer },
		});
		this.fakeTimersModern.dispose();
		this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
	}

	/** One failing test is enough to know that a mutant was noticed: the rest is skipped. */
	async handleTestEvent({ name, test, describeBlock }) {
		const mutantRun = globalThis[Symbol.for('mutant run')];
		if (!mutantRun) return;
		if (name === 'test_fn_failure' || name === 'hook_failure') mutantRun.isKilled = true;
		if (name === 'test_start' && (mutantRun.isKilled || mutantRun.leftOut.has(nameOf(test))))
			test.mode = 'skip';
		if (name === 'run_describe_start' && mutantRun.isKilled) describeBlock.mode = 'skip';
	}

	async teardown() {
		await super.teardown();
		process.exit = this.exit;
		// What a test has put in the place of n8n's services is gone for the next file.
		n8nServices.reset();
	}

	getVmContext() {
		return main;
	}
};

/** As StrykerJS names tests. */
function nameOf({ name, parent }) {
	return parent ? `${nameOf(parent)} ${name}`.trimStart() : '';
}
