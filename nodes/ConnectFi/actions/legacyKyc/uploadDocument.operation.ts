import { fields } from '../../api/fields';
import { legacyStatusFields, outputLegacyKyc } from '../../api/output';
import { paths } from '../../api/paths';
import { deprecated } from '../../descriptions/deprecated';
import {
	anyFileParameter,
	legacyCustomerIdParameter,
	legacyDocumentHint,
	legacyDocumentIdParameter,
} from '../../descriptions/legacyParameters';
import { readAnyFile } from '../anyFile';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';
import { findLegacyKyc } from './findLegacyKyc';

const { notice, ...words } = deprecated('KYC/KYB Application: Submit Documents');

export const description: OperationDescription = {
	name: 'Upload Document (Deprecated)',
	value: 'uploadDocument',
	action: 'Upload document for deprecated legacy KYC',
	...words,
	resultIdPath: 'customer.customerId',
	transfersFiles: true,
	statusFields: legacyStatusFields,
	properties: [notice, legacyCustomerIdParameter, legacyDocumentIdParameter, anyFileParameter],
};

/**
 * connectFi docs, page "Upload Document (deprecated)": POST /customer/kyc/upload/:customerId/:documentId. The form field is
 * not shown there; `file` is that of the newer upload. A second upload overwrites the first, so the request may be repeated.
 */
export async function prepare(item: Item): Promise<SendRequests> {
	const customerId = item.text('customerId', fields.legacyCustomerId);
	const documentId = item.text('documentId', fields.legacyDocumentId);
	const form = await readAnyFile(item, item.parameter('binaryPropertyName'));
	return async () =>
		outputLegacyKyc(
			await item.send({
				method: 'POST',
				path: paths.legacyUpload(customerId, documentId),
				form,
				idempotent: true,
				hints: { documentNotFound: legacyDocumentHint },
				// A KYC that is decided takes no file any more: after a lost response, this one decided it.
				findExisting: async ({ refusal }) =>
					refusal &&
					(await findLegacyKyc(
						item,
						customerId,
						({ isFinal, hasFile }) => isFinal && hasFile(documentId),
					)),
			}),
		);
}
