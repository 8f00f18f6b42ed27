import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import type { TransportFailure } from './response';

/** What a user reads of an error: what happened, and what to do about it. */
export interface ErrorMessage {
	message: string;
	hint: string;
}

/** Everything that is known of a failed request. */
export interface ApiError extends ErrorMessage {
	/** The API's own error code; absent if it did not refuse the request. */
	code?: string;
	subCode?: string | number;
	httpStatus?: number;
	requestId?: string;
	/** IDs that the API named, such as `customerId`. */
	ids?: Record<string, string | number>;
}

/** What a workflow can branch on after a failed item. Only what is known is there, IDs that the API named included. */
export interface ErrorDetails {
	code?: string;
	subCode?: string | number;
	httpStatus?: number;
	requestId?: string;
	hint?: string;
	[id: string]: string | number | undefined;
}

/**
 * The error a user sees. Built afresh from a few named values, because an HTTP client's own error carries tokens and files.
 * @param itemIndex which input item failed
 */
export function toNodeError(node: INode, failed: ApiError, itemIndex?: number): NodeApiError {
	const { hint, code, subCode, httpStatus, requestId, ids } = failed;
	const particulars = [
		code !== undefined && `code ${code}`,
		subCode !== undefined && `sub-code ${subCode}`,
		httpStatus !== undefined && `HTTP ${httpStatus}`,
		requestId && `request ID ${requestId}`,
	].filter(Boolean);
	const message =
		itemIndex === undefined ? failed.message : `${failed.message} [item ${itemIndex}]`;
	const description = [hint, particulars.length && `(${particulars.join(', ')})`]
		.filter(Boolean)
		.join(' ');
	const error = new NodeApiError(
		withoutParameters(node),
		{ message },
		{ message, description, httpCode: httpStatus?.toString(), itemIndex },
	);
	// n8n puts a text of its own where it finds a network code in a message, even within a word: "fileNotFound".
	error.message = message;
	const details = { ...ids, code, subCode, httpStatus, requestId, hint: hint || undefined };
	error.context.errorDetails = Object.fromEntries(
		Object.entries(details).filter(([, value]) => value !== undefined),
	);
	return error;
}

export type NodeError = NodeApiError | NodeOperationError;

/** What was thrown for an item, as an error that n8n shows in full and that names the item. */
export function asNodeError(node: INode, thrown: unknown, itemIndex: number): NodeError {
	return thrown instanceof NodeApiError || thrown instanceof NodeOperationError
		? thrown
		: new NodeOperationError(node, thrown as Error, {
				message: `${(thrown as Error).message} [item ${itemIndex}]`,
				itemIndex,
			});
}

/** A node as errors may carry it: n8n stores an error's node with all its parameters, typed-in secrets included. */
export function withoutParameters(node: INode): INode {
	return { ...node, parameters: {} };
}

/** What the words about a failed request depend on beside the failure itself. */
interface RequestWords {
	/** Whose API it is. */
	service: string;
	checkBaseUrl: string;
	/** Where the API's rate limit ended the attempts. */
	rateLimited: ErrorMessage;
	/** What to do where the API may have processed the request, and a second one may do harm. */
	unknownOutcome?: string;
}

/** What happened to a request on its way, and what to do about it. */
export function describeTransportFailure(
	{ kind, httpStatus, networkCode, retryAfterMs, stoppedBecause, unreadable }: TransportFailure,
	{ service, checkBaseUrl, rateLimited, unknownOutcome }: RequestWords,
): ErrorMessage {
	switch (kind) {
		case 'rateLimited': {
			const seconds = retryAfterMs && Math.ceil(retryAfterMs / 1000);
			const wait = seconds ? `It asks to wait ${seconds} seconds. ` : '';
			return { ...rateLimited, hint: wait + rateLimited.hint };
		}
		case 'unavailable':
			return {
				message: `${service} is not available at the moment (HTTP ${httpStatus}).`,
				hint: unknownOutcome ?? 'Try again later.',
			};
		case 'redirected':
			return {
				message: `The address redirects elsewhere, and redirects are not followed so that tokens stay with ${service}.`,
				hint: checkBaseUrl,
			};
		case 'unreachable':
			return { message: 'Cannot reach the base URL.', hint: checkBaseUrl };
		case 'untrusted':
			return {
				message: 'The TLS certificate of the server at the base URL is not trusted.',
				hint: checkBaseUrl,
			};
		case 'cancelled':
			return { message: 'The execution was cancelled.', hint: 'Nothing more was sent.' };
		case 'stopped':
			return { message: stoppedBecause ?? 'The request was not sent.', hint: '' };
		case 'noAnswer':
			if (unreadable)
				return {
					message: `The answer of ${service} cannot be used: ${unreadable}.`,
					hint: unknownOutcome ?? 'Try again later.',
				};
			return networkCode === 'ECONNABORTED' || networkCode === 'ETIMEDOUT'
				? {
						message: `${service} did not answer in time.`,
						hint: unknownOutcome ?? "Raise 'Timeout' in the options or try again later.",
					}
				: {
						message: `The connection to ${service} broke before an answer came.`,
						hint: unknownOutcome ?? 'Try again later.',
					};
	}
}
