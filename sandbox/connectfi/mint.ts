import { randomBytes, randomInt } from 'node:crypto';

/** Kinds of ids and the prefixes the docs' examples show. */
export const idPrefixes = {
	individual: 'cstap_',
	business: 'cstab_',
	/** In the new Identification example a generated representative carries the prefix of its business. */
	representative: 'cstab_',
	application: 'iapp_',
	document: 'doc_',
	legacyDocument: 'doc-',
	separateDocument: 'sdoc_',
} as const;

/** A kind of id. */
export type IdKind = keyof typeof idPrefixes;

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Makes random text of letters and digits.
 * @param length number of characters
 * @returns base62 text
 */
export function randomText(length: number): string {
	return Array.from({ length }, () => base62[randomInt(base62.length)]).join('');
}

/** Generates ids and request ids, and reads the time; each can be preset, so that an example can be replayed exactly. */
export class Mint {
	/** Request ids to use first, in this order. */
	readonly nextRequestIds: string[] = [];
	/** Ids to use first, per kind, in this order. */
	readonly nextIds: Partial<Record<IdKind, string[]>> = {};
	/** A fixed ISO time, or null for the real clock. */
	fixedNow: string | null = null;

	private readonly node = randomBytes(6).toString('hex');
	private readonly clock = (0x8000 | randomInt(0x4000)).toString(16);
	private tick = 0;

	/** @returns the time as connectFi writes it: ISO 8601, UTC, milliseconds */
	now(): string {
		return this.fixedNow ?? new Date().toISOString();
	}

	/**
	 * @param kind what the id is for
	 * @returns an id not given before: prefix and 22 letters or digits
	 */
	id(kind: IdKind): string {
		return this.nextIds[kind]?.shift() ?? idPrefixes[kind] + randomText(22);
	}

	/** @returns a version-1 UUID without dashes, lower case */
	requestId(): string {
		const preset = this.nextRequestIds.shift();
		if (preset !== undefined) return preset;
		// Intervals of 100 ns since 1582-10-15, the counter keeping those of one millisecond apart.
		this.tick = (this.tick + 1) % 10_000;
		const time = (BigInt(Date.now()) + 12_219_292_800_000n) * 10_000n + BigInt(this.tick);
		const hex = time.toString(16).padStart(15, '0');
		return `${hex.slice(7)}${hex.slice(3, 7)}1${hex.slice(0, 3)}${this.clock}${this.node}`;
	}

	/** Forgets what was preset. */
	reset(): void {
		this.nextRequestIds.length = 0;
		for (const kind of Object.keys(this.nextIds) as IdKind[]) delete this.nextIds[kind];
		this.fixedNow = null;
	}
}
