import { fields } from '../../api/fields';
import { outputData } from '../../api/output';
import { binaryPropertyParameter, documentIdParameters } from '../../descriptions/parameters';
import { readImageFile } from '../imageFile';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';
import { uploadOnce } from '../uploadOnce';

export const description: OperationDescription = {
	name: 'Upload File',
	value: 'upload',
	action: 'Upload document file',
	description: 'Upload an image to a document ID that was generated earlier',
	resultIdPath: 'id',
	transfersFiles: true,
	properties: [...documentIdParameters, binaryPropertyParameter],
};

/** connectFi docs, page "Upload Document": POST /akepa/document/upload/:documentId, form field `file`. */
export async function prepare(item: Item): Promise<SendRequests> {
	const documentId = item.text('documentId', fields.documentId);
	const { form } = await readImageFile(item, { input: item.parameter('binaryPropertyName') });
	return async () => outputData(await uploadOnce(item, { documentId, form }));
}
