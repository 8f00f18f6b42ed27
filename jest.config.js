/** One n8n line: its n8n-core, and the very n8n-workflow instance that core uses. */
const engineLine = (name, core, workflow) => ({
	...common(`engine-${name}`, ['test/engine']),
	moduleNameMapper: { '^n8n-core$': core, '^n8n-workflow$': workflow },
});

const common = (displayName, folders) => ({
	displayName,
	testMatch: folders.map((folder) => `<rootDir>/${folder}/**/*.test.ts`),
	transform: {
		'^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/test/tsconfig.json' }],
	},
	setupFilesAfterEnv: ['<rootDir>/test/setup.ts'],
	modulePathIgnorePatterns: [
		'<rootDir>/dist',
		'<rootDir>/packages/.*/dist',
		'<rootDir>/n8n/.*/node_modules',
		'<rootDir>/playground/.data',
		'<rootDir>/test/e2e',
		'<rootDir>/.stryker-tmp',
	],
});

/** @type {import('jest').Config} */
module.exports = {
	testTimeout: 30_000,
	// n8n-core keeps timers and a logger of its own open.
	forceExit: true,
	projects: [
		common('unit', ['test/unit']),
		engineLine('2.x', '<rootDir>/node_modules/n8n-core', '<rootDir>/node_modules/n8n-workflow'),
		engineLine(
			'1.x',
			'<rootDir>/node_modules/n8n-core-v1',
			'<rootDir>/node_modules/n8n-core-v1/node_modules/n8n-workflow',
		),
	],
};
