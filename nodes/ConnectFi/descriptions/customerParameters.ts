import type { INodeProperties } from 'n8n-workflow';
import { customerTypes } from '../api/vocabulary';
import {
	businessNotice,
	businessProperties,
	individualNotice,
	individualProperties,
} from './customerFields';
import { dropdown, referenceHint } from './parameters';

/** The parameters and options of operations that create a customer. */

const showFor = (customerType: string, properties: INodeProperties[]) =>
	properties.map((property) => ({
		...property,
		displayOptions: { show: { customerType: [customerType], inputMode: ['fields'] } },
	}));

/** @param referenceDescription what the customer's reference is, and what becomes of one that has been used before */
export const customerParameters = (referenceDescription: string): INodeProperties[] => [
	dropdown('Customer Type', 'customerType', customerTypes, {
		description: 'Individuals go through KYC, businesses through KYB',
	}),
	{
		displayName: 'Customer Reference',
		name: 'customerReference',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. customer1042',
		hint: referenceHint,
		description: referenceDescription,
	},
	{
		displayName: 'Input Mode',
		name: 'inputMode',
		type: 'options',
		default: 'fields',
		description: "How to enter the customer's data",
		options: [
			{
				name: 'Fields',
				value: 'fields',
				description: 'Fill in the fields that connectFi documents',
			},
			{ name: 'JSON', value: 'json', description: "Enter the 'customer' object of the request" },
		],
	},
	...showFor('individual', [individualNotice, ...individualProperties]),
	...showFor('business', [businessNotice, ...businessProperties]),
	{
		displayName: 'Customer (JSON)',
		name: 'json',
		type: 'json',
		required: true,
		default: '{}',
		description:
			'The \'customer\' object of the request, such as {"firstName": "John", "lastName": "Testman"}, without the type and reference set above',
		displayOptions: { show: { inputMode: ['json'] } },
	},
];

export const furtherFieldsOption: INodeProperties = {
	displayName: 'Further Fields (JSON)',
	name: 'furtherFields',
	type: 'json',
	default: '{}',
	description:
		'Fields to add to the \'customer\' object, written as {"nameOfField": "value"}, such as business fields that connectFi agreed with you but does not publish',
};
