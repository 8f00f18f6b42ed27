/** A JSON schema in the form of n8n's own nodes, which the editor shows before a node has run. */
export interface JsonSchema {
	type: string | string[];
	properties?: Record<string, JsonSchema>;
	items?: JsonSchema;
	version?: number;
}

type JsonObject = Record<string, unknown>;

/**
 * The schema that fits all of these values and names no property that none of them has.
 * @param values JSON, at least one
 */
export function inferSchema(values: unknown[]): JsonSchema {
	const types = [...new Set(values.map(typeOf))].sort((a, b) => rank(a) - rank(b));
	const objects = values.filter((value): value is JsonObject => typeOf(value) === 'object');
	const elements = values.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : []));
	return {
		type: types.length === 1 ? types[0] : types,
		...(objects.length && { properties: inferProperties(objects) }),
		...(elements.length && { items: inferSchema(elements) }),
	};
}

function inferProperties(objects: JsonObject[]): Record<string, JsonSchema> {
	const names = new Set(objects.flatMap((object) => Object.keys(object)));
	return Object.fromEntries(
		[...names].map((name) => [
			name,
			inferSchema(objects.filter((object) => name in object).map((object) => object[name])),
		]),
	);
}

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'array' : typeof value;
}

/** The editor shows the first type of several. */
const rank = (type: string) =>
	['object', 'array', 'string', 'number', 'boolean', 'null'].indexOf(type);
