import type { INodeProperties } from 'n8n-workflow';
import type { OperationDescription, Resource } from './operation';
import { personalDataOption } from './tool';

const notInTools = { displayOptions: { hide: { '@tool': [true] } } };

interface Editor<Item> {
	resources: Array<Resource<Item>>;
	/** The resource that a new node shows. */
	defaultResource: string;
	/** Makes the `options` collection of an operation. */
	optionsCollection: (description: OperationDescription) => INodeProperties;
}

/** The node's parameters as the editor shows them: two dropdowns, then what the chosen operation asks for. */
export function nodeProperties<Item>({
	resources,
	defaultResource,
	optionsCollection,
}: Editor<Item>): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(({ name, value, description, operations }) => ({
				name,
				value,
				description,
				...(operations.every((one) => one.description.notForTools) && notInTools),
			})),
			default: defaultResource,
		},
		...resources.map(operationDropdown),
		...resources.flatMap(({ value, operations }) =>
			operations.flatMap(({ description }) =>
				[...description.properties, optionsCollection(withToolOption(description))].map(
					(property) => showFor(property, value, description.value),
				),
			),
		),
	];
}

function withToolOption(description: OperationDescription): OperationDescription {
	const { statusFields, options = [] } = description;
	return statusFields ? { ...description, options: [...options, personalDataOption] } : description;
}

/**
 * What stands below the node's name on the canvas: the operation by its displayed name, with its resource where that name
 * alone is one word, or another resource has it too.
 */
export function nodeSubtitle<Item>(resources: Array<Resource<Item>>): string {
	const all = resources.flatMap(({ name: resource, value, operations }) =>
		operations.map(({ description }) => ({
			key: `${value}.${description.value}`,
			name: description.name,
			resource,
		})),
	);
	const sufficient = (name: string) =>
		name.includes(' ') && all.filter((other) => other.name === name).length === 1;
	const subtitles = Object.fromEntries(
		all.map(({ key, name, resource }) => [key, sufficient(name) ? name : `${name}: ${resource}`]),
	);
	return `={{ (${JSON.stringify(subtitles)})[$parameter["resource"] + "." + $parameter["operation"]] }}`;
}

function operationDropdown<Item>({ value: resource, operations }: Resource<Item>): INodeProperties {
	const dropdown: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: operations.map(
			({ description: { name, value, action, description, notForTools } }) => ({
				name,
				value,
				action,
				description,
				...(notForTools && notInTools),
			}),
		),
		default: '',
	};
	return { ...dropdown, default: operations[0].description.value };
}

function showFor(property: INodeProperties, resource: string, operation: string): INodeProperties {
	const { displayOptions } = property;
	return {
		...property,
		displayOptions: {
			...displayOptions,
			show: { resource: [resource], operation: [operation], ...displayOptions?.show },
		},
	};
}
