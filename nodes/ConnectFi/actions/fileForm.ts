/** A file that is sent as it is read. */
export interface SentFile {
	/** As the request names it. */
	name: string;
	/** MIME type. */
	type: string;
	/** In bytes: the request says at its beginning how long it is. */
	size: number;
	/** Opens its content. */
	read: () => Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array>>;
}

/** A form that closes its file on request, which the HTTP client leaves open where the response comes first, or none. */
export type FileForm = FormData & { close(): void };

/**
 * A multipart body with one file in the field `file`, which is read only while it is sent. A form of the platform would hold
 * all of it in memory, twice. n8n's HTTP client asks a form for its entries, and each file for its name, type, size and
 * stream. No class of its own: Node.js loads its HTTP client where `FormData` is first read, and that is not to be when n8n
 * starts.
 */
export function createFileForm({ read, ...head }: SentFile): FileForm {
	let reading: AsyncGenerator<Uint8Array> | undefined;
	const stream = () => (reading = readExactly({ ...head, read }));
	const entry = ['file', { ...head, stream }] as unknown as [
		string,
		Exclude<ReturnType<FormData['get']>, null>,
	];
	const entries = () => [entry].values();
	const close = () => void reading?.return(undefined).catch(() => {});
	return Object.assign(new FormData(), { entries, [Symbol.iterator]: entries, close });
}

/** @throws Error where there are fewer or more bytes than the request says: it would never end, or end within the file */
async function* readExactly({
	size,
	read,
}: Pick<SentFile, 'size' | 'read'>): AsyncGenerator<Uint8Array> {
	let sent = 0;
	for await (const chunk of await read()) {
		sent += chunk.length;
		if (sent > size) break;
		yield chunk;
	}
	if (sent !== size) throw new Error('The stored file is not as long as n8n says.');
}
