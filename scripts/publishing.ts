import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The part of a package.json that says who publishes the package, and from where. */
export interface Manifest extends Record<string, unknown> {
	name: string;
	version: string;
	homepage: string;
	author: { name: string; email: string };
	repository: { type: string; url: string; directory?: string };
}

/** The packages of this repository; what the first one says, the others say too. */
const folders = ['.', 'packages/cloudpayments-kyc'];

/** Papers that name the address to write to. */
const papers = ['SECURITY.md', 'CODE_OF_CONDUCT.md'];

const address = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

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

/** Writes the author and the repository of the root's package.json wherever they belong, the author's address in papers too. */
export function spread(root: string): void {
	const main = manifestAt(root, '.');
	for (const folder of folders) {
		const manifest = { ...manifestAt(root, folder), ...expectedOf(main, folder) };
		writeFileSync(pathOf(root, folder), `${JSON.stringify(manifest, null, '\t')}\n`);
	}
	for (const paper of papers) {
		const path = join(root, paper);
		writeFileSync(path, readFileSync(path, 'utf8').replace(address, main.author.email));
	}
}

/**
 * Whether all packages say the same.
 * @returns a sentence for each field or address that differs
 */
export function contradictionsIn(root: string): string[] {
	const main = manifestAt(root, '.');
	const otherAddresses = papers.flatMap((paper) =>
		(readFileSync(join(root, paper), 'utf8').match(address) ?? [])
			.filter((found) => found !== main.author.email)
			.map(
				(found) =>
					`${paper} names ${found}, not the author of package.json. Run \`npm run publishable -- --write\`.`,
			),
	);
	const otherFields = folders.flatMap((folder) => {
		const manifest = manifestAt(root, folder);
		const wrong = Object.entries(expectedOf(main, folder)).filter(
			([name, value]) => JSON.stringify(manifest[name]) !== JSON.stringify(value),
		);
		return wrong.map(
			([name]) =>
				`"${name}" in ${join(folder, 'package.json')} does not follow from the root's package.json. Run \`npm run publishable -- --write\`.`,
		);
	});
	return [...otherFields, ...otherAddresses];
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
	else if (!/^git\+https:\/\/github\.com\/[^/]+\/[^/]+\.git$/.test(repository.url))
		findings.push(
			`"repository.url" in package.json (${repository.url}) is no GitHub repository: n8n verifies packages from GitHub only, and npm follows the links of a README only there.`,
		);
	return findings;
}

/**
 * Whether the packages are what a tag announces.
 * @param tag such as `v1.2.3`
 * @returns a sentence for each package that has another version, or no dated entry for it in its changelog
 */
export function deviationsFromTag(root: string, tag: string): string[] {
	return folders.flatMap((folder) => {
		const { version } = manifestAt(root, folder);
		if (tag !== `v${version}`)
			return [`${join(folder, 'package.json')} has version ${version}, the tag is ${tag}.`];
		const path = join(folder, 'CHANGELOG.md');
		const dated = new RegExp(
			`^## \\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d\\d-\\d\\d$`,
			'm',
		);
		return dated.test(readFileSync(join(root, path), 'utf8'))
			? []
			: [`${path} has no entry "## [${version}] - <date>".`];
	});
}
