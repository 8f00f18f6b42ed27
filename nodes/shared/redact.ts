import { decode } from './decode';

/** What stands where a secret stood. */
export const hidden = '[hidden]';

/** Anything shorter is no secret worth the name, and stands in many an innocent word. */
const shortest = 4;

/** From here on a secret is nothing but itself wherever it stands; a shorter one can be part of a word, an id or a name. */
const distinctive = 12;

/** Deeper than any answer that means something. */
const deepest = 100;

/** Something to look for, in decoded text. */
export interface Trace {
	text: string;
	/** Only where it is no part of a longer word. */
	alone: boolean;
	base64: boolean;
	/** Its last bits share one more character with what follows. */
	sharesItsEnd?: boolean;
}

/** From one place in a text up to another. */
type Range = [start: number, end: number];

interface RedactionOptions {
	/** Whether a whole text or name means something by itself, so that it stays even if it is a secret too. */
	isOrdinary?: (text: string) => boolean;
	/** Of further secrets. */
	known?: readonly Trace[];
}

/**
 * Makes a function that takes secrets out of foreign data: texts, numbers, names of properties, at any depth; also secrets
 * that are URL-encoded, in base64, escaped as in JSON or HTML, or several of these. It takes time in proportion to the data.
 *
 * A secret of 12 characters is hidden within other text too, a shorter one (a password, as a rule) only where it stands
 * alone: `John` not in `Johnson`, `id_john_1` or `john@example.com`.
 *
 * @param secrets values other than texts, and texts under 4 characters, are passed over
 */
export function redactor(
	secrets: readonly unknown[],
	{ isOrdinary = () => false, known = [] }: RedactionOptions = {},
): (value: unknown) => unknown {
	const traces = [...known, ...[...new Set(secrets)].flatMap(getTraces)];
	const longTraces = traces.filter(({ alone }) => !alone);

	const inText = (text: string, all = traces) => {
		const ranges = findRanges(text, all);
		return !ranges.length || isOrdinary(text) ? text : without(text, ranges);
	};
	const inValue = (value: unknown, depth: number): unknown => {
		if (typeof value === 'string') return inText(value);
		if (typeof value === 'number') return findRanges(String(value), traces).length ? hidden : value;
		if (typeof value !== 'object' || value === null) return value;
		if (depth > deepest) return hidden;
		if (Array.isArray(value)) return value.map((entry) => inValue(entry, depth + 1));
		return Object.fromEntries(
			Object.entries(value).map(([name, entry]) => [
				// A short secret may well be what a property is called.
				inText(name, /^[a-z_]+$/i.test(name) ? longTraces : traces),
				inValue(entry, depth + 1),
			]),
		);
	};
	return (value) => (traces.length ? inValue(value, 0) : value);
}

/**
 * Decoding several layers at once, a backslash before an escaped character is taken for a part of its escape. So it is left
 * out where JSON escapes what follows: as JavaScript, Python, PHP and Go write it.
 */
const escapedBySome = [
	/\\+(?=[^ -\u{10ffff}]|\p{Cs})/gu,
	/\\+(?=[^ -~])/gu,
	/\\+(?=[^ -\x7f])/gu,
	/\\+(?=[^ -\u{10ffff}]|[<>&\u2028\u2029])/gu,
];

/**
 * What a secret leaves in decoded text: itself, with a blank as a form writes it too, and itself in base64, within JSON or a
 * form too.
 */
export function getTraces(given: unknown): Trace[] {
	const secret = typeof given === 'string' ? given.trim() : '';
	if (secret.length < shortest) return [];
	const alone = secret.length < distinctive;
	const plain = [secret, secret.replace(/ /g, '+')].flatMap((text) => [
		text,
		...[text, ...escapedBySome.map((escaped) => text.replace(escaped, ''))].map(
			(each) => decode(each)?.text ?? each,
		),
	]);
	const inJson = JSON.stringify(secret).slice(1, -1);
	const inForm = new URLSearchParams([['', secret]]).toString().slice(1);
	const base64 = [...new Set([secret, inJson, inForm])].flatMap((text) =>
		(alone ? [0] : [0, 1, 2]).flatMap((shift) => getBase64Traces(text, alone, shift)),
	);
	return [...[...new Set(plain)].map((text) => ({ text, alone, base64: false })), ...base64];
}

/** For those who look for the same secrets after each response: finds out once what each of them leaves. */
export function rememberTraces(): typeof getTraces {
	const known = new Map<unknown, Trace[]>();
	return (secret) => {
		const traces = known.get(secret) ?? getTraces(secret);
		known.set(secret, traces);
		return traces;
	};
}

/**
 * The secret within a longer text that went into base64 as a whole, such as a header of login and password: by where it
 * began there, its bytes are spread over the characters in three ways. Those that it shares with its neighbours are left out.
 */
function getBase64Traces(secret: string, alone: boolean, shift: number): Trace[] {
	const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]);
	const characters = (bytes.length * 8) / 6;
	const whole = bytes.toString('base64').replace(/=/g, '');
	const text = alone ? whole : whole.slice(Math.ceil((shift * 8) / 6), Math.floor(characters));
	const sharesItsEnd = !alone && !Number.isInteger(characters);
	const forUrls = text.replace(/\+/g, '-').replace(/\//g, '_');
	return [...new Set([text, forUrls])].map((each) => ({
		text: each,
		alone,
		base64: true,
		sharesItsEnd,
	}));
}

/** Where secrets stand, by the text as it is and by what it decodes to. */
function findRanges(text: string, traces: Trace[]): Range[] {
	const ranges = findPlaces(traces, text);
	const decoded = decode(text);
	if (!decoded) return ranges;
	const inDecoded = findPlaces(traces, decoded.text);
	return [
		...ranges,
		...inDecoded.map(([start, end]): Range => [decoded.placeOf(start), decoded.placeOf(end)]),
	];
}

function findPlaces(traces: Trace[], text: string): Range[] {
	const ranges: Range[] = [];
	for (const trace of traces) if (text.includes(trace.text)) addPlaces(trace, text, ranges);
	return ranges;
}

function addPlaces(trace: Trace, text: string, ranges: Range[]): void {
	let start = text.indexOf(trace.text);
	while (start >= 0) {
		let end = start + trace.text.length;
		if (!trace.alone || isAlone(trace, text, start, end)) {
			if (trace.sharesItsEnd && /^[\w+/-]/.test(text.charAt(end))) end++;
			while (trace.base64 && text.charAt(end) === '=') end++;
			ranges.push([start, end]);
		}
		start = text.indexOf(trace.text, end);
	}
}

const wordCharacter = /[\p{L}\p{N}_-]/u;
const base64Character = /[\w+/-]/;

function isAlone(trace: Trace, text: string, start: number, end: number): boolean {
	const character = trace.base64 ? base64Character : wordCharacter;
	const isWord = (place: number) => character.test(text.charAt(place));
	/** Also across a dot or an at sign, as in an address. */
	const goesOn = (place: number, step: 1 | -1) =>
		isWord(place) || (/[.@]/.test(text.charAt(place)) && isWord(place + step));
	// A secret that begins or ends with another character ends there by itself.
	return !((isWord(start) && goesOn(start - 1, -1)) || (isWord(end - 1) && goesOn(end, 1)));
}

function without(text: string, ranges: Range[]): string {
	const parts: string[] = [];
	let rest = 0;
	for (const [start, end] of ranges.sort(([a], [b]) => a - b)) {
		if (start >= rest) parts.push(text.slice(rest, start), hidden);
		rest = Math.max(rest, end);
	}
	return parts.join('') + text.slice(rest);
}
