import { dirname } from 'node:path';

/** What is read of https://github.com/stryker-mutator/mutation-testing-elements' report schema. */
export interface MutationReport {
	files: Record<string, { mutants: { status: string }[] }>;
}

const columns = ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'RuntimeError', 'Ignored'] as const;

/** One line per folder, and one for all: how many changes were made, what became of them, and the share that tests noticed. */
export function scoreTable({ files }: MutationReport): string {
	const folders = new Map<string, Map<string, number>>();
	for (const [file, { mutants }] of Object.entries(files)) {
		for (const folder of [folderOf(file), 'all']) {
			const counts = folders.get(folder) ?? new Map<string, number>();
			folders.set(folder, counts);
			for (const { status } of mutants) counts.set(status, (counts.get(status) ?? 0) + 1);
		}
	}
	const rows = [...folders]
		.sort(
			([one], [other]) => Number(one === 'all') - Number(other === 'all') || (one < other ? -1 : 1),
		)
		.map(([folder, counts]) => [folder, ...cellsOf(counts)]);
	return [['folder', 'mutants', ...columns, 'score'], ...rows]
		.map(
			([folder, ...cells]) => folder.padEnd(50) + cells.map((cell) => cell.padStart(13)).join(''),
		)
		.join('\n');
}

/** The folders under actions and resources hold one operation per file and count as one. */
const folderOf = (file: string) => dirname(file).replace(/\/(actions|resources)\/.*/, '/$1');

function cellsOf(counts: Map<string, number>): string[] {
	const [killed, timeout, survived, uncovered, ...invalid] = columns.map(
		(status) => counts.get(status) ?? 0,
	);
	const noticed = killed + timeout;
	const valid = noticed + survived + uncovered;
	const score = valid === 0 ? '-' : `${((100 * noticed) / valid).toFixed(1)} %`;
	return [valid, killed, timeout, survived, uncovered, ...invalid, score].map(String);
}
