import { imageTypeOf } from '../api/fileTypes';
import { binaryFileOf, type BinaryInput } from './binaryFile';
import type { Item } from './item';

/**
 * A file for the deprecated uploads, which take images, PDF, Word and more; only an empty one is refused.
 * @returns makes the multipart body, with the file in the field `file`
 * @throws NodeOperationError if there is no file or it is empty
 */
export async function anyFileOf(item: Item, input: BinaryInput): Promise<() => Promise<FormData>> {
	const file = await binaryFileOf(item, input, 'the document');
	// connectFi answers with the file's extension, so a file without a name gets the one that its type or content tells.
	const image = imageTypeOf(file.head);
	const extension = file.fileExtension || image?.extension;
	const { fallbackName } = file;
	const sentName = file.fileName || (extension ? `${fallbackName}.${extension}` : fallbackName);
	const mimeType = file.mimeType || image?.mimeType || 'application/octet-stream';
	return () => file.form(mimeType, sentName);
}
