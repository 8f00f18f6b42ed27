import execa from 'execa';
import { repoRoot } from '../../n8n/install';

it('the benchmark runs, with every row and every competitor', async () => {
	const { stdout } = await execa('npm', ['run', 'bench', '--', '--small'], { cwd: repoRoot });
	const tables = stdout.split('\n### ').slice(1);
	expect(tables.length).toBeGreaterThan(5);
	for (const table of tables)
		expect(table).toMatch(/^\| \d+\.\d\d \|.* \d+(\.\d+)? (s|ms|MB) \| \d.* \|$/m);
});
