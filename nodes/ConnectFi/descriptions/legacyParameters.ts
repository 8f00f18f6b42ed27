import type { INodeProperties } from 'n8n-workflow';
import { binaryPropertyParameter, customerIdParameter, documentIdParameter } from './parameters';

/** Parameters of the operations on connectFi's deprecated endpoints. */

export const legacyCustomerIdParameter: INodeProperties = {
	...customerIdParameter,
	placeholder: 'e.g. csta-6TqoA6HtSItCANO1KT0W7u',
	description: 'ID of the customer at connectFi',
};

export const legacyDocumentIdParameter: INodeProperties = {
	...documentIdParameter,
	placeholder: 'e.g. doc-1qfdwf5KV66EBv0vVVdmTW',
	description:
		"ID of a document that the customer's KYC requires, from 'documentsToUpload' or 'kycDocumentList' of Initialize or Get Status",
};

/** The hint if connectFi does not find such a document. */
export const legacyDocumentHint =
	"'Document ID' must be one of 'kycDocumentList' in this customer's Get Status.";

export const separateDocumentParameter: INodeProperties = {
	...documentIdParameter,
	placeholder: 'e.g. sdoc_lnj0CHjHqUms6VgpFwU2Q',
	description: 'ID of the separate document, from the Generate ID operation of this resource',
};

export const separateDocumentIdParameter: INodeProperties = {
	displayName: 'Separate Document ID',
	name: 'separateDocumentId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. sdoc_lnj0CHjHqUms6VgpFwU2Q',
	description:
		'ID of the uploaded document to link, from the Legacy Document resource. Each can be linked only once.',
};

export const anyFileParameter: INodeProperties = {
	...binaryPropertyParameter,
	description:
		"Field of the input item that holds the file, such as an image, a PDF or a Word document. For a file of an earlier node, use an expression such as {{ $('Form').item.binary.data }}.",
};
