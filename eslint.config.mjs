import js from '@eslint/js';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import { defineConfig, globalIgnores } from 'eslint/config';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';

const published = ['', 'packages/*/'];
const sources = ['nodes/**/*.ts', 'credentials/**/*.ts'];
const inPublished = (...globs) => published.flatMap((root) => globs.map((glob) => root + glob));

export default defineConfig(
	globalIgnores(['**/dist/**/*.d.ts', '**/node_modules', 'playground/.*/', '.stryker-tmp']),
	// n8n's gate ignores every inline suppression, so none may be needed here either.
	{ linterOptions: { noInlineConfig: true } },
	{
		files: ['**/*.ts'],
		extends: [js.configs.recommended, tseslint.configs.recommended],
		rules: {
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
		},
	},
	{ plugins: { 'n8n-nodes-base': n8nNodesBase } },
	// What is published: the same sets, with the same rules off, as n8n's own `n8n-node lint` and its scanner.
	{
		files: [...sources, ...inPublished('index.ts')],
		extends: [n8nCommunityNodesPlugin.configs.recommended],
		rules: { 'no-console': 'error' },
	},
	// The scanner reads the compiled tarball too.
	{
		files: inPublished('dist/**/*.js'),
		extends: [n8nCommunityNodesPlugin.configs.recommended],
		rules: { 'no-console': 'error' },
	},
	{
		files: inPublished('package.json'),
		extends: [n8nCommunityNodesPlugin.configs.recommended],
		rules: { ...n8nNodesBase.configs.community.rules },
		languageOptions: {
			parser: tseslint.parser,
			parserOptions: { extraFileExtensions: ['.json'] },
		},
	},
	{
		files: ['credentials/**/*.ts'],
		rules: {
			...n8nNodesBase.configs.credentials.rules,
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
			'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
		},
	},
	{
		files: ['nodes/**/*.ts'],
		rules: {
			...n8nNodesBase.configs.nodes.rules,
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
			'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
		},
	},
	// Both packages' nodes are in one source tree, and this rule looks at the first package.json above them only. For what is
	// published, test/unit/package.test.ts asks the same of each package.
	{
		files: ['package.json', 'nodes/CloudPaymentsKyc/*.node.ts'],
		rules: { '@n8n/community-nodes/node-registration-complete': 'off' },
	},
);
