import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The part of a package.json that says who publishes the package, and from where. */
export interface Manifest extends Record<string, unknown> {
	name: string;
	homepage: string;
	author: { name: string; email: string };
	repository: { type: string; url: string; directory?: string };
}

/** The packages of this repository; what the first one says, the others say too. */
const folders = ['.', 'packages/cloudpayments-kyc'];

/** A name of this kind belongs to nobody (RFC 2606), so it is a placeholder. */
const isPlaceholder = (text: string) => /\.invalid\b/.test(text);

const pathOf = (root: string, folder: string) => join(root, folder, 'package.json');
const manifestAt = (root: string, folder: string) =>
	JSON.parse(readFileSync(pathOf(root, folder), 'utf8')) as Manifest;

/** What a package has to say, given the first one's author and repository. */
function expectedOf({ author, repository }: Manifest, folder: string): Partial<Manifest> {
	const { url } = repository;
	const page = url.replace(/^git\+/, '').replace(/\.git$/, '');
	const isRoot = folder === '.';
	return {
		homepage: `${isRoot ? page : `${page}/tree/main/${folder}`}#readme`,
		author,
		repository: { type: 'git', url, ...(!isRoot && { directory: folder }) },
	};
}

/** Writes the author and the repository of the root's package.json wherever they belong. */
export function spread(root: string): void {
	const main = manifestAt(root, '.');
	for (const folder of folders) {
		const manifest = { ...manifestAt(root, folder), ...expectedOf(main, folder) };
		writeFileSync(pathOf(root, folder), `${JSON.stringify(manifest, null, '\t')}\n`);
	}
}

/**
 * Whether all packages say the same.
 * @returns a sentence for each package.json that does not
 */
export function contradictionsIn(root: string): string[] {
	const main = manifestAt(root, '.');
	return folders.flatMap((folder) => {
		const manifest = manifestAt(root, folder);
		const wrong = Object.entries(expectedOf(main, folder)).filter(
			([name, value]) => JSON.stringify(manifest[name]) !== JSON.stringify(value),
		);
		return wrong.map(
			([name]) =>
				`"${name}" in ${join(folder, 'package.json')} does not follow from the root's package.json. Run \`npm run scan -- --write\`.`,
		);
	});
}

/**
 * What has to be filled in before the packages may be published.
 * @returns a sentence for each placeholder
 */
export function placeholdersIn(root: string): string[] {
	const { author, repository } = manifestAt(root, '.');
	const findings: string[] = [];
	if (isPlaceholder(author.email))
		findings.push(
			`"author.email" in package.json is a placeholder (${author.email}). Put in an address that you read.`,
		);
	if (isPlaceholder(repository.url))
		findings.push(
			`"repository.url" in package.json is a placeholder (${repository.url}). Put in the public repository that the packages are published from.`,
		);
	return findings;
}
