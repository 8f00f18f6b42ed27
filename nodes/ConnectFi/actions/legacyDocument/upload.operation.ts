import { fields } from '../../api/fields';
import { outputData } from '../../api/output';
import { paths } from '../../api/paths';
import { deprecated } from '../../descriptions/deprecated';
import { anyFileParameter, separateDocumentParameter } from '../../descriptions/legacyParameters';
import { readAnyFile } from '../anyFile';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';

const { notice, ...words } = deprecated('Document: Upload File');

export const description: OperationDescription = {
	name: 'Upload File (Deprecated)',
	value: 'upload',
	action: 'Upload deprecated legacy document file',
	...words,
	resultIdPath: 'id',
	transfersFiles: true,
	properties: [notice, separateDocumentParameter, anyFileParameter],
};

/**
 * connectFi docs, page "Upload Document (deprecated)" of the Document endpoints: POST /document/upload/:documentId. A second
 * upload overwrites the first, so the request may be repeated.
 */
export async function prepare(item: Item): Promise<SendRequests> {
	const documentId = item.text('documentId', fields.legacyDocumentId);
	const form = await readAnyFile(item, item.parameter('binaryPropertyName'));
	return async () =>
		outputData(
			await item.send({
				method: 'POST',
				path: paths.legacyDocumentUpload(documentId),
				form,
				idempotent: true,
			}),
		);
}
