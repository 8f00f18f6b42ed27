import type { IDataObject } from 'n8n-workflow';

/** Where a value stands in an answer. */
export interface Field {
	/** Names from the top of the answer down; positions in lists are left out. */
	path: string[];
	value: string | number;
}

const deepest = 6;

/**
 * All texts and numbers of an answer, those nearest to its top first. The vendor's pages show no answer in full, so what
 * is looked for may stand at the top or within an envelope.
 */
export function fieldsOf(answer: unknown): Field[] {
	const found: Field[] = [];
	let level: Array<{ path: string[]; value: unknown }> = [{ path: [], value: answer }];
	for (let depth = 0; depth <= deepest && level.length > 0; depth++) {
		const next: typeof level = [];
		for (const { path, value } of level) {
			if (typeof value === 'string' || typeof value === 'number') found.push({ path, value });
			else if (Array.isArray(value)) for (const entry of value) next.push({ path, value: entry });
			else if (typeof value === 'object' && value !== null)
				for (const [name, inner] of Object.entries(value))
					next.push({ path: [...path, name], value: inner });
		}
		level = next;
	}
	return found;
}

/**
 * The first text in an answer under one of some names, whatever their case.
 * @param names in order of preference, lower case
 * @returns undefined if there is none; the answer itself if it is nothing but a text and `names` has an empty name
 */
export function textNamed(answer: unknown, names: string[]): string | undefined {
	const texts = fieldsOf(answer).filter(({ value }) => typeof value === 'string' && value !== '');
	for (const name of names) {
		const field = texts.find(({ path }) => (path.at(-1) ?? '').toLowerCase() === name);
		if (field) return String(field.value);
	}
	return undefined;
}

/** The fields of an answer: an object as it is, anything else under `answer`, nothing where nothing came. */
export function fieldsIn(answer: unknown): IDataObject {
	if (answer === undefined || answer === null || answer === '') return {};
	return typeof answer === 'object' && !Array.isArray(answer)
		? (answer as IDataObject)
		: { answer: answer as IDataObject[] };
}
