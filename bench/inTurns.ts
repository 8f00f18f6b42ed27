/** What one run of one competitor gave. */
export interface Measurement {
	/** What is compared: seconds, or megabytes. */
	value: number;
	/** What else was seen, for the table, such as `52 sockets`. */
	notes?: string;
}

/** One way to do the work of a row. The first of a row is ours. */
export interface Competitor {
	name: string;
	run(): Promise<Measurement>;
	/** Our value may be at most so many times this one's. */
	atMost?: number;
}

/** Work that is done in several ways. */
export interface Row {
	name: string;
	/** What keeps it from being faster: n8n's part, and ours. */
	limitedBy: string;
	unit: 's' | 'ms' | 'MB';
	competitors: Competitor[];
	/** Rounds, where the work takes too long for as many as the others. */
	rounds?: number;
	/** Left out unless it is named, because it takes long. */
	onRequest?: boolean;
	/** Of a row with a server of its own: starts it and warms it up. */
	begin?(): Promise<void>;
	end?(): Promise<void>;
}

/** What came of a row. */
export interface Result {
	name: string;
	limitedBy: string;
	unit: Row['unit'];
	rounds: number;
	competitors: Array<{
		name: string;
		median: number;
		notes?: string;
		/** The median of ours divided by this one's, each of the same round. */
		ratio?: number;
		atMost?: number;
	}>;
}

/**
 * Measures a row: in each round everybody once, in an order that turns, so that whatever else the machine does meets all.
 * @param rounds how many
 */
export async function measureInTurns(row: Row, rounds: number): Promise<Result> {
	const values: number[][] = row.competitors.map(() => []);
	const notes: Array<string | undefined> = [];
	for (let round = 0; round < rounds; round++) {
		for (let turn = 0; turn < row.competitors.length; turn++) {
			const index = (round + turn) % row.competitors.length;
			const measured = await row.competitors[index].run();
			values[index][round] = measured.value;
			notes[index] = measured.notes;
		}
		console.log(`  round ${round + 1}: ${values.map((all) => all[round].toFixed(2)).join('  ')}`);
	}
	const [ours] = values;
	return {
		name: row.name,
		limitedBy: row.limitedBy,
		unit: row.unit,
		rounds,
		competitors: row.competitors.map(({ name, atMost }, index) => ({
			name,
			median: median(values[index]),
			notes: notes[index],
			...(index > 0 && {
				ratio: median(values[index].map((value, round) => ours[round] / value)),
				atMost,
			}),
		})),
	};
}

export function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
