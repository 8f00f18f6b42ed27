import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import type { RawResponse } from './response';
import { withinTime } from './withinTime';

/** In bytes; answers of the APIs have some kilobytes. */
const maxBytes = 5 * 1024 * 1024;

/** The longest time that a timer can measure, in milliseconds. */
export const longestTimeout = 2 ** 31 - 1;

/** What every request has: its response is read here and not by n8n, whose error would carry it unchecked. */
export const requestDefaults = {
	json: true,
	// What n8n throws for a status has lost the headers on 1.x.
	ignoreHttpStatusErrors: true,
	// A redirect would carry tokens and passwords to wherever it points.
	disableFollowRedirect: true,
} as const satisfies Partial<IHttpRequestOptions>;

interface Exchange {
	/** Of the whole exchange, in milliseconds. */
	timeout: number;
	/** Ends it before, such as the end of the execution. */
	signal?: AbortSignal;
	/** Sends the request with these options, by one of n8n's helpers. */
	send: (options: ExchangeOptions) => Promise<unknown>;
}

/** What an exchange asks of the request that is sent. */
export type ExchangeOptions = Partial<IHttpRequestOptions> & { abortSignal: AbortSignal };

/**
 * One HTTP exchange through n8n, from the first byte sent to the last one read. Every request of the nodes and credentials
 * goes this way. Never throws.
 */
export async function exchange({ timeout, signal, send }: Exchange): Promise<RawResponse> {
	const milliseconds = Math.min(longestTimeout, Math.max(1, Math.floor(timeout)));
	const response = await withinTime<RawResponse>(milliseconds, signal, async (abortSignal) => {
		try {
			const { statusCode, headers, body } = (await send({
				...requestDefaults,
				abortSignal,
				timeout: milliseconds,
				returnFullResponse: true,
				// n8n bounds no answer's size, so the body is read here.
				encoding: 'stream',
			})) as IN8nHttpFullResponse;
			return { httpStatus: statusCode, headers, ...(await readBody(body)) };
		} catch (error) {
			return parseError(error as HttpError);
		}
	});
	if (response === 'timeIsUp') return { networkCode: 'ETIMEDOUT' };
	return response === 'cancelled' ? { networkCode: 'ERR_CANCELED' } : response;
}

/** The HTTP client's or a stream's error, or n8n's own around one: 2.x keeps it as the cause, 1.x only its code. */
interface HttpError {
	message: string;
	code?: unknown;
	cause?: { code?: unknown };
	httpCode?: unknown;
	context?: { data?: unknown };
}

function parseError({ message, code, cause, httpCode, context }: HttpError): RawResponse {
	const networkCode = [code, cause?.code, httpCode].find(
		(found): found is string => typeof found === 'string' && /^[A-Z][A-Z\d_]+$/.test(found),
	);
	return { networkCode, stoppedBecause: message, credentialError: context?.data };
}

/** The body as JSON, or as text where it is not JSON. Leaving the loop closes the connection. */
async function readBody(
	body: unknown,
): Promise<Pick<RawResponse, 'body'> | Pick<RawResponse, 'unreadable'>> {
	if (!isStream(body)) return { body };
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of body) {
		bytes += chunk.length;
		if (bytes > maxBytes) return { unreadable: 'it is longer than 5 MB' };
		chunks.push(chunk);
	}
	const text = new TextDecoder().decode(Buffer.concat(chunks));
	try {
		return { body: JSON.parse(text) as unknown };
	} catch {
		return { body: text };
	}
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
