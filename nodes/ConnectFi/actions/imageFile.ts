import { contradictionOf, imageTypeOf, type ImageType } from '../api/fileTypes';
import type { Item } from './item';

/** An image of an input item, checked by its content and ready to be sent. */
export interface ImageFile {
	type: ImageType;
	/** The multipart body that connectFi takes, with the file in the field `file`. Reads the file anew at each call. */
	form(): Promise<FormData>;
}

/**
 * Checks a file of the item without holding it: only its first bytes are read.
 * @throws NodeOperationError if there is no file, it is empty, it is neither JPEG nor PNG, or its name or type says otherwise
 */
export async function imageFileOf(item: Item, binaryPropertyName: string): Promise<ImageFile> {
	const { helpers } = item.functions;
	const name = binaryPropertyName.trim();
	if (!name)
		throw item.refusal(
			"'Input Binary Field' is empty. Enter the name of the field that holds the file, e.g. data.",
		);
	const held = item.functions.getInputData()[item.index].binary ?? {};
	if (!held[name]) {
		const fields = Object.keys(held);
		throw item.refusal(
			`There is no file in the binary field '${name}'. ${fields.length ? `This item has: ${fields.join(', ')}.` : 'This item has no files at all.'}`,
		);
	}
	const binary = helpers.assertBinaryData(item.index, name);
	const file = `The file${binary.fileName ? ` '${binary.fileName}'` : ''} in '${name}'`;
	const head = await headOf(item, binary);
	if (!head.length) throw item.refusal(`${file} is empty. Attach a JPEG or PNG image.`);
	const type = imageTypeOf(head);
	if (!type)
		throw item.refusal(
			`${file} is not an image by its content. connectFi takes JPEG and PNG only.`,
		);
	const contradiction = contradictionOf(type, binary);
	if (contradiction)
		throw item.refusal(
			`${file} ${contradiction} but its content is ${type.mimeType}. Name it .${type.extension} or attach the right file.`,
		);
	return {
		type,
		async form() {
			const content = await helpers.getBinaryDataBuffer(item.index, name);
			const form = new FormData();
			form.append(
				'file',
				new Blob([new Uint8Array(content)], { type: type.mimeType }),
				binary.fileName ?? `${name}.${type.extension}`,
			);
			return form;
		},
	};
}

/** The first bytes of a file, wherever n8n keeps it: in the item itself, or in a store that is read as a stream. */
async function headOf(item: Item, binary: { id?: string; data: string }): Promise<Uint8Array> {
	if (!binary.id) return Buffer.from(binary.data.slice(0, 32), 'base64');
	for await (const chunk of await item.functions.helpers.getBinaryStream(binary.id, 1024))
		return chunk as Buffer;
	return Buffer.alloc(0);
}
