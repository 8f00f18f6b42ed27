import type { IHttpRequestOptions } from 'n8n-workflow';
import type { Answer } from './answer';
import { withinTime } from '../../shared/withinTime';

/** Every request: answers are judged here and not by n8n, whose error would carry the answer unchecked. */
export const requestDefaults = {
	json: true,
	ignoreHttpStatusErrors: true,
	// A redirect would carry the tokens to wherever it points.
	disableFollowRedirect: true,
} as const satisfies Partial<IHttpRequestOptions>;

/** The longest time that a timer can measure, in milliseconds. */
export const longestTimeout = 2 ** 31 - 1;

/**
 * One HTTP exchange through n8n, from the first byte sent to the last one read, as an answer to judge. Never throws.
 * @param timeout of the whole exchange, in milliseconds
 * @param cancel the end of the execution
 * @param send sends a request with these options
 */
export async function exchange(
	timeout: number,
	cancel: AbortSignal | undefined,
	send: (options: Partial<IHttpRequestOptions>) => Promise<unknown>,
): Promise<Answer> {
	const milliseconds = Math.min(longestTimeout, Math.max(1, Math.floor(timeout)));
	const answer = await withinTime<Answer>(milliseconds, cancel, async (abortSignal) => {
		try {
			const { statusCode, headers, body } = (await send({
				...requestDefaults,
				abortSignal,
				timeout: milliseconds,
				returnFullResponse: true,
				// n8n bounds no answer's size, so the body is read here.
				encoding: 'stream',
			})) as FullResponse;
			return { httpStatus: statusCode, headers, ...(await read(body)) };
		} catch (error) {
			const { message } = error as Error;
			return { networkCode: networkCodeOf(error as Thrown), stoppedBecause: message };
		}
	});
	if (answer === 'timeIsUp') return { networkCode: 'ETIMEDOUT' };
	return answer === 'cancelled' ? { networkCode: 'ERR_CANCELED' } : answer;
}

interface FullResponse {
	statusCode: number;
	headers: Record<string, unknown>;
	body: AsyncIterable<Uint8Array>;
}

/** Far more than any answer of this API has, in bytes. */
const longestBody = 1_000_000;
/** Far deeper than any answer of this API is; what is deeper cannot be stored by n8n either. */
const deepestBody = 50;

/** Reads a body, up to a bound; leaving the loop ends the connection. */
async function read(body: AsyncIterable<Uint8Array>): Promise<Pick<Answer, 'body' | 'unreadable'>> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of body) {
		length += chunk.length;
		if (length > longestBody) return { unreadable: 'it is longer than 1 MB' };
		chunks.push(chunk);
	}
	const text = new TextDecoder().decode(Buffer.concat(chunks));
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		// Half a JSON answer is not a text either.
		return /^\s*[{["]/.test(text) ? { unreadable: 'it breaks off, or is no JSON' } : { body: text };
	}
	return isFlat(json, deepestBody) ? { body: json } : { unreadable: 'it is nested too deep' };
}

function isFlat(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return true;
	return levels > 0 && Object.values(value).every((inner) => isFlat(inner, levels - 1));
}

/** The HTTP client's or a stream's error, or n8n's own around one: 2.x keeps it as the cause, 1.x only its code. */
interface Thrown {
	code?: unknown;
	cause?: { code?: unknown };
	httpCode?: unknown;
}

function networkCodeOf({ code, cause, httpCode }: Thrown): string | undefined {
	return [code, cause?.code, httpCode].find(
		(found): found is string => typeof found === 'string' && /^[A-Z_]+$/.test(found),
	);
}
