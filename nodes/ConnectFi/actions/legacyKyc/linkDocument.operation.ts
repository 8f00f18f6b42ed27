import { fields } from '../../api/fields';
import { legacyStatusFields, outputLegacyKyc } from '../../api/output';
import { paths } from '../../api/paths';
import { deprecated } from '../../descriptions/deprecated';
import {
	legacyCustomerIdParameter,
	legacyDocumentHint,
	legacyDocumentIdParameter,
	separateDocumentIdParameter,
} from '../../descriptions/legacyParameters';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';

const { notice, ...words } = deprecated('KYC/KYB Application: Attach Documents');

export const description: OperationDescription = {
	name: 'Link Document (Deprecated)',
	value: 'linkDocument',
	action: 'Link document to deprecated legacy KYC',
	...words,
	resultIdPath: 'customer.customerId',
	statusFields: legacyStatusFields,
	properties: [
		notice,
		legacyCustomerIdParameter,
		legacyDocumentIdParameter,
		separateDocumentIdParameter,
	],
};

/** The page shows one error for both ids, and for a separate document that was linked before. */
const hints = {
	documentNotFound: `${legacyDocumentHint} 'Separate Document ID' comes from Generate ID of the Legacy Document resource, and each can be linked only once.`,
	documentNotUploaded:
		'Upload the file of the separate document first, with Upload File of the Legacy Document resource.',
};

/**
 * connectFi docs, page "Link Document (deprecated)": POST /customer/kyc/document-link. A separate document can be linked
 * once, so the request is not repeated after a lost answer: the second one would be rejected.
 */
export async function prepare(item: Item): Promise<SendRequests> {
	const json = {
		customerId: item.text('customerId', fields.legacyCustomerId),
		documentId: item.text('documentId', fields.legacyDocumentId),
		separateDocumentId: item.text('separateDocumentId', fields.separateDocumentId),
	};
	return async () =>
		outputLegacyKyc(
			await item.send({
				method: 'POST',
				path: paths.legacyDocumentLink,
				json,
				idempotent: false,
				hints,
			}),
		);
}
