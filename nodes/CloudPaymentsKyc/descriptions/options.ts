import type { INodeProperties } from 'n8n-workflow';
import type { OperationDescription } from '../../shared/operation';

/** How many items are under way at once where the options do not say. */
export const defaultConcurrency = 10;

/** How long one exchange may take where the options do not say, in milliseconds. */
export const defaultTimeout = 60_000;

export const timeoutOption: INodeProperties = {
	displayName: 'Timeout',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: defaultTimeout,
	description: 'Maximum time for each request and its whole response, in milliseconds',
};

/** The options that every operation has. */
const commonOptions: INodeProperties[] = [
	{
		displayName: 'Max Concurrency',
		name: 'maxConcurrency',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: defaultConcurrency,
		description: 'Maximum number of requests at once',
	},
	timeoutOption,
];

/** The HTTP method, where the vendor's page leaves it open. */
export const methodOption: INodeProperties = {
	displayName: 'Method',
	name: 'method',
	type: 'options',
	options: [
		{ name: 'GET', value: 'GET' },
		{ name: 'POST', value: 'POST' },
	],
	default: 'GET',
	description:
		'HTTP method of the request. The API documentation does not specify it; change it if the default is rejected.',
};

/** The place of options in the editor. */
export function optionsCollection(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...options].sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

/** The `options` collection of one operation: its own entries and those that every operation has. */
export function operationOptions({ options = [] }: OperationDescription): INodeProperties {
	return optionsCollection([...options, ...commonOptions]);
}
