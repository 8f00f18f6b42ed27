import type { INodeProperties } from 'n8n-workflow';
import { binaryPropertyParameter, customerIdParameter, documentIdParameter } from './parameters';

/** Parameters of the operations on connectFi's deprecated endpoints. */

export const legacyCustomerIdParameter: INodeProperties = {
	...customerIdParameter,
	placeholder: 'e.g. csta-6TqoA6HtSItCANO1KT0W7u',
	description: 'The ID of the customer in connectFi',
};

export const legacyDocumentIdParameter: INodeProperties = {
	...documentIdParameter,
	placeholder: 'e.g. doc-1qfdwf5KV66EBv0vVVdmTW',
	description:
		"The ID of a document that the customer's KYC asks for, from 'documentsToUpload' or 'kycDocumentList' of Initialize or Get Status",
};

/** What to do where connectFi does not find such a document. */
export const legacyDocumentHint =
	"'Document ID' is one of 'kycDocumentList' of this customer's Get Status.";

export const separateDocumentParameter: INodeProperties = {
	...documentIdParameter,
	placeholder: 'e.g. sdoc_lnj0CHjHqUms6VgpFwU2Q',
	description: 'The ID of the separate document, from the Generate ID operation of this resource',
};

export const separateDocumentIdParameter: INodeProperties = {
	displayName: 'Separate Document ID',
	name: 'separateDocumentId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. sdoc_lnj0CHjHqUms6VgpFwU2Q',
	description:
		'The ID of the uploaded document to link, from the Legacy Document resource. It can be linked once.',
};

export const anyFileParameter: INodeProperties = {
	...binaryPropertyParameter,
	description: 'The field of the input item that holds the file: an image, a PDF, a Word document',
};
