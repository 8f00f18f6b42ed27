import { detectImageType } from '../api/fileTypes';
import { readBinaryFile, type BinaryInput } from './binaryFile';
import type { Item } from './item';

/**
 * A file for the deprecated uploads, which accept images, PDF, Word and more; only an empty one is rejected.
 * @returns makes the multipart body, with the file in the field `file`
 * @throws NodeOperationError if there is no file or it is empty
 */
export async function readAnyFile(
	item: Item,
	input: BinaryInput,
): Promise<() => Promise<FormData>> {
	const file = await readBinaryFile(item, { input, wanted: 'the document' });
	// connectFi answers with the file's extension, so a file without a name gets the one that its type or content tells.
	const image = detectImageType(file.head);
	const extension = file.fileExtension || image?.extension;
	const { fallbackName } = file;
	const sentName = file.fileName || (extension ? `${fallbackName}.${extension}` : fallbackName);
	const mimeType = file.mimeType || image?.mimeType || 'application/octet-stream';
	return () => file.form(mimeType, sentName);
}
