import { parseArgs } from 'node:util';
import { measureInTurns, type Result, type Row } from './inTurns';
import { describe, keep } from './report';
import { callbackRows } from './rows/callbacks';
import { documentRows } from './rows/documents';
import { loadRow } from './rows/load';
import { statusCallRows } from './rows/statusCalls';
import { prepare } from './setup';

/**
 * `npm run bench`: everything, in about half an hour; with `--rounds 3` in 20 minutes. With words after `--`, only the rows whose names hold one of them.
 * `--rounds` changes how often; `--small` is a try of all with little work, which keeps no results.
 */
async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			rounds: { type: 'string', default: '5' },
			small: { type: 'boolean', default: false },
		},
	});
	const isWanted = ({ name, onRequest }: Row) =>
		positionals.length ? positionals.some((word) => name.includes(word)) : !onRequest;
	const rounds = values.small ? 1 : Number(values.rounds);
	const results: Result[] = [];
	const setup = await prepare();
	try {
		const scale = values.small ? 100 : 1;
		const rows = [
			...(await statusCallRows(setup, scale)),
			...(await documentRows(setup, scale)),
			...callbackRows(scale),
			loadRow(),
		];
		for (const row of rows.filter(isWanted)) {
			console.log(row.name);
			try {
				if (row.begin) await row.begin();
				else if (!values.small && !row.rounds) for (const { run } of row.competitors) await run();
				results.push(await measureInTurns(row, values.small ? 1 : (row.rounds ?? rounds)));
			} finally {
				await row.end?.();
			}
		}
	} finally {
		await setup.stop();
	}
	console.log(describe(results));
	if (!values.small) keep(results);
}

void main();
