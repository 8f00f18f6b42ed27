import { findContradiction, detectImageType, type ImageType } from '../api/fileTypes';
import { readBinaryFile, type FileRequest } from './binaryFile';
import type { Item } from './item';

/** An image of an item, checked by its content and ready to send. */
export interface ImageFile {
	type: ImageType;
	/** The multipart body that connectFi takes, with the file in the field `file`. Reads the file anew at each call. */
	form(): Promise<FormData>;
}

/**
 * Checks a file of the item without loading it: only its first bytes are read.
 * @throws NodeOperationError if there is no file, it is empty, it is neither JPEG nor PNG, or its name or type says otherwise
 */
export async function readImageFile(
	item: Item,
	request: Omit<FileRequest, 'wanted'>,
): Promise<ImageFile> {
	const file = await readBinaryFile(item, { ...request, wanted: 'a JPEG or PNG image' });
	const type = detectImageType(file.head);
	if (!type)
		throw item.refusal(
			`${file.label} is not a JPEG or PNG image, judging by its content. connectFi accepts no other type.`,
			'Convert a PDF or a HEIC photo to JPEG or PNG first. Renaming the file is not enough.',
		);
	const contradiction = findContradiction(type, file);
	if (contradiction)
		throw item.refusal(
			`${file.label} ${contradiction} but its content is ${type.mimeType}. Name it .${type.extension} or attach the right file.`,
		);
	const sentName = file.fileName ?? `${file.fallbackName}.${type.extension}`;
	return { type, form: () => file.form(type.mimeType, sentName) };
}
