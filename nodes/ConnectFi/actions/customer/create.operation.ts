import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { fields } from '../../api/fields';
import { customerStatusFields, outputData } from '../../api/output';
import { paths } from '../../api/paths';
import { customerTypes } from '../../api/vocabulary';
import {
	businessNotice,
	businessProperties,
	individualNotice,
	individualProperties,
} from '../../descriptions/customerFields';
import { dropdown, ifExistsOption } from '../../descriptions/parameters';
import { sendInEitherSpelling } from '../eitherSpelling';
import type { Call, Item } from '../item';
import { parseJsonObject } from '../jsonObject';
import type { OperationDescription, SendRequests } from '../operation';
import { findCustomer } from './findCustomer';
import { readFields } from './readFields';

const shownFor = (customerType: string, properties: INodeProperties[]) =>
	properties.map((property) => ({
		...property,
		displayOptions: { show: { customerType: [customerType], inputMode: ['fields'] } },
	}));

export const description: OperationDescription = {
	name: 'Create',
	value: 'create',
	action: 'Create customer',
	description: 'Create an individual or a business; identification is started separately',
	resultIdPath: 'customerId',
	statusFields: [...customerStatusFields, 'existed'],
	properties: [
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
			description:
				"Your own ID for the customer, 1 to 32 letters and digits. connectFi rejects a reference that has been used before; see 'If It Exists' in the options.",
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
		...shownFor('individual', [individualNotice, ...individualProperties]),
		...shownFor('business', [businessNotice, ...businessProperties]),
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
	],
	options: [
		ifExistsOption(
			"Output the existing customer, unchanged, with 'existed' set to true: the one with this reference, or one with the same SSN or FEIN, whose own reference is in 'reference'",
		),
		{
			displayName: 'Further Fields (JSON)',
			name: 'furtherFields',
			type: 'json',
			default: '{}',
			description:
				'Fields to add to the \'customer\' object, written as {"nameOfField": "value"}, such as business fields that connectFi agreed with you but does not publish',
		},
	],
};

/**
 * Both names of a business's representatives on the vendor's pages. The singular is what tables and samples call the
 * property; the plural stands only in prose, and names the parameter.
 */
const representativesFields = ['businessRepresentative', 'businessRepresentatives'] as const;

/**
 * connectFi docs, page "Create Customer": POST /customer/init. Which fields are required depends on the KYC procedure
 * that is set up for the client, so none is here; connectFi says what is missing.
 */
export async function prepare(item: Item): Promise<SendRequests> {
	const customerType = item.text('customerType', fields.customerType);
	const customerReference = item.text('customerReference', fields.customerReference);
	const byJson = item.parameter<string>('inputMode') === 'json';
	const { businessRepresentatives, ...guided }: IDataObject = byJson
		? {}
		: readFields(item, customerType === 'business' ? businessProperties : individualProperties);
	// The user's JSON is sent as it is, and replaces guided fields of the same name.
	const verbatim = {
		...(byJson && parseJsonObject(item, item.parameter('json'), { label: 'Customer (JSON)' })),
		...parseJsonObject(item, item.options.furtherFields ?? {}, { label: 'Further Fields (JSON)' }),
	};
	const representatives = representativesFields.some((name) => name in verbatim)
		? undefined
		: businessRepresentatives;
	if (!Object.keys({ ...guided, ...verbatim }).length && !representatives)
		throw item.refusal('The customer has no data. Fill in at least one field.');

	const mayExist = item.option('ifExists', fields.ifExists) === 'use';
	let existed = false;
	const createCall = (more: IDataObject): Call => ({
		method: 'POST',
		path: paths.customerCreate,
		json: { customerReference, customerType, customer: { ...guided, ...more, ...verbatim } },
		// Page "Create Customer": a repeated reference is rejected, and the existing customer named.
		idempotent: true,
		hints: {
			unknownOutcome:
				"Run it again with the same customer reference and 'If It Exists' set to 'Use'.",
		},
		mayExist,
		async findExisting(failure) {
			const customer = await findCustomer(item, failure, {
				customerReference,
				customerType,
				ofAnyReference: mayExist,
			});
			// After a lost response of our own, the customer with our reference is the one that this request created.
			existed =
				customer !== undefined &&
				!(failure.afterLostAnswer && customer.data.reference === customerReference);
			return customer;
		},
	});
	return async () => {
		const envelope = representatives
			? await sendInEitherSpelling(item, {
					spellings: representativesFields,
					createCall: (name) => createCall({ [name]: representatives }),
				})
			: await item.send(createCall({}));
		return outputData(envelope, existed ? { existed } : {});
	};
}
