const runCircus = require('jest-circus/runner');

/** One failing test is enough to know that a change was noticed: the files after it are not even loaded. */
module.exports = async (globalConfig, config, environment, runtime, path, ...rest) => {
	if (!globalThis[Symbol.for('mutant run')]?.isKilled) {
		return await runCircus(globalConfig, config, environment, runtime, path, ...rest);
	}
	return {
		leaks: false,
		numFailingTests: 0,
		numPassingTests: 0,
		numPendingTests: 1,
		numTodoTests: 0,
		openHandles: [],
		perfStats: { start: 0, end: 0, runtime: 0, slow: false },
		skipped: false,
		snapshot: {
			added: 0,
			fileDeleted: false,
			matched: 0,
			unchecked: 0,
			uncheckedKeys: [],
			unmatched: 0,
			updated: 0,
		},
		testFilePath: path,
		testResults: [
			{
				ancestorTitles: [],
				failureDetails: [],
				failureMessages: [],
				fullName: path,
				numPassingAsserts: 0,
				status: 'pending',
				title: path,
			},
		],
	};
};
