const { createRequire, isBuiltin } = require('node:module');
const { default: Runtime } = require('jest-runtime');

/**
 * Takes packages from Node's own module cache: n8n-core takes three seconds to load, and Jest would load it again for
 * every test file of every mutant. The project's own files are loaded afresh, as always.
 */
module.exports = class SharedPackagesRuntime extends Runtime {
	requireModuleOrMock(from, moduleName) {
		return isPackage(moduleName)
			? createRequire(from)(moduleName)
			: super.requireModuleOrMock(from, moduleName);
	}

	requireActual(from, moduleName) {
		return isPackage(moduleName)
			? createRequire(from)(moduleName)
			: super.requireActual(from, moduleName);
	}

	/** What runs while a file loads belongs to no test, even when a test loads it a second time. */
	_execModule(...args) {
		const { __stryker__: stryker = {} } = globalThis;
		const { currentTestId } = stryker;
		stryker.currentTestId = undefined;
		try {
			super._execModule(...args);
		} finally {
			stryker.currentTestId = currentTestId;
		}
	}
};

function isPackage(moduleName) {
	if (moduleName.includes('/node_modules/')) return true;
	return /^[@\w]/.test(moduleName) && !isBuiltin(moduleName) && moduleName !== '@jest/globals';
}
