import { NodeApiError, type INode } from 'n8n-workflow';
import type { Failure } from './answer';
import { redactor } from '../../shared/redact';

/** What a workflow can branch on after a failed item. Only what is known is there. */
export interface ErrorDetails {
	/** CloudPayments' own code; absent if the failure is not its refusal. */
	code?: string;
	httpStatus?: number;
	requestId?: string;
	/** What to do next, and CloudPayments' own words, if there are any. */
	hint?: string;
	/** Ids that CloudPayments named, such as `accountId`. */
	[id: string]: string | number | undefined;
}

/**
 * The error a user sees. Built afresh from a few texts, because an HTTP client's own error carries the tokens.
 * @param secrets never shown, not even where the service repeats them
 */
export function toNodeError(
	node: INode,
	failure: Failure,
	secrets: string[],
	itemIndex?: number,
): NodeApiError {
	const { what, todo, httpStatus, said, code, requestId, ids } = redactor(secrets)(
		failure,
	) as Failure;
	const particulars = [
		code && `code ${code}`,
		httpStatus !== undefined && `HTTP ${httpStatus}`,
		requestId && `request ID ${requestId}`,
	].filter(Boolean);
	const message = itemIndex === undefined ? what : `${what} [item ${itemIndex}]`;
	const hint = [todo, said && `CloudPayments says: "${said}".`].filter(Boolean).join(' ');
	const description = [hint, particulars.length && `(${particulars.join(', ')})`]
		.filter(Boolean)
		.join(' ');
	const error = new NodeApiError(
		withoutParameters(node),
		{ message },
		{ message, description, httpCode: httpStatus?.toString(), itemIndex },
	);
	// n8n puts a text of its own where it finds a network code in a message.
	error.message = message;
	error.context.errorDetails = Object.fromEntries(
		Object.entries({ ...ids, code, httpStatus, requestId, hint: hint || undefined }).filter(
			([, value]) => value !== undefined,
		),
	);
	return error;
}

/** The node as errors may carry it: n8n stores an error's node with all parameters, typed-in secrets included. */
function withoutParameters(node: INode): INode {
	return { ...node, parameters: {} };
}
