import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import type { Answer, Failure } from './answer';
import { withinTime } from '../../shared/withinTime';

/** Answers of connectFi have some kilobytes. */
const mostBytes = 5 * 1024 * 1024;

/** The longest time that a timer can measure, in milliseconds. */
const longestTimeout = 2 ** 31 - 1;

/** What an exchange asks of the request that is sent. */
export type ExchangeOptions = ReturnType<typeof optionsOf>;

function optionsOf(timeout: number, abortSignal: AbortSignal) {
	return {
		abortSignal,
		timeout,
		json: true,
		returnFullResponse: true,
		// Statuses are ours to judge: what n8n throws for one has lost the headers on 1.x.
		ignoreHttpStatusErrors: true,
		// A redirect would carry the token or password to wherever it points.
		disableFollowRedirect: true,
		// n8n bounds no answer's size, so the body is read here.
		encoding: 'stream',
	} as const satisfies Partial<IHttpRequestOptions>;
}

/**
 * One HTTP exchange through n8n, from the first byte sent to the last one read, as an answer to judge. Never throws.
 * @param timeout of the whole exchange, in milliseconds
 * @param cancel the end of the execution
 * @param send sends a request with these options
 */
export async function exchange(
	timeout: number,
	cancel: AbortSignal | undefined,
	send: (options: ExchangeOptions) => Promise<IN8nHttpFullResponse>,
): Promise<Answer> {
	const milliseconds = Math.min(longestTimeout, Math.max(1, Math.floor(timeout)));
	const answer = await withinTime<Answer>(milliseconds, cancel, async (signal) => {
		try {
			const { statusCode, headers, body } = await send(optionsOf(milliseconds, signal));
			return {
				httpStatus: statusCode,
				headers,
				body: isStream(body) ? await readJson(body) : body,
			};
		} catch (error) {
			return answerIn(error as Thrown);
		}
	});
	if (answer === 'timeIsUp') return { networkCode: 'ETIMEDOUT' };
	return answer === 'cancelled' ? { failure: { kind: 'cancelled' } } : answer;
}

/** The HTTP client's or a stream's error, or n8n's own around one. */
interface Thrown {
	message: string;
	code?: unknown;
	httpCode?: string | null;
	cause?: { code?: unknown };
	context?: { data?: Partial<RefusedByCredential> };
}

/** What a credential throws as an API's answer, when it checks or renews its token. */
export interface RefusedByCredential {
	failure: Failure;
}

function answerIn({ message, code, httpCode, cause, context }: Thrown): Answer {
	const failure = context?.data?.failure;
	if (failure) return { failure: { ...failure, byCredential: true } };
	const networkCode = code ?? cause?.code;
	if (typeof networkCode === 'string') return { networkCode };
	// n8n 1.x drops the cause, and puts the network's code there.
	if (httpCode && /^[A-Z][A-Z_]+$/.test(httpCode)) return { networkCode: httpCode };
	return { failure: { kind: 'stopped', stoppedBecause: message } };
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/**
 * What a body says in JSON; the text where it is none, and nothing where it is too long to be connectFi's. Leaving the loop
 * closes the connection.
 */
async function readJson(body: AsyncIterable<Uint8Array>): Promise<unknown> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of body) {
		bytes += chunk.length;
		if (bytes > mostBytes) return undefined;
		chunks.push(chunk);
	}
	const text = new TextDecoder().decode(Buffer.concat(chunks));
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}
