import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../../..');

const lint = (file: string) => {
	const { status, stderr } = spawnSync(
		process.execPath,
		['--import', 'tsx', join(root, 'scripts/lintDescriptions.ts'), file],
		// One of the plugins has other rules for its own tests.
		{ encoding: 'utf8', cwd: root, env: { ...process.env, NODE_ENV: 'production' } },
	);
	return { status, findings: stderr };
};

/** The published descriptions are linted by `npm run lint`. */
it('a description that a function puts together is linted', () => {
	const folder = mkdtempSync(join(tmpdir(), 'connectfi-lint-'));
	const file = join(folder, 'Broken.node.ts');
	writeFileSync(
		file,
		`const field = (name: string) => ({ displayName: name, name, type: 'boolean', default: false, description: 'if it is on' });
		export class Broken { description = { displayName: 'Broken', name: 'broken', group: ['transform'], properties: [field('on')] }; }`,
	);
	try {
		const { status, findings } = lint(file);
		expect(status).toBe(1);
		for (const rule of ['node-param-description-boolean-without-whether', 'node-usable-as-tool'])
			expect(findings).toContain(rule);
	} finally {
		rmSync(folder, { recursive: true });
	}
});
