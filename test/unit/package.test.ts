import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ICredentialType, INodeType } from 'n8n-workflow';
import ts from 'typescript';

const root = join(__dirname, '../..');

interface Tarball {
	size: number;
	files: Array<{ path: string }>;
}

interface Manifest {
	n8n: { nodes: string[]; credentials: string[] };
}

/** n8n verifies a package only if it brings nothing but itself. The build runs before the tests. */
describe.each([
	['.', 'ConnectFi'],
	['packages/cloudpayments-kyc', 'CloudPaymentsKyc'],
])('the tarball of %s', (name, vendor) => {
	const folder = join(root, name);
	const [{ size, files }] = JSON.parse(
		execFileSync('npm', ['pack', '--dry-run', '--json', '--loglevel=silent'], {
			cwd: folder,
			encoding: 'utf8',
		}),
	) as Tarball[];
	const paths = files.map(({ path }) => path);
	const { n8n } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

	it('is under 150 kB', () => {
		expect(size).toBeLessThan(150_000);
	});

	it('holds nothing but dist and the papers', () => {
		const papers = /^(README\.md|LICENSE\.md|CHANGELOG\.md|package\.json)$/;
		expect(paths.filter((path) => !path.startsWith('dist/') && !papers.test(path))).toEqual([]);
		expect(paths.filter((path) => /test|\.ts$/.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
	});

	it('holds the types that its index leads to, and no others', () => {
		const reached = new Set(['dist/index.d.ts']);
		for (const path of reached)
			for (const { fileName } of ts.preProcessFile(readFileSync(join(folder, path), 'utf8'))
				.importedFiles)
				if (fileName.startsWith('.')) reached.add(join(dirname(path), `${fileName}.d.ts`));
		expect(reached.size).toBeGreaterThan(4);
		expect(paths.filter((path) => path.endsWith('.d.ts')).sort()).toEqual([...reached].sort());
	});

	it("holds its own vendor's files and what is shared, nothing of the other vendor", () => {
		const own = new RegExp(`^dist/(index|nodes/(${vendor}|shared)/|credentials/${vendor})`);
		const built = paths.filter((path) => path.startsWith('dist/'));
		expect(built.filter((path) => !own.test(path))).toEqual([]);
		expect(built.length).toBeGreaterThan(50);
		const missing = built
			.filter((path) => path.endsWith('.js'))
			.flatMap((path) =>
				[...readFileSync(join(folder, path), 'utf8').matchAll(/require\("(\.[^"]+)"\)/g)].map(
					([, module]) => join(dirname(path), module),
				),
			)
			.filter((path) => !paths.includes(`${path}.js`) && !paths.includes(`${path}/index.js`));
		expect(missing).toEqual([]);
	});

	it('announces every node that it holds, and each uses credentials of its own package', async () => {
		const classesOf = async (file: string) =>
			Object.values((await import(join(folder, file))) as Record<string, new () => unknown>).map(
				(Class) => new Class(),
			);
		const nodes = paths.filter((path) => path.endsWith('.node.js'));
		const credentials = paths.filter((path) => path.endsWith('.credentials.js'));
		expect([...n8n.nodes].sort()).toEqual(nodes.sort());
		expect([...n8n.credentials].sort()).toEqual(credentials.sort());
		const owned = (await Promise.all(credentials.map(classesOf))).flat() as ICredentialType[];
		for (const { description } of (await Promise.all(nodes.map(classesOf))).flat() as INodeType[])
			for (const used of description.credentials!)
				expect(owned.map((credential) => credential.name)).toContain(used.name);
	});

	it('has every node and credential that it announces, each with codex and icons', () => {
		expect(paths).toEqual(expect.arrayContaining([...n8n.nodes, ...n8n.credentials]));
		for (const node of n8n.nodes) expect(paths).toContain(node.replace(/\.js$/, '.json'));
		for (const path of [...n8n.nodes, ...n8n.credentials]) {
			const source = readFileSync(join(folder, path), 'utf8');
			for (const [, icon] of source.matchAll(/'file:([^']+\.svg)'/g))
				expect(existsSync(join(folder, dirname(path), icon))).toBe(true);
		}
	});

	it('has the output schemas for every version of its action node', async () => {
		const [file] = n8n.nodes.filter((path) => !path.includes('Trigger'));
		const [Class] = Object.values(
			(await import(join(folder, file))) as Record<string, new () => INodeType>,
		);
		const schemasOf = (version: number) => {
			const start = join(dirname(file), `__schema__/v${version}${version % 1 ? '' : '.0'}.0/`);
			return paths.filter((path) => path.startsWith(start)).map((path) => path.slice(start.length));
		};
		expect(schemasOf(1).length).toBeGreaterThan(3);
		for (const version of [new Class().description.version].flat())
			expect(schemasOf(version)).toEqual(schemasOf(1));
	});

	it('imports only n8n-workflow, node:crypto and its own files', () => {
		const imported = paths
			.filter((path) => path.endsWith('.js'))
			.flatMap((path) => [
				...readFileSync(join(folder, path), 'utf8').matchAll(
					/(?:require|import)\(["']([^"']+)["']\)/g,
				),
			])
			.map(([, module]) => module)
			.filter((module) => !module.startsWith('.'));
		expect(imported.length).toBeGreaterThan(0);
		expect(
			[...new Set(imported)].filter((module) => !['n8n-workflow', 'node:crypto'].includes(module)),
		).toEqual([]);
	});

	it('does not make Node.js load its HTTP client, which takes as long as all nodes, when n8n loads them', () => {
		const files = ['n8n-workflow', ...n8n.nodes.map((file) => join(folder, file))];
		const script = `for (const file of ${JSON.stringify(files)}) require(file);
			console.log(process.moduleLoadList.filter((name) => name.endsWith('undici/undici')).length);`;
		const options = { cwd: root, encoding: 'utf8' } as const;
		expect(execFileSync(process.execPath, ['-e', script], options)).toBe('0\n');
	});

	it('needs nothing at run time but n8n', () => {
		const { dependencies, peerDependencies } = JSON.parse(
			readFileSync(join(folder, 'package.json'), 'utf8'),
		) as Record<string, object>;
		expect(dependencies).toBeUndefined();
		expect(peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});
});
