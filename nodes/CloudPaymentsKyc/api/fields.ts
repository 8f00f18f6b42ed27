import type { IDataObject } from 'n8n-workflow';

/** A field of an answer. */
export interface Field {
	/** Lower case, without underscores between its words. */
	name: string;
	value: unknown;
}

/** Envelopes in use elsewhere; the vendor's pages show no whole answer, so none of them is known to be CloudPayments'. */
const envelopes = ['data', 'result', 'user', 'userinfo'];

/**
 * The fields that an answer states itself: at its top and within one envelope, those at the top first. What lies deeper or
 * in lists is about something else, such as what was before.
 */
export function findStatedFields(answer: unknown): Field[] {
	const top = getFields(answer);
	const inside = top.filter(({ name }) => envelopes.includes(name));
	return [...top, ...inside.flatMap(({ value }) => getFields(value))];
}

function getFields(value: unknown): Field[] {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
	return Object.entries(value).map(([name, inner]) => ({ name: plain(name), value: inner }));
}

/** Only ASCII letters change: other alphabets have letters that fold into them. */
const plain = (name: string) =>
	name.replace(/(?<=[a-z])_(?=[a-z])/gi, '').replace(/[A-Z]/g, (letter) => letter.toLowerCase());

const deepest = 6;

/** All texts and numbers anywhere in an answer, those nearest to its top first: for messages, not for decisions. */
export function collectTexts(answer: unknown): Array<{ name: string; value: string | number }> {
	const found: ReturnType<typeof collectTexts> = [];
	let level: Field[] = [{ name: '', value: answer }];
	for (let depth = 0; depth <= deepest && level.length > 0; depth++) {
		const next: Field[] = [];
		for (const { name, value } of level) {
			if (typeof value === 'string' || typeof value === 'number') found.push({ name, value });
			else if (Array.isArray(value)) for (const entry of value) next.push({ name, value: entry });
			else for (const field of getFields(value)) next.push(field);
		}
		level = next;
	}
	return found;
}

/** The fields of an answer: an object as it is, anything else under `answer`, nothing where nothing came. */
export function toFields(answer: unknown): IDataObject {
	if (answer === undefined || answer === null || answer === '') return {};
	return typeof answer === 'object' && !Array.isArray(answer)
		? (answer as IDataObject)
		: { answer: answer as IDataObject[] };
}
