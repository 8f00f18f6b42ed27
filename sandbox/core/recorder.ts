import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/** One part of a multipart body as it arrived; the content itself is not kept. */
export interface RecordedPart {
	/** Name of the form field. */
	name: string;
	/** Name of the file, present on file parts only. */
	filename?: string;
	/** Content type of the part as the client declared it, present on file parts only. */
	type?: string;
	/** Size of the content in bytes. */
	size: number;
	/** SHA-256 of the content, lower-case hex. */
	sha256: string;
	/** Text of a part that is not a file. */
	value?: string;
}

/** One request that reached an emulator, with secrets masked. */
export interface RecordedRequest {
	/** Counts up from 1 within one emulator; never reused, not even after the list is cleared. */
	number: number;
	/** ISO time at which the head of the request arrived. */
	startedAt: string;
	method: string;
	/** Path as sent (still percent-encoded), without the query string. */
	path: string;
	query: Record<string, unknown>;
	/** All headers, names in lower case; values of secret headers are masked. */
	headers: Record<string, string>;
	/** Parsed JSON body, undefined when there was none; values of secret fields are masked. */
	body?: unknown;
	/** Parts of a multipart body, in the order they arrived. */
	parts?: RecordedPart[];
	/** HTTP status answered; null while unanswered, or when the answer was withheld by a fault. */
	status: number | null;
	/** Milliseconds from the arrival to the end of the exchange; null while it lasts. */
	durationMs: number | null;
	/** The fault that was applied on purpose, e.g. `reset` or `rateLimit`. */
	fault?: string;
}

const secretHeaders = ['x-connectfi-token', 'authorization', 'api-key', 'cookie'];
const secretFields = /password|secret|token/i;

/**
 * Hides a secret but leaves enough to tell two of them apart.
 * @param secret any secret text
 * @returns its length and the first eight hex digits of its SHA-256
 */
export function mask(secret: string): string {
	const fingerprint = createHash('sha256').update(secret).digest('hex').slice(0, 8);
	return `masked:${secret.length}:${fingerprint}`;
}

function maskBody(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(maskBody);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [
			key,
			secretFields.test(key) && typeof inner === 'string' ? mask(inner) : maskBody(inner),
		]),
	);
}

function maskHeaders(headers: FastifyRequest['headers']): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => {
			const text = Array.isArray(value) ? value.join(', ') : String(value);
			return [name, secretHeaders.includes(name) ? mask(text) : text];
		}),
	);
}

/** Keeps the latest requests of one emulator in memory, up to a bound. */
export class Recorder {
	/** The recorded requests, oldest first. */
	readonly requests: RecordedRequest[] = [];
	/** Requests being processed at this moment. */
	inFlight = 0;
	/** The most requests that were in flight at once since the last `clear`. */
	peakInFlight = 0;
	/** How many requests arrived since the last `clear`. */
	received = 0;
	/** How many of them a rate limit refused. */
	refused = 0;

	private count = 0;

	/** @param limit how many requests to keep; older ones are dropped */
	constructor(private readonly limit: number) {}

	/** Counts a request in, recorded or not. */
	enter(): void {
		this.received += 1;
		this.inFlight += 1;
		this.peakInFlight = Math.max(this.peakInFlight, this.inFlight);
	}

	/** Counts it out. */
	leave(): void {
		this.inFlight -= 1;
	}

	/**
	 * Notes the head of a request.
	 * @param request the request, whose body has not been read yet
	 * @returns the record, to be completed as the request goes on
	 */
	start(request: FastifyRequest): RecordedRequest {
		const record: RecordedRequest = {
			number: ++this.count,
			startedAt: new Date().toISOString(),
			method: request.method,
			path: request.url.split('?')[0],
			query: { ...(request.query as Record<string, unknown>) },
			headers: maskHeaders(request.headers),
			status: null,
			durationMs: null,
		};
		this.requests.push(record);
		if (this.requests.length > this.limit) this.requests.shift();
		return record;
	}

	/**
	 * Notes the parsed JSON body of a request.
	 * @param record what `start` gave
	 * @param body the parsed body
	 */
	noteBody(record: RecordedRequest, body: unknown): void {
		record.body = maskBody(body);
	}

	/**
	 * Notes that an exchange is over, answered or not.
	 * @param record what `start` gave
	 */
	finish(record: RecordedRequest): void {
		record.durationMs = Date.now() - Date.parse(record.startedAt);
	}

	/** Forgets all requests, the counts and the peak. */
	clear(): void {
		this.requests.length = 0;
		this.received = 0;
		this.refused = 0;
		this.peakInFlight = this.inFlight;
	}
}
