import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from './install';
import { communityFolder } from './server';
import { npm } from './npm';

/** A packed n8n package of this repository. */
export interface PackedPackage {
	/** Its name in the registry. */
	name: string;
	/** The path of its tarball. */
	tarball: string;
	/** The size of the tarball in bytes. */
	size: number;
	/** The paths of the files in it. */
	files: string[];
}

interface PackageJson {
	name: string;
	n8n?: unknown;
}

const readPackageJson = (folder: string) =>
	JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;

/** @returns the folders of this repository whose package.json makes them n8n packages, the main one first */
export function listPackageFolders(): string[] {
	const workspaces = readdirSync(join(repoRoot, 'packages')).map((name) =>
		join(repoRoot, 'packages', name),
	);
	return [repoRoot, ...workspaces]
		.filter((folder) => existsSync(join(folder, 'package.json')))
		.filter((folder) => readPackageJson(folder).n8n);
}

/**
 * Builds and packs every n8n package of this repository, exactly as they would be published.
 * @param destination the folder for the tarballs; emptied first
 * @throws an Error with the output of the build or of npm when that fails
 */
export async function packPackages(destination: string): Promise<PackedPackage[]> {
	rmSync(destination, { recursive: true, force: true });
	mkdirSync(destination, { recursive: true });
	const packed: PackedPackage[] = [];
	// Builds the workspaces too.
	await npm(['run', 'build'], repoRoot);
	for (const folder of listPackageFolders()) {
		const { stdout } = await npm(['pack', '--json', '--pack-destination', destination], folder);
		const [{ filename, size, files }] = JSON.parse(stdout) as [
			{ filename: string; size: number; files: Array<{ path: string }> },
		];
		packed.push({
			name: readPackageJson(folder).name,
			tarball: join(destination, filename),
			size,
			files: files.map(({ path }) => path),
		});
	}
	return packed;
}

/**
 * Installs packed packages into an n8n the way n8n itself does: as npm dependencies of its community folder.
 * n8n loads them at its next start.
 * @param packages what to install; other community packages there stay
 * @param userFolder the user folder of that n8n
 * @throws an Error with npm's output when npm fails
 */
export async function installPackages(
	packages: PackedPackage[],
	userFolder: string,
): Promise<void> {
	const folder = communityFolder(userFolder);
	mkdirSync(folder, { recursive: true });
	const manifest = join(folder, 'package.json');
	if (!existsSync(manifest)) {
		writeFileSync(manifest, '{ "name": "installed-nodes", "private": true, "dependencies": {} }\n');
	}
	// A rebuilt tarball has the same name and version as before, so npm would see nothing to do.
	for (const { name } of packages) {
		rmSync(join(folder, 'node_modules', name), { recursive: true, force: true });
	}
	const tarballs = packages.map(({ tarball }) => tarball);
	const flags = ['--ignore-scripts', '--omit=peer', '--legacy-peer-deps', '--no-package-lock'];
	await npm(['install', ...flags, '--no-audit', '--no-fund', ...tarballs], folder);
}
