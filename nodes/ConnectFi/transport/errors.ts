import { NodeApiError, type INode } from 'n8n-workflow';
import { explain } from '../api/errorCodes';
import type { Failure } from './answer';

const checkBaseUrl =
	'Check the base URL in the connectFi credential; it is the instance URL that came with your credentials.';

interface Words {
	what: string;
	todo: string;
}

/**
 * What happened and what to do about it.
 * @param mayHaveActed whether the request creates something and may have reached connectFi
 */
export function wordsFor(failure: Failure, mayHaveActed: boolean): Words {
	const { kind, httpStatus, networkCode, refusal } = failure;
	const unknownOutcome = mayHaveActed
		? "Whether connectFi carried the request out is not known, so it was not sent again. Look at the customer's state before you repeat it; a reference that was used is refused."
		: 'Try again later.';
	switch (kind) {
		case 'refused':
			return explain(refusal ?? { code: 'unknown' });
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
 * The error a user sees: what happened, what to do next, and connectFi's code and request id for its support. Built
 * afresh from a few named values, because an HTTP client's own error carries the token and the file.
 *
 * @param mayHaveActed whether the request creates something and may have reached connectFi
 */
export function toNodeError(
	node: INode,
	failure: Failure,
	mayHaveActed: boolean,
	itemIndex?: number,
): NodeApiError {
	const { what, todo } = wordsFor(failure, mayHaveActed);
	const { refusal, httpStatus } = failure;
	const particulars = [
		refusal && `code ${refusal.code}`,
		refusal?.subCode !== undefined && `sub-code ${refusal.subCode}`,
		httpStatus !== undefined && `HTTP ${httpStatus}`,
		refusal?.requestId && `request ID ${refusal.requestId}`,
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
	error.context.connectFi = {
		code: refusal?.code,
		subCode: refusal?.subCode,
		requestId: refusal?.requestId,
		httpStatus,
	};
	return error;
}
