import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** An operation: its entry in the dropdown, with the request behind it, and its parameters. */
export interface Operation {
	option: INodePropertyOptions;
	properties: INodeProperties[];
}

/** Parameters as the editor shows them only where one operation is chosen. */
export function shownFor(resource: string, { option, properties }: Operation): INodeProperties[] {
	return properties.map((property) => ({
		...property,
		displayOptions: { show: { resource: [resource], operation: [option.value] } },
	}));
}

/** The user whose verification it is; the vendor's page "Get started with the KYC API", Authorization. */
export const accessTokenProperty: INodeProperties = {
	displayName: 'User Access Token',
	name: 'accessToken',
	type: 'string',
	typeOptions: { password: true },
	required: true,
	default: '',
	placeholder: 'e.g. {{ $json.access_token }}',
	description:
		'Access token of the person who is verified, from Get Access Token or from your app. It lives for about an hour.',
};

/** The place of options in the editor. Each of them sends itself with the request. */
export function optionsCollection(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options,
	};
}

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
		'HTTP method of the request. The API documentation does not name it: change it if the default is refused.',
	routing: { request: { method: '={{ $value }}' as 'GET' } },
};
