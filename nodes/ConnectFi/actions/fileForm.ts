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

/**
 * A multipart body with one file in the field `file`, which is read only while it is sent. A form of the platform would hold
 * all of it in memory, twice. n8n's HTTP client asks a form for its entries, and each file for its name, type, size and
 * stream.
 */
export class FileForm extends FormData {
	private reading?: AsyncGenerator<Uint8Array>;

	constructor({ read, ...head }: SentFile) {
		super();
		const stream = () => (this.reading = readExactly({ ...head, read }));
		const entry = ['file', { ...head, stream }] as unknown as [
			string,
			Exclude<ReturnType<FormData['get']>, null>,
		];
		this.entries = () => [entry].values();
		this[Symbol.iterator] = this.entries;
	}

	/** Closes the file, which the HTTP client leaves open where the response comes before the file's end, or none. */
	close(): void {
		void this.reading?.return(undefined).catch(() => {});
	}
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
