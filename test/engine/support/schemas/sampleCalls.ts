import type { INodeParameters, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** What a sandbox takes for some parameters, by their names: a value, or a function where it takes each value once. */
export type SampleValues = Record<string, unknown>;

/**
 * Calls of an operation, made of its own parameters: each holds what `values` has for its name, or else the example of its
 * placeholder, or its default. Dropdowns that decide which parameters show are tried in every choice. An entry of a list
 * is made for each choice of the list's first dropdown.
 */
export function sampleCalls(
	properties: INodeProperties[],
	values: SampleValues,
): INodeParameters[] {
	const asked = properties.filter(({ type }) => type !== 'notice');
	const deciding = new Set(
		asked.flatMap(({ displayOptions }) => Object.keys(displayOptions?.show ?? {})),
	);
	let calls: INodeParameters[] = [{}];
	for (const property of asked) {
		const choices =
			deciding.has(property.name) && property.type === 'options' && !(property.name in values)
				? (property.options as INodePropertyOptions[]).map(({ value }) => value)
				: undefined;
		calls = calls.flatMap((call) =>
			(isShown(property, call) ? (choices ?? [sampleValue(property, values)]) : [undefined]).map(
				(value) => (value === undefined ? call : { ...call, [property.name]: value }),
			),
		) as INodeParameters[];
	}
	return calls;
}

/** By the parameters before it. */
function isShown({ displayOptions }: INodeProperties, call: INodeParameters): boolean {
	return Object.entries(displayOptions?.show ?? {}).every(
		([name, showFor]) => !(name in call) || (showFor as unknown[]).includes(call[name]),
	);
}

function sampleValue(property: INodeProperties, values: SampleValues): unknown {
	const { name, type, default: preset, placeholder } = property;
	if (name in values) {
		const value = values[name];
		return typeof value === 'function' ? (value as () => unknown)() : value;
	}
	if (type === 'fixedCollection') return entriesOf(property, values);
	if (type === 'collection')
		return Object.fromEntries(
			(property.options as INodeProperties[]).map((entry) => [
				entry.name,
				sampleValue(entry, values),
			]),
		);
	if (type === 'options')
		return preset || (property.options as INodePropertyOptions[]).find(({ value }) => value)?.value;
	const example = /^e\.g\. ([^{].*|\{[^{].*)$/.exec(placeholder ?? '')?.[1];
	return example ?? (preset === '' ? name : preset);
}

function entriesOf({ options }: INodeProperties, values: SampleValues): unknown {
	const [list] = options as Array<{ name: string; values: INodeProperties[] }>;
	const dropdown = list.values.find(({ type }) => type === 'options');
	const choices = (dropdown?.options as INodePropertyOptions[] | undefined) ?? [undefined];
	const entries = choices.map((choice) => ({
		...Object.fromEntries(list.values.map((field) => [field.name, sampleValue(field, values)])),
		...(dropdown && { [dropdown.name]: choice?.value }),
	}));
	return { [list.name]: entries };
}
