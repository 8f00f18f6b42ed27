const { execFileSync } = require('node:child_process');
const { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { basename, dirname, join } = require('node:path');
const { dest, series, src } = require('gulp');

/** One source tree, compiled once; each package takes its own vendor's part, and what is shared, into its `dist`. */
const packages = [
	__dirname,
	...readdirSync(join(__dirname, 'packages')).map((name) => join(__dirname, 'packages', name)),
];

/** What n8n reads beside the compiled node: icons, the codex and the output schemas. */
const assetsOf = (vendor) => [
	`nodes/${vendor}/**/*.svg`,
	`nodes/${vendor}/**/*.node.json`,
	`nodes/${vendor}/**/__schema__/**/*.json`,
];

/** The compiled files of a package, by what its package.json announces. */
const compiledOf = (vendor, credentials) => [
	'nodes/shared/**/*.js',
	`nodes/${vendor}/**/*.js`,
	`credentials/${vendor}/**/*.js`,
	...credentials.map((path) => path.replace(/^dist\//, '')),
];

/** The declarations that an index leads to: whoever imports the package sees no others. */
function declarationsFrom(index, compiled) {
	const found = new Set();
	const follow = (file, folder) => {
		const modules = readFileSync(file, 'utf8').matchAll(/\b(?:from |import\()['"](\.[^'"]+)['"]/g);
		for (const [, module] of modules) {
			const path = join(folder, `${module}.d.ts`);
			if (found.has(path)) continue;
			found.add(path);
			follow(join(compiled, path), dirname(path));
		}
	};
	follow(index, '');
	return [...found];
}

/** n8n looks for the output schemas of a node's very version, and they are the same in all versions. */
function copySchemas(folder, nodes) {
	for (const path of nodes) {
		const [NodeType] = Object.values(require(join(folder, path)));
		const schemas = join(folder, dirname(path), '__schema__');
		for (const version of [new NodeType().description.version].flat().filter((v) => v !== 1))
			cpSync(join(schemas, 'v1.0.0'), join(schemas, `v${version}.0`), { recursive: true });
	}
}

const finished = (stream) =>
	new Promise((resolve, reject) => stream.on('finish', resolve).on('error', reject));

async function build() {
	const compiled = mkdtempSync(join(tmpdir(), 'build-'));
	const compiler = require.resolve('typescript/bin/tsc');
	try {
		execFileSync(process.execPath, [compiler, '-p', __dirname, '--outDir', compiled], {
			stdio: 'inherit',
		});
		for (const folder of packages) {
			const { n8n } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
			const vendor = basename(dirname(n8n.nodes[0]));
			const dist = join(folder, 'dist');
			const copy = async (globs, base) =>
				await finished(
					src(globs, { cwd: base, base, encoding: false, allowEmpty: true }).pipe(dest(dist)),
				);
			rmSync(dist, { recursive: true, force: true });
			const index = join(compiled, folder.slice(__dirname.length));
			await copy('index.*', index);
			await copy(compiledOf(vendor, n8n.credentials), compiled);
			await copy(declarationsFrom(join(index, 'index.d.ts'), compiled), compiled);
			await copy(assetsOf(vendor), __dirname);
			copySchemas(folder, n8n.nodes);
		}
	} finally {
		rmSync(compiled, { recursive: true });
	}
}

exports.build = series(build);
