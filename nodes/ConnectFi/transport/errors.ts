import { NodeApiError, type INode } from 'n8n-workflow';
import { explain, idsNamedIn, type Hints } from '../api/errorCodes';
import type { Failure } from './answer';

const checkBaseUrl =
	'Check the base URL in the connectFi credential; it is the instance URL that came with your credentials.';

interface Words {
	what: string;
	todo: string;
}

/** What the words about a failure depend on beside the failure itself. */
export interface FailedRequest {
	/** Whether the request creates something and may have reached connectFi. */
	mayHaveActed?: boolean;
	hints?: Hints;
	/** Which input item asked. */
	itemIndex?: number;
}

/** What happened and what to do about it. */
export function wordsFor(
	failure: Failure,
	{ mayHaveActed = false, hints = {} }: FailedRequest = {},
): Words {
	const { kind, httpStatus, networkCode, refusal } = failure;
	const unknownOutcome = mayHaveActed
		? `Whether connectFi carried the request out is not known, so it was not sent again. ${hints.unknownOutcome ?? 'Look at what exists at connectFi before you repeat it.'}`
		: 'Try again later.';
	switch (kind) {
		case 'refused':
			return explain(refusal ?? { code: 'unknown' }, hints);
		case 'tokenRefused':
			return {
				what: 'connectFi refused the token or login.',
				todo: explain({ code: 'unauthorized' }).todo,
			};
		case 'rateLimited': {
			const seconds = failure.retryAfterMs && Math.ceil(failure.retryAfterMs / 1000);
			return {
				what: 'connectFi asked for fewer requests, also after several attempts.',
				todo: `${seconds ? `It asks to wait ${seconds} seconds. ` : ''}Lower 'Max Concurrency' in the options or try again later.`,
			};
		}
		case 'unavailable':
			return {
				what: `connectFi is not available at the moment (HTTP ${httpStatus}).`,
				todo: unknownOutcome,
			};
		case 'redirected':
			return {
				what: 'The address redirects elsewhere, and redirects are not followed so that the token stays with connectFi.',
				todo: checkBaseUrl,
			};
		case 'notConnectFi':
			return {
				what: `The answer does not come from connectFi (HTTP ${httpStatus}).`,
				todo: checkBaseUrl,
			};
		case 'unreachable':
			return { what: 'Nobody answers at the base URL.', todo: checkBaseUrl };
		case 'untrusted':
			return {
				what: 'The server at the base URL could not prove who it is: its certificate is not trusted.',
				todo: checkBaseUrl,
			};
		case 'otherApplication':
			return {
				what: `This connectFi tells only about a customer's latest application, ${failure.latestApplicationId ?? 'which is another one'}.`,
				todo: 'Its older API has no call for one certain application. Use the ID of the latest one.',
			};
		case 'cancelled':
			return { what: 'The execution was cancelled.', todo: 'Nothing more was sent.' };
		case 'stopped':
			return { what: failure.stoppedBecause ?? 'The request was not sent.', todo: '' };
		case 'noAnswer':
			return networkCode === 'ECONNABORTED' || networkCode === 'ETIMEDOUT'
				? {
						what: 'connectFi did not answer in time.',
						todo: mayHaveActed
							? unknownOutcome
							: "Raise 'Timeout' in the options or try again later.",
					}
				: {
						what: 'The connection to connectFi broke before an answer came.',
						todo: unknownOutcome,
					};
	}
}

/**
 * What a workflow can branch on after a failed item. Only what is known is there; a refusal may name further ids, such as
 * `customerId`.
 */
export interface ErrorDetails {
	/** connectFi's error code; absent if the failure is not connectFi's refusal. */
	code?: string;
	subCode?: string | number;
	httpStatus?: number;
	requestId?: string;
	/** What to do next. */
	hint?: string;
	[id: string]: string | number | undefined;
}

/**
 * The error a user sees: what happened, what to do next, and connectFi's code and request id. Built afresh from a few named
 * values, because an HTTP client's own error carries the token and the file.
 */
export function toNodeError(node: INode, failure: Failure, request: FailedRequest): NodeApiError {
	const { what, todo } = wordsFor(failure, request);
	const { itemIndex } = request;
	const details = detailsOf(failure, todo);
	const { code, subCode, httpStatus, requestId } = details;
	const particulars = [
		code !== undefined && `code ${code}`,
		subCode !== undefined && `sub-code ${subCode}`,
		httpStatus !== undefined && `HTTP ${httpStatus}`,
		requestId && `request ID ${requestId}`,
	].filter(Boolean);
	const message = itemIndex === undefined ? what : `${what} [item ${itemIndex}]`;
	const error = new NodeApiError(
		node,
		{ message: what },
		{
			message,
			description: [todo, particulars.length && `(${particulars.join(', ')})`]
				.filter(Boolean)
				.join(' '),
			httpCode: httpStatus?.toString(),
			itemIndex,
		},
	);
	// n8n puts a text of its own where it finds a network code in a message, even within a word: "fileNotFound".
	error.message = message;
	error.context.errorDetails = details;
	return error;
}

function detailsOf({ refusal, httpStatus }: Failure, hint: string): ErrorDetails {
	const { code, subCode, requestId } = refusal ?? {};
	const details = {
		code,
		subCode,
		httpStatus,
		hint: hint || undefined,
		...(refusal && idsNamedIn(refusal)),
		requestId,
	};
	return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}
