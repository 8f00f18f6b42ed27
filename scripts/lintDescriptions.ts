import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Linter, type ESLint } from 'eslint';
import { format } from 'prettier';
import type { ICredentialType, INodeType } from 'n8n-workflow';
import tseslint from 'typescript-eslint';

/**
 * Part of `npm run lint`: lints what n8n loads. n8n's rules read literals in the sources, and most of the descriptions here
 * are put together by functions. So each node and credential is written out as a file of literals, and that is linted with
 * every rule of both plugins.
 */

const root = resolve(__dirname, '..');

/** The rules that n8n's scanner has off too: for n8n's own repository, or another rule knows better. */
const off = [
	'n8n-nodes-base/cred-class-field-documentation-url-miscased',
	'n8n-nodes-base/cred-class-field-type-options-password-missing',
	'n8n-nodes-base/node-class-description-inputs-wrong-regular-node',
	'n8n-nodes-base/node-class-description-outputs-wrong',
	'n8n-nodes-base/node-param-type-options-max-value-present',
];

/** How the findings begin that stay; docs/verification.md has the reasons. */
const accepted = [
	// The other package's package.json does not announce it; test/unit/package.test.ts looks at its own.
	'CloudPaymentsKyc.node.ts: SECURITY: Node references credential "cloudPaymentsKycApi"',
	'CloudPaymentsKyc.node.ts: Credential "cloudPaymentsKycApi" does not exist in this package',
	'CloudPaymentsKycTrigger.node.ts: SECURITY: Node references credential "cloudPaymentsKycApi"',
	'CloudPaymentsKycTrigger.node.ts: Credential "cloudPaymentsKycApi" does not exist in this package',
	// Wait for Outcome is no trigger: n8n itself resumes its executions.
	'ConnectFi.node.ts: Webhook trigger node is missing the `webhookMethods` property',
	...[
		"'name'. Order: Customer | Document | KYC/KYB Application",
		"'name'. Order: Attach Documents | Get Status",
		"'name'. Order: Add Attributes (Deprecated) | Get Status (Deprecated)",
		"'name'. Order: Bank Statement | Canada Provincial ID",
		"'displayName'. Order: Entity ID | Input Binary Field",
		"'displayName'. Order: Expiry Date | Issuance Country Code",
		"'displayName'. Order: Addresses | Citizenship Country Code",
	].map((order) => `ConnectFi.node.ts: Alphabetize by ${order}`),
];

type Published = INodeType | ICredentialType;

/** The source of a class that says the same in literals. */
function sourceOf(published: Published, className: string): string {
	if (!('description' in published)) {
		const fields = Object.entries(published).map(([name, value]) => `${name} = ${literal(value)};`);
		return `export class ${className} implements ICredentialType { ${fields.join('\n')} }`;
	}
	const description = literal(published.description).replace(
		/("inputs"|"outputs"): \["main"\]/g,
		'$1: [NodeConnectionTypes.Main]',
	);
	const methods = Object.keys(published.webhookMethods?.default ?? {});
	const lifecycle = methods.map((name) => `async ${name}() { return true; },`).join('\n');
	return `export class ${className} implements INodeType {
		description: INodeTypeDescription = ${description};
		${methods.length ? `webhookMethods = { default: { ${lifecycle} } };` : ''}
	}`;
}

/** A value as one would write it into a source file. */
function literal(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const entries = Object.entries(value).filter(
		([, inner]) => !['undefined', 'function'].includes(typeof inner),
	);
	return `{ ${entries.map(([name, inner]) => `${JSON.stringify(name)}: ${literal(inner)}`).join(', ')} }`;
}

/** @returns what lints a file's source and gives the findings, each as one line */
async function createLint(): Promise<(source: string, filename: string) => string[]> {
	// The one has no types, the other is an ES module.
	const load = async (name: string) => ((await import(name)) as { default: ESLint.Plugin }).default;
	const plugins = {
		'@n8n/community-nodes': await load('@n8n/eslint-plugin-community-nodes'),
		'n8n-nodes-base': await load('eslint-plugin-n8n-nodes-base'),
	};
	const names = Object.entries(plugins).flatMap(([prefix, { rules }]) =>
		Object.keys(rules!).map((name) => `${prefix}/${name}`),
	);
	const on = names.filter((name) => !off.includes(name));
	const config = {
		files: ['**/*.ts'],
		plugins,
		rules: Object.fromEntries(on.map((name) => [name, 'error'] as const)),
		languageOptions: { parser: tseslint.parser as Linter.Parser },
	};
	return (source, filename) =>
		new Linter({ cwd: dirname(filename) })
			.verify(source, [config], { filename })
			.map(({ message, ruleId }) => `${basename(filename)}: ${message} [${ruleId}]`);
}

const tidy = { parser: 'typescript', useTabs: true, singleQuote: true } as const;

async function main(named: string[]): Promise<void> {
	const published = ['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => /\.(node|credentials)\.ts$/.test(name))
			.map((name) => join(root, folder, name)),
	);
	const lint = await createLint();
	const findings: string[] = [];
	for (const file of named.length ? named : published) {
		const classes = (await import(resolve(file))) as Record<string, new () => Published>;
		const [className] = Object.keys(classes).filter((name) => /^[A-Z]/.test(name));
		const source = sourceOf(new classes[className](), className);
		// The plugin of the older rules counts on tidy sources.
		findings.push(...lint(await format(source, tidy), file));
	}
	const problems = [
		...findings.filter((finding) => !accepted.some((start) => finding.startsWith(start))),
		...(named.length ? [] : accepted)
			.filter((start) => !findings.some((finding) => finding.startsWith(start)))
			.map((start) => `No longer found, so no longer to be accepted: ${start}`),
	];
	for (const problem of problems) console.error(problem);
	process.exitCode = problems.length ? 1 : 0;
}

void main(process.argv.slice(2));
