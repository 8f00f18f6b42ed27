import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/** A file that was uploaded. */
export interface StoredFile {
	filename: string;
	/** Content type as the client declared it. */
	mimetype: string;
	/** Size in bytes. */
	size: number;
	/** SHA-256 of the content, lower-case hex. */
	sha256: string;
	/** The first 16 bytes, lower-case hex. */
	firstBytes: string;
	/** The whole content, only if the sandbox was told to keep files. */
	content?: Buffer;
}

async function readStream(stream: AsyncIterable<Buffer>, keep: boolean) {
	const hash = createHash('sha256');
	const kept: Buffer[] = [];
	let head = Buffer.alloc(0);
	let size = 0;
	for await (const chunk of stream) {
		hash.update(chunk);
		size += chunk.length;
		if (head.length < 16) head = Buffer.concat([head, chunk]).subarray(0, 16);
		if (keep) kept.push(chunk);
	}
	return {
		size,
		sha256: hash.digest('hex'),
		firstBytes: head.toString('hex'),
		...(keep && { content: Buffer.concat(kept) }),
	};
}

/**
 * Reads a multipart body to its end and notes its parts in the record of the request.
 * @param request the upload, its body still unread
 * @param options name of the form `field` that holds the file, and whether to `keep` its content in memory
 * @returns the file of that field, or null when there is none, it is empty, or the body is not multipart
 * @throws Fastify's 413 error when a file is larger than the server takes
 */
export async function readUpload(
	request: FastifyRequest,
	{ field, keep }: { field: string; keep: boolean },
): Promise<StoredFile | null> {
	if (!request.isMultipart()) return null;
	const record = request.record;
	if (record !== null) record.parts = [];
	let found: StoredFile | null = null;
	for await (const part of request.parts()) {
		if (part.type === 'field') {
			const value = String(part.value);
			const sha256 = createHash('sha256').update(value).digest('hex');
			record?.parts?.push({ name: part.fieldname, size: Buffer.byteLength(value), sha256, value });
			continue;
		}
		const { filename, mimetype } = part;
		const content = await readStream(part.file, keep);
		record?.parts?.push({
			name: part.fieldname,
			filename,
			type: mimetype,
			size: content.size,
			sha256: content.sha256,
		});
		if (part.fieldname === field && content.size > 0) found ??= { filename, mimetype, ...content };
	}
	return found;
}
