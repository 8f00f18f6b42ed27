/** @type {import('jest').Config} */
module.exports = {
	rootDir: '../..',
	testMatch: ['<rootDir>/test/e2e/*.test.ts'],
	transform: {
		'^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/test/tsconfig.json' }],
	},
	modulePathIgnorePatterns: [
		'<rootDir>/dist',
		'<rootDir>/packages/.*/dist',
		'<rootDir>/n8n/.*/node_modules',
		'<rootDir>/playground/.data',
	],
	globalSetup: '<rootDir>/test/e2e/support/globalSetup.ts',
	globalTeardown: '<rootDir>/test/e2e/support/globalTeardown.ts',
	testTimeout: 120_000,
	// Whatever a failed test leaves open must not keep a CI run waiting.
	forceExit: true,
};
