const { execFileSync } = require('node:child_process');
const { readdirSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { dest, parallel, series, src } = require('gulp');

/** n8n reads these beside the compiled node: icons, the codex and the output schemas. */
const assets = [
	'nodes/**/*.svg',
	'credentials/**/*.svg',
	'nodes/**/*.node.json',
	'nodes/**/__schema__/**/*.json',
];

/**
 * The build of one package folder. The second package's gulpfile calls this with its own folder.
 * @param {string} folder where the package.json and tsconfig.json are
 */
function packageBuild(folder) {
	const clean = async () => rmSync(`${folder}/dist`, { recursive: true, force: true });
	const compile = async () =>
		void execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', folder], {
			stdio: 'inherit',
		});
	const copyAssets = () =>
		src(assets, { cwd: folder, base: folder, encoding: false }).pipe(dest(`${folder}/dist`));
	return series(clean, parallel(compile, copyAssets));
}

exports.packageBuild = packageBuild;
const workspaces = join(__dirname, 'packages');
exports.build = series(
	packageBuild(__dirname),
	...readdirSync(workspaces).map((name) => packageBuild(join(workspaces, name))),
);
