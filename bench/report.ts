import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { n8nFolders, findNode, repoRoot } from '../n8n/install';
import execa from 'execa';
import type { Result } from './inTurns';

const resultsFile = join(repoRoot, 'bench/results.json');
const reportFile = join(repoRoot, 'bench/RESULTS.md');

/** Keeps what was measured: rows that were not measured this time stay as they are. */
export function keep(results: Result[]): void {
	const known = existsSync(resultsFile)
		? (JSON.parse(readFileSync(resultsFile, 'utf8')) as Result[])
		: [];
	const names = new Set(results.map(({ name }) => name));
	const all = [...known.filter(({ name }) => !names.has(name)), ...results];
	all.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
	writeFileSync(resultsFile, `${JSON.stringify(all, undefined, '\t')}\n`);
	writeFileSync(reportFile, `${describeMachine()}\n${describe(all)}`);
}

/** The table of some rows: ratios first. */
export function describe(results: Result[]): string {
	const lines = results.flatMap(({ name, unit, rounds, limitedBy, competitors: all }) => {
		const [ours, ...others] = all;
		const amount = (value: number) => `${value.toFixed(value < 10 ? 2 : 1)} ${unit}`;
		return [
			`\n### ${name}\n`,
			'| ours ÷ theirs | at most | than | theirs | seen there |',
			'|---|---|---|---|---|',
			...others.map(({ name: other, ratio, atMost, median, notes }) =>
				['', ratio?.toFixed(2), atMost ?? '', other, amount(median), notes ?? '', '']
					.join(' | ')
					.trim(),
			),
			`\nOurs: **${amount(ours.median)}** (${ours.notes ?? ''}), medians of ${rounds} rounds. ${limitedBy}`,
		];
	});
	return `${lines.join('\n')}\n`;
}

function describeMachine(): string {
	const { version } = JSON.parse(
		readFileSync(join(n8nFolders['2.x'], 'node_modules/n8n/package.json'), 'utf8'),
	) as { version: string };
	const node = execa.sync(findNode(), ['--version']).stdout;
	const [{ model }] = cpus();
	return `# Results

What \`npm run bench\` measured; [bench/README.md](README.md) says how. Each ratio is the median of ratios of one round, in which everybody
did the same work in turns: other work on the machine changes the seconds a good deal, and the ratios little.

Machine: ${cpus().length} cores (${model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB. n8n ${version} on Node.js ${node}.`;
}
