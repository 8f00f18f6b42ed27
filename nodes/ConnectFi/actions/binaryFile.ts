import type { Item } from './item';

/** A file of an input item: known by name and first bytes, not held. */
export interface BinaryFile {
	/** What messages call it. */
	label: string;
	/** The first bytes of its content, at least one. */
	head: Uint8Array;
	fileName?: string;
	/** As n8n knows it; empty if it does not. */
	mimeType: string;
	/** E.g. `pdf`, where n8n knows it. */
	fileExtension?: string;
	/** The multipart body that connectFi takes, with the file in the field `file`. Reads the file anew at each call. */
	form(mimeType: string, fileName: string): Promise<FormData>;
}

/**
 * Checks that the item has a file, without holding it: only its first bytes are read.
 * @param binaryPropertyName what the user entered as the name of the binary field
 * @param wanted what to attach instead, for the message about an empty file, e.g. `a JPEG or PNG image`
 * @throws NodeOperationError if there is no such file or it is empty
 */
export async function binaryFileOf(
	item: Item,
	binaryPropertyName: string,
	wanted: string,
): Promise<BinaryFile> {
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
	const { fileName, mimeType, fileExtension } = binary;
	const label = `The file${fileName ? ` '${fileName}'` : ''} in '${name}'`;
	const head = await headOf(item, binary);
	if (!head.length) throw item.refusal(`${label} is empty. Attach ${wanted}.`);
	return {
		label,
		head,
		fileName,
		mimeType,
		fileExtension,
		async form(type, sentName) {
			const content = await helpers.getBinaryDataBuffer(item.index, name);
			const form = new FormData();
			form.append('file', new Blob([content as Uint8Array<ArrayBuffer>], { type }), sentName);
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
