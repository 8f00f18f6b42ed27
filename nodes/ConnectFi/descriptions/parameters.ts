import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import type { Choice } from '../api/vocabulary';

/** Parameters that several operations share. */

export const customerIdParameter: INodeProperties = {
	displayName: 'Customer ID',
	name: 'customerId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. cstap_5mBHiIx3QbkvEpjGfKsI9k',
	description:
		"ID of the customer at connectFi, from the Create operation of the Customer resource. In connectFi's samples it starts with cstap_ for an individual and cstab_ for a business.",
};

const applicationIdParameter: INodeProperties = {
	displayName: 'Application ID',
	name: 'applicationId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. iapp_AwXROkAVhfKmkhXjOTmuK',
	description:
		"ID of the KYC or KYB application, from the Start Identification operation. In connectFi's samples it starts with iapp_.",
};

export const documentIdParameter: INodeProperties = {
	displayName: 'Document ID',
	name: 'documentId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. doc_6ESuXsYo0J8cgjEWK5xFe2',
	description:
		"ID of the document, from the Generate ID operation. In connectFi's samples it starts with doc_.",
};

const newVersions = [{ _cnd: { gte: 1.1 } }];

/**
 * A required parameter that version 1.1 of the node fills in from what an earlier connectFi node gave. It is empty in a tool,
 * where the model or the user says whom it is about; and in version 1, because n8n does not save a value that equals the
 * default: with another default, a saved workflow that n8n refuses to start would act on somebody.
 * @param field of the item's JSON
 */
function fillIn(parameter: INodeProperties, field: string): INodeProperties[] {
	const variants: Array<[displayOptions: IDisplayOptions, preset: string]> = [
		[{ show: { '@version': [1] } }, ''],
		[{ show: { '@version': newVersions, '@tool': [true] } }, ''],
		// Hidden in a tool, not shown elsewhere: so it is there in an n8n that does not know the word yet.
		[{ show: { '@version': newVersions }, hide: { '@tool': [true] } }, `={{ $json.${field} }}`],
	];
	return variants.map(([displayOptions, preset]) => ({
		...parameter,
		default: preset,
		displayOptions,
	}));
}

export const customerIdParameters = fillIn(customerIdParameter, 'customerId');

export const applicationIdParameters = fillIn(applicationIdParameter, 'applicationId');

/** Generate ID and Upload File give the document's ID as `id`. */
export const documentIdParameters = fillIn(documentIdParameter, 'id');

export const binaryPropertyParameter: INodeProperties = {
	displayName: 'Input Binary Field',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	hint: 'The name of the input field containing the file, or an expression that returns a file',
	description:
		"Field of the input item that holds the JPEG or PNG image. For a file of an earlier node, use an expression such as {{ $('Form').item.binary.data }}.",
};

/** Whose documents a request is about. */
export const entityIdParameter: INodeProperties = {
	displayName: 'Entity ID',
	name: 'entityId',
	type: 'string',
	default: '',
	placeholder: 'e.g. ExtBusRepId123',
	hint: 'Leave empty for the customer itself',
	description:
		'Whose documents these are: the ID of a business representative, or empty for the customer',
};

/** Shared by requests whose application is optional: the documentation does not say whether connectFi expects it there. */
export const applicationIdOption: INodeProperties = {
	displayName: 'Application ID',
	name: 'applicationId',
	type: 'string',
	default: '',
	placeholder: 'e.g. iapp_AwXROkAVhfKmkhXjOTmuK',
	description:
		'Sent only if filled in. Fill it in only if your connectFi instance asks for it; others reject it as unknown.',
};

/** Stands below the field: a wrong reference is the first thing that a new user gets refused. */
export const referenceHint = 'Letters and digits only, 32 at most';

/** @param use what it means to use what exists */
export const ifExistsOption = (use: string): INodeProperties => ({
	displayName: 'If It Exists',
	name: 'ifExists',
	type: 'options',
	default: 'error',
	description: 'What to do if an earlier run has created it already',
	options: [
		{ name: 'Error', value: 'error', description: 'Fail the item' },
		{ name: 'Use', value: 'use', description: use },
	],
});

/** What connectFi keeps with a document's ID. */
export const noteOptions: INodeProperties[] = [
	{
		displayName: 'Note',
		name: 'note',
		type: 'string',
		default: '',
		placeholder: 'e.g. Front of the license of John Doe',
		description: 'What the document is for, up to 500 characters',
	},
	{
		displayName: 'Note Author Email',
		name: 'noteAuthorAgentEmail',
		type: 'string',
		default: '',
		placeholder: 'e.g. name@email.com',
		description: 'Email address of the author of the note',
	},
];

/** A dropdown of one of the API's closed sets. */
export function dropdown(
	displayName: string,
	name: string,
	choices: Choice[],
	more: Partial<INodeProperties> = {},
): INodeProperties {
	const parameter: INodeProperties = {
		displayName,
		name,
		type: 'options',
		options: choices,
		default: '',
	};
	return { ...parameter, default: choices[0].value, ...more };
}
