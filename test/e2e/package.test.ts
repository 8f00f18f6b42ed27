import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { INodeTypeDescription, Themed } from 'n8n-workflow';
import { listPackageFolders } from '../../n8n/packages';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';
import { sharedSetup } from './support/sharedSetup';

interface PublishedPackage {
	folder: string;
	name: string;
	/** Source file without its extension, for example `nodes/ConnectFi/ConnectFi`. */
	nodes: string[];
	credentials: string[];
}

const withoutDist = (file: string) => file.replace(/^dist\//, '').replace(/\.\w+\.js$/, '');
const camelCase = (className: string) => className[0].toLowerCase() + className.slice(1);

const published: PublishedPackage[] = listPackageFolders().map((folder) => {
	const { name, n8n } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
		name: string;
		n8n: { nodes: string[]; credentials: string[] };
	};
	return {
		folder,
		name,
		nodes: n8n.nodes.map(withoutDist),
		credentials: n8n.credentials.map(withoutDist),
	};
});
const nodes = published.flatMap(({ folder, name, nodes }) =>
	nodes.map((file) => ({
		type: `${name}.${camelCase(basename(file))}`,
		source: join(folder, file),
	})),
);
const credentials = published.flatMap(({ credentials }) =>
	credentials.map((file) => camelCase(basename(file))),
);

/** The output schemas of a node: paths like `v1.0.0/customer/create.json`. */
function listSchemas(source: string): string[] {
	const folder = join(dirname(source), '__schema__');
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
		path.endsWith('.json'),
	);
}

describe.each(published)('the tarball of $name', ({ name, nodes, credentials }) => {
	const packed = () => sharedSetup().packages.find((one) => one.name === name)!;

	it('holds what is published and nothing else', () => {
		const { files } = packed();
		const documents = ['LICENSE.md', 'README.md', 'package.json'];
		const besideDist = files.filter((file) => !file.startsWith('dist/') && file !== 'CHANGELOG.md');
		expect(besideDist.sort()).toEqual(documents);
		expect(files).toEqual(
			expect.arrayContaining([
				...nodes.map((file) => `dist/${file}.node.js`),
				...nodes.map((file) => `dist/${file}.node.json`),
				...credentials.map((file) => `dist/${file}.credentials.js`),
			]),
		);
		expect(files.filter((file) => /test|__tests__|\.tsbuildinfo$/.test(file))).toEqual([]);
	});

	it('is under 150 kB', () => expect(packed().size).toBeLessThan(150_000));
});

describe.each(['2.x', '1.x'] as const)('the installed packages on n8n %s', (line) => {
	let environment: TestEnvironment;
	let nodeTypes: INodeTypeDescription[];
	beforeAll(async () => {
		environment = await startTestEnvironment({ line });
		nodeTypes = await environment.client.nodeTypes();
	});
	afterAll(async () => await environment.stop());

	const nodeType = (type: string) => nodeTypes.find(({ name }) => name === type);

	async function expectSvg(path: string) {
		const response = await fetch(`${environment.client.url}/${path}`);
		expect([path, response.status]).toEqual([path, 200]);
		expect(response.headers.get('content-type')).toContain('image/svg+xml');
		expect(await response.text()).toContain('<svg');
	}

	it.each(nodes)('offers the node $type with its icons', async (node) => {
		const description = nodeType(node.type);
		expect(description).toBeDefined();
		const { light, dark } = description!.iconUrl as Exclude<Themed<string>, string>;
		await expectSvg(light);
		await expectSvg(dark);
	});

	it.each(nodes.filter(({ type }) => !type.endsWith('Trigger')))(
		'offers $type as a tool of the AI Agent',
		({ type }) => expect(nodeType(`${type}Tool`)).toBeDefined(),
	);

	it.each(credentials)('offers the credential %s with its icons, to its nodes', async (name) => {
		const type = (await environment.client.credentialTypes()).find((one) => one.name === name);
		expect(type).toBeDefined();
		const { light, dark } = type!.iconUrl as { light: string; dark: string };
		await expectSvg(light);
		await expectSvg(dark);
		const supported = nodes.map((node) => node.type);
		expect(supported).toEqual(expect.arrayContaining(type!.supportedNodes as string[]));
		expect((type!.supportedNodes as string[]).length).toBeGreaterThan(0);
	});

	it('serves every output schema, which the editor shows before the first run', async () => {
		for (const { type, source } of nodes) {
			for (const path of listSchemas(source)) {
				const [version, ...operation] = path.split('/');
				const url = `/schemas/${type}/${version.slice(1)}/${operation.join('/')}`;
				expect(await environment.client.request('GET', url)).toEqual(
					JSON.parse(readFileSync(join(dirname(source), '__schema__', path), 'utf8')),
				);
			}
		}
	});
});
