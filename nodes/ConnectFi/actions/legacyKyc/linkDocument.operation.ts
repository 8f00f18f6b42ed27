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
import { findLegacyKyc } from './findLegacyKyc';

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
 * once, so the request may be repeated: after a lost response, the second one is rejected if the first went through.
 */
export async function prepare(item: Item): Promise<SendRequests> {
	const customerId = item.text('customerId', fields.legacyCustomerId);
	const documentId = item.text('documentId', fields.legacyDocumentId);
	const json = {
		customerId,
		documentId,
		separateDocumentId: item.text('separateDocumentId', fields.separateDocumentId),
	};
	return async () =>
		outputLegacyKyc(
			await item.send({
				method: 'POST',
				path: paths.legacyDocumentLink,
				json,
				idempotent: true,
				hints,
				findExisting: async ({ refusal }) =>
					refusal?.code === 'documentNotFound'
						? await findLegacyKyc(item, customerId, ({ hasFile }) => hasFile(documentId))
						: undefined,
			}),
		);
}
