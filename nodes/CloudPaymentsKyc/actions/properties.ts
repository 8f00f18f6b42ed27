import type { INodeProperties } from 'n8n-workflow';
import { commonOptions, optionsCollection } from '../descriptions/options';
import type { Operation, Resource } from './operation';

/** The node's parameters as the editor shows them: two dropdowns, then what the chosen operation asks for. */
export function propertiesOf(resources: Resource[]): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(({ name, value, description }) => ({ name, value, description })),
			default: 'user',
		},
		...resources.map(operationDropdown),
		...resources.flatMap((resource) =>
			resource.operations.flatMap((operation) => parametersOf(resource, operation)),
		),
	];
}

function operationDropdown({ value: resource, operations }: Resource): INodeProperties {
	const dropdown: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: operations.map(({ description: { name, value, action, description } }) => ({
			name,
			value,
			action,
			description,
		})),
		default: '',
	};
	return { ...dropdown, default: operations[0].description.value };
}

function parametersOf({ value }: Resource, { description }: Operation): INodeProperties[] {
	const options = optionsCollection([...(description.options ?? []), ...commonOptions]);
	return [...description.properties, options].map((property) => ({
		...property,
		displayOptions: { show: { resource: [value], operation: [description.value] } },
	}));
}
