import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contradictionsIn, type Manifest } from '../../scripts/publishing';

const root = join(__dirname, '../..');
const second = 'packages/cloudpayments-kyc';
const read = (path: string, at = root) => readFileSync(join(at, path), 'utf8');
const manifest = (path: string, at = root) => JSON.parse(read(path, at)) as Manifest;

/** Files below the published folders whose name ends so. */
const publishedFiles = (end: string) =>
	['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
			.filter((path) => path.endsWith(end))
			.map((path) => join(folder, path)),
	);

describe('what the packages say of themselves', () => {
	it('is the same in both', () => expect(contradictionsIn(root)).toEqual([]));

	it.each(['.', second])('names nobody who did not make it: %s', (folder) => {
		const { author } = manifest(join(folder, 'package.json'));
		expect(author.name).toBe('n8n-nodes-connectfi contributors');
		expect(author.email).not.toMatch(/paygears|cloudpayments/i);
		expect(read(join(folder, 'LICENSE.md'))).toMatch(
			/^Copyright \(c\) \d{4} n8n-nodes-connectfi contributors$/m,
		);
		expect(read(join(folder, 'README.md'))).toMatch(
			/independent and is neither made nor endorsed by (PayGears or CloudPayments|CloudPayments or PayGears)\./,
		);
	});

	it.each(['.', second])('is told in the form of Keep a Changelog: %s', (folder) => {
		const headings = read(join(folder, 'CHANGELOG.md')).match(/^##.*$/gm)!;
		const version = /^## \[(Unreleased|\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$)/;
		const kind = /^### (Added|Changed|Deprecated|Removed|Fixed|Security)$/;
		expect(headings[0]).toMatch(version);
		expect(headings.filter((line) => !version.test(line) && !kind.test(line))).toEqual([]);
	});

	it("links to the vendors' public documentation and to nothing else", () => {
		const codices = publishedFiles('.node.json');
		const credentials = publishedFiles('.credentials.ts');
		expect([codices.length, credentials.length]).toEqual([4, 3]);
		for (const path of [...codices, ...credentials]) {
			const vendor = path.includes('CloudPayments')
				? 'https://developers.cloudpayments.com/'
				: 'https://docs.paygears.com/connectfi/';
			const links = [...read(path).matchAll(/(?:"url": "|documentationUrl =\s+')([^"']+)/g)];
			expect(links.length).toBeGreaterThan(0);
			for (const [, link] of links) expect(link.startsWith(vendor)).toBe(true);
		}
	});
});

describe('npm run publishable', () => {
	let copy: string;
	beforeEach(() => {
		copy = mkdtempSync(join(tmpdir(), 'connectfi-publishable-'));
		for (const folder of ['.', second])
			for (const file of ['package.json', 'CHANGELOG.md'])
				cpSync(join(root, folder, file), join(copy, folder, file));
		for (const paper of ['SECURITY.md', 'CODE_OF_CONDUCT.md'])
			cpSync(join(root, paper), join(copy, paper));
	});
	afterEach(() => rmSync(copy, { recursive: true }));

	const check = (...more: string[]) => {
		const { status, stderr } = spawnSync(
			process.execPath,
			['--import', 'tsx', join(root, 'scripts/publishable.ts'), '--root', copy, ...more],
			{ encoding: 'utf8', cwd: root },
		);
		return { status, said: stderr };
	};
	const fillIn = (change: (main: Manifest) => void) => {
		const main = manifest('package.json', copy);
		change(main);
		writeFileSync(join(copy, 'package.json'), JSON.stringify(main));
	};

	it('is what the repository calls it, and no part of the tests', () => {
		const { scripts } = manifest('package.json') as unknown as { scripts: Record<string, string> };
		expect(scripts.publishable).toBe('tsx scripts/publishable.ts');
		expect(scripts.test).not.toContain('publishable');
		expect(scripts.test).toContain('npm run scan');
	});

	it('fails while a placeholder is left, and says what goes where', () => {
		fillIn(({ author, repository }) => {
			author.email = 'nobody@fill-in.invalid';
			repository.url = 'git+https://fill-in.invalid/n8n-nodes-connectfi.git';
		});
		const { status, said } = check('--write');
		expect(status).toBe(1);
		expect(said).toContain('"author.email" in package.json is a placeholder');
		expect(said).toContain('"repository.url" in package.json is a placeholder');
		expect(said).toContain('docs/publishing.md');
		expect(read('docs/publishing.md')).toContain('`repository.url`');
	});

	it('passes once both are filled in and carried to every other place', () => {
		fillIn(({ author, repository }) => {
			author.email = 'somebody@example.com';
			repository.url = 'git+https://github.com/owner/name.git';
		});
		expect(check()).toMatchObject({
			status: 1,
			said: expect.stringContaining(
				`"homepage" in ${second}/package.json does not follow`,
			) as string,
		});
		expect(check('--write')).toMatchObject({ status: 0 });
		expect(manifest('package.json', copy).homepage).toBe('https://github.com/owner/name#readme');
		for (const paper of ['SECURITY.md', 'CODE_OF_CONDUCT.md']) {
			expect(read(paper, copy)).toContain('somebody@example.com');
			expect(read(paper, copy)).not.toContain('.invalid');
		}
		expect(manifest(`${second}/package.json`, copy)).toMatchObject({
			homepage: `https://github.com/owner/name/tree/main/${second}#readme`,
			author: { name: 'n8n-nodes-connectfi contributors', email: 'somebody@example.com' },
			repository: { type: 'git', url: 'git+https://github.com/owner/name.git', directory: second },
		});
	});

	it('finds a paper that names another address', () => {
		expect(contradictionsIn(copy)).toEqual([]);
		writeFileSync(join(copy, 'SECURITY.md'), 'Write to somebody.else@example.com.');
		expect(contradictionsIn(copy)).toEqual([
			'SECURITY.md names somebody.else@example.com, not the author of package.json. Run `npm run publishable -- --write`.',
		]);
	});

	it('takes no repository but one on GitHub', () => {
		fillIn(({ author, repository }) => {
			author.email = 'somebody@example.com';
			repository.url = 'git+https://example.com/owner/name.git';
		});
		const { status, said } = check('--write');
		expect(status).toBe(1);
		expect(said).toContain('is no GitHub repository');
	});

	it('compares a tag with the version and the changelog of both packages', () => {
		fillIn((main) => {
			main.author.email = 'somebody@example.com';
			main.repository.url = 'git+https://github.com/owner/name.git';
			main.version = '1.2.3';
		});
		const { said } = check('--write', '--tag', 'v1.2.3');
		expect(said).toContain('- CHANGELOG.md has no entry "## [1.2.3] - <date>".');
		expect(said).toContain(`- ${second}/package.json has version 0.1.0, the tag is v1.2.3.`);

		const other = manifest(`${second}/package.json`, copy);
		writeFileSync(
			join(copy, second, 'package.json'),
			JSON.stringify({ ...other, version: '1.2.3' }),
		);
		for (const folder of ['.', second])
			writeFileSync(join(copy, folder, 'CHANGELOG.md'), '# Changelog\n\n## [1.2.3] - 2026-12-31\n');
		expect(check('--tag', 'v1.2.3')).toMatchObject({ status: 0 });
		expect(check('--tag', 'v1.2.4').status).toBe(1);
	});
});
