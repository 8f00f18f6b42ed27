import type { IDataObject } from 'n8n-workflow';
import type { Item } from './item';

/**
 * Parses a JSON parameter, which is text, or an object where an expression returned one. Empty text is an empty object.
 * @param label the name the user sees
 * @param example an object that fits, for the message
 * @throws NodeOperationError if it holds anything else
 */
export function parseJsonObject(
	item: Item,
	value: unknown,
	{ label, example = '{"lastName": "Testman"}' }: { label: string; example?: string },
): IDataObject {
	const parsed = typeof value === 'string' ? parseJson(value.trim() || '{}') : value;
	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
		throw item.refusal(`'${label}' does not hold a JSON object. It must look like ${example}.`);
	return parsed as IDataObject;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
