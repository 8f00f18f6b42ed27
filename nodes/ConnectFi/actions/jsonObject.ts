import type { IDataObject } from 'n8n-workflow';
import type { Item } from './item';

/**
 * The object in a JSON parameter, which holds text, or an object where an expression gave one. Empty text is an empty object.
 * @param label the name the user sees
 * @param example an object that fits, for the message
 * @throws NodeOperationError if it holds anything else
 */
export function objectOf(
	item: Item,
	value: unknown,
	label: string,
	example = '{"lastName": "Testman"}',
): IDataObject {
	const parsed = typeof value === 'string' ? parsedOf(value.trim() || '{}') : value;
	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
		throw item.refusal(`'${label}' does not hold a JSON object. It must look like ${example}.`);
	return parsed as IDataObject;
}

function parsedOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
