const { MUTATION_TESTS = 'test/unit test/engine' } = process.env;

/**
 * The unit and engine tests as one project, for mutation tests: n8n 2.x only, since a second line would double the time,
 * and without those tests that never run a line of nodes/ (the sandboxes' own, the examples', the packages').
 *
 * @type {import('jest').Config}
 */
module.exports = {
	rootDir: '../..',
	testTimeout: 30_000,
	forceExit: true,
	watchman: false,
	testMatch: MUTATION_TESTS.split(' ').map((path) =>
		path.endsWith('.ts') ? `<rootDir>/${path}` : `<rootDir>/${path}/**/*.test.ts`,
	),
	testPathIgnorePatterns: [
		'<rootDir>/test/unit/sandbox/',
		'<rootDir>/test/unit/examples.test.ts',
		'<rootDir>/test/unit/package.test.ts',
	],
	transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/test/tsconfig.json' }] },
	setupFilesAfterEnv: ['<rootDir>/test/setup.ts'],
	testEnvironment: require.resolve('./environment.cjs'),
	testRunner: require.resolve('./jest-circus-until-failure.cjs'),
	testSequencer: require.resolve('./sequencer.cjs'),
	runtime: require.resolve('./runtime.cjs'),
};
