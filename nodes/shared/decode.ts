/** Nothing is encoded without one of these. */
const suspicious = /[%\\&\u0080-\uffff]/;

const hex = '[\\da-fA-F]';

/**
 * One encoded character: URL-encoded, escaped as in JSON, or a character reference of HTML, also several times over. No
 * text takes longer than in proportion to its length.
 */
const encoded = [
	`%(?:25)*(${hex}{2})`,
	`\\\\+u([dD][89abAB]${hex}{2})\\\\+u([dD][c-fC-F]${hex}{2})`,
	`\\\\+u(${hex}{4})`,
	`(\\\\)\\\\*(["'/bfnrt])?`,
	`&(?:amp;)*(?:(amp|lt|gt|quot|apos)|#(\\d{1,7})|#[xX](${hex}{1,6}));`,
].join('|');
const asItCame = new RegExp(`${encoded}|[\\ud800-\\udbff][\\udc00-\\udfff]|[\\u0080-\\uffff]`, 'g');
const asBytes = new RegExp(encoded, 'g');

const byName: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const byEscape: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** How often text is decoded that is another encoding once it is decoded. */
const mostPasses = 3;

/** A text without its encodings, a character for each byte of UTF-8, and where each of them stood. */
export interface Decoded {
	text: string;
	/** The place in the original text of a place in the decoded one. */
	placeOf(place: number): number;
}

/** @returns undefined where nothing is encoded, and all is ASCII */
export function decode(text: string): Decoded | undefined {
	if (!suspicious.test(text)) return undefined;
	let decoded = decodeOnce(text, asItCame);
	for (let pass = 1; decoded && pass < mostPasses; pass++) {
		const outer = decoded;
		const inner = decodeOnce(outer.text, asBytes);
		if (!inner) break;
		decoded = { text: inner.text, placeOf: (place) => outer.placeOf(inner.placeOf(place)) };
	}
	return decoded;
}

function decodeOnce(text: string, pattern: RegExp): Decoded | undefined {
	const parts: string[] = [];
	/** Where each decoded character ends, in the decoded text and in the original one. */
	const ends: number[] = [];
	const originalEnds: number[] = [];
	let length = 0;
	let end = 0;
	for (const match of text.matchAll(pattern)) {
		const between = text.slice(end, match.index);
		const character = toCharacter(match);
		parts.push(between, character);
		length += between.length + character.length;
		end = match.index + match[0].length;
		ends.push(length);
		originalEnds.push(end);
	}
	const result = parts.join('') + text.slice(end);
	if (result === text) return undefined;
	return {
		text: result,
		placeOf(place) {
			const last = lastAtMost(ends, place);
			return last < 0 ? place : originalEnds[last] + place - ends[last];
		},
	};
}

function toCharacter(match: RegExpMatchArray): string {
	const [whole, byte, high, low, unit, slash, escape, name, decimal, hexadecimal] = match;
	if (byte) return String.fromCharCode(parseInt(byte, 16));
	if (high && low) return toBytes(String.fromCharCode(parseInt(high, 16), parseInt(low, 16)));
	if (unit) return toBytes(String.fromCharCode(parseInt(unit, 16)));
	if (slash) return escape ? (byEscape[escape] ?? escape) : slash;
	if (name) return byName[name];
	const point = decimal ? Number(decimal) : parseInt(hexadecimal ?? '', 16);
	if (!Number.isNaN(point))
		return toBytes(point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point));
	return toBytes(whole);
}

/** The bytes of one character in UTF-8, as characters. */
function toBytes(character: string): string {
	const code = character.charCodeAt(0);
	if (code < 0x80) return character;
	if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
	return Buffer.from(character).toString('latin1');
}

/** The index of the last of these ascending numbers that is not above a limit; -1 if there is none. */
function lastAtMost(numbers: number[], limit: number): number {
	let [low, high] = [0, numbers.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (numbers[middle] <= limit) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}
