import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { fields } from '../api/fields';
import { createFileForm, type SentFile } from './fileForm';
import { findOwnership } from './fileOwnership';
import type { Item } from './item';

/**
 * What n8n makes of an "Input Binary Field": the name of a field of the input item, or, from an expression such as
 * `{{ $('Form').item.binary.front }}`, the file of an earlier node itself.
 */
export type BinaryInput = string | IBinaryData;

/** A file of an item, known by its name and first bytes, not loaded. */
export interface BinaryFile {
	/** The file's name in messages. */
	label: string;
	/** Its name in the request, without extension, if it has none of its own. */
	fallbackName: string;
	/** The first bytes of its content, at least one. */
	head: Uint8Array;
	fileName?: string;
	/** As n8n knows it; empty if it does not. */
	mimeType: string;
	/** E.g. `pdf`, where n8n knows it. */
	fileExtension?: string;
	/** The multipart body that connectFi takes, with the file in the field `file`: a new one for each attempt. */
	form(mimeType: string, fileName: string): Promise<FormData>;
}

/** Which file of an item to read. */
export interface FileRequest {
	/** The value of the parameter "Input Binary Field". */
	input: BinaryInput;
	/** What to attach instead of an empty file, for the message, e.g. `a JPEG or PNG image`. */
	wanted: string;
	/** Which of several files it is, for messages, e.g. `of file 2`. */
	where?: string;
}

/**
 * Checks that the item has a file, without loading it: only its first bytes are read.
 * @throws NodeOperationError if there is no such file or it is empty
 */
export async function readBinaryFile(
	item: Item,
	{ input, wanted, where = '' }: FileRequest,
): Promise<BinaryFile> {
	const field =
		typeof input === 'object' ? undefined : item.check(input, fields.binaryPropertyName, where);
	const file = field ?? input;
	const binary = findBinary(item, file, where);
	rejectForeign(item, binary, field, where);
	const { fileName, mimeType, fileExtension } = binary;
	const label = ['The file', fileName && `'${fileName}'`, field ? `in '${field}'` : where]
		.filter(Boolean)
		.join(' ');
	const head = await readHead(item, binary);
	if (!head.length) throw item.refusal(`${label} is empty. Attach ${wanted}.`);
	return {
		label,
		fallbackName: field ?? 'file',
		head,
		fileName,
		mimeType,
		fileExtension,
		form: async (type, name) =>
			createFileForm({ name, type, ...(await openContent(item.context, binary)) }),
	};
}

/** Finds the file as n8n does, also where workflows keep files in the item's JSON ("combined" mode of n8n 2.x). */
function findBinary(item: Item, file: BinaryInput, where: string): IBinaryData {
	try {
		const binary = item.context.helpers.assertBinaryData(item.index, file);
		const { id, data, mimeType, fileName, fileExtension } = binary;
		// What an expression gives may be any JSON.
		const texts = [id || data, mimeType, fileName ?? '', fileExtension ?? ''];
		if (texts.every((text) => typeof text === 'string')) return binary;
	} catch {
		// The words below are for users; n8n's speak of properties and binary data objects.
	}
	if (typeof file === 'object')
		throw item.refusal(
			`${parameterAt(where)} does not hold a file. It must be ${fields.binaryPropertyName.allowed}.`,
		);
	const held = Object.keys(item.context.getInputData()[item.index].binary ?? {});
	throw item.refusal(
		`There is no file in the binary field '${shortened(file)}'. ${held.length ? `This item has: ${held.join(', ')}.` : 'This item has no files at all.'}`,
		"If an earlier node has the file, switch 'Input Binary Field' to Expression and enter, for example, {{ $('Form').item.binary.data }}, with that node's name.",
	);
}

/** Whoever enters a file as text, not by an expression, is not to find all of it in the message. */
const shortened = (name: string) => (name.length > 50 ? `${name.slice(0, 20)}…` : name);

const parameterAt = (where: string) => ["'Input Binary Field'", where].filter(Boolean).join(' ');

/**
 * A file that n8n stores is read by its id, so the id must not come from elsewhere.
 * @throws NodeOperationError unless the file is one of this execution
 */
function rejectForeign(
	item: Item,
	{ id }: IBinaryData,
	field: string | undefined,
	where: string,
): void {
	const { context, index } = item;
	if (!id || (field && context.getInputData()[index].binary?.[field]?.id === id)) return;
	const ownership = findOwnership(context, id);
	if (ownership === 'foreign')
		throw item.refusal(
			`${parameterAt(where)} refers to a stored file that no item of this execution holds, so it is not read.`,
			"Use the file of an item, e.g. {{ $('Form').item.binary.data }}. A file in JSON must contain its content as base64 and no id.",
		);
	if (ownership === 'unknown')
		context.addExecutionHints({
			message: `Item ${index}: this workflow keeps files in the items' JSON, so the node cannot tell whether the file of ${parameterAt(where)} comes from this execution. Make sure that JSON from other sources contains no '_files' field.`,
			location: 'outputPane',
		});
}

/** In bytes: large enough to be quick, small enough for many files at once. */
const chunkSize = 128 * 1024;

/** How long a file is and what it holds: of one that n8n stores, nothing is read before it is sent. */
async function openContent(
	{ helpers }: IExecuteFunctions,
	{ id, data }: IBinaryData,
): Promise<Pick<SentFile, 'size' | 'read'>> {
	if (id) {
		const { fileSize } = await helpers.getBinaryMetadata(id);
		return { size: fileSize, read: async () => await helpers.getBinaryStream(id, chunkSize) };
	}
	const content = Buffer.from(data, 'base64');
	return { size: content.length, read: async () => [content] };
}

/** The first bytes of a file, wherever n8n keeps it: in the item itself, or in a store that is read as a stream. */
async function readHead(item: Item, binary: { id?: string; data: string }): Promise<Uint8Array> {
	if (!binary.id) return Buffer.from(binary.data.slice(0, 32), 'base64');
	for await (const chunk of await item.context.helpers.getBinaryStream(binary.id, 1024))
		return chunk as Buffer;
	return Buffer.alloc(0);
}
