import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { fields } from '../api/fields';
import { readRecord } from '../api/foreign';
import { rejection, type Rejection } from './reject';

/**
 * What a callback is about. Everything else in its body is untrusted: anybody may have sent it.
 * A legacy KYC has no id of its own, only its customer's.
 */
export type CallbackIds =
	| { kind: 'akepa'; customerId: string; applicationId: string; reference?: string }
	| { kind: 'legacy'; customerId: string; reference?: undefined };

/** The output without connectFi's answer: what to ask about later, and nothing that the caller claimed. */
export function pickIds(ids: CallbackIds): IDataObject {
	const { customerId } = ids;
	return ids.kind === 'akepa' ? { customerId, applicationId: ids.applicationId } : { customerId };
}

/** A callback is an application and its entities, about 1 kB. */
const largestBody = 256 * 1024;

/** Longest id that is taken from a body; connectFi's own have 36 characters at most. */
const longestId = 100;

/** Reads what a call is about, if it is a POST of sensible size in the form of a callback. Never throws. */
export async function parseCallback(context: IWebhookFunctions): Promise<CallbackIds | Rejection> {
	if (context.getRequestObject().method !== 'POST')
		return rejection(405, 'Callbacks are POST requests');
	const body = await readBody(context);
	if (getBodySize(context) > largestBody)
		return rejection(413, 'The body is too large for a callback');
	return findIds(body) ?? rejection(400, 'The body is not a connectFi callback');
}

/**
 * Tells by its shape what a callback body is about.
 *
 * connectFi docs, page "Webhooks": a callback has the form of a status answer, `{code, data, requestId}`. Other callbacks of
 * the product come without that envelope, so the bare object is understood too. The legacy body is not documented; it is
 * taken to be the answer of the legacy status call, whose customer is an object.
 *
 * @returns undefined if the body names nothing that connectFi could be asked about
 */
export function findIds(body: unknown): CallbackIds | undefined {
	const outer = readRecord(body);
	const data = readRecord(outer?.data) ?? outer;
	if (!data) return undefined;
	if (data.applicationId !== undefined) return findApplicationIds(data);
	const customerId = readRecord(data.customer)?.customerId ?? data.customerId;
	return isId(customerId, fields.legacyCustomerId) ? { kind: 'legacy', customerId } : undefined;
}

function findApplicationIds(data: Record<string, unknown>): CallbackIds | undefined {
	const { customerId, applicationId } = data;
	const reference = isFilled(data.reference) ? data.reference : undefined;
	return isId(customerId, fields.customerId) &&
		isId(applicationId, fields.applicationId) &&
		(reference === undefined || typeof reference === 'string')
		? { kind: 'akepa', customerId, applicationId, ...(reference !== undefined && { reference }) }
		: undefined;
}

/** Whether there is anything in a field; an instance of 2023 gives no reference, for one. */
export function isFilled(value: unknown): boolean {
	return value !== undefined && value !== null && value !== '';
}

function isId(value: unknown, rule: { accepts(text: string): boolean }): value is string {
	return typeof value === 'string' && value.length <= longestId && rule.accepts(value);
}

/** In bytes. n8n keeps the body it read; where it did not, the sender's own word has to do. */
function getBodySize(context: IWebhookFunctions): number {
	const { rawBody, headers } = context.getRequestObject();
	return rawBody?.length ?? (Number(headers['content-length']) || 0);
}

/**
 * n8n reads and parses by content type, which the vendor does not document: a body under another type is read as JSON too.
 * @returns undefined if it is none, or its sender hung up
 */
async function readBody(context: IWebhookFunctions): Promise<unknown> {
	const request = context.getRequestObject();
	const { contentType } = request;
	// A form with files has been read to its end, into files: there is nothing more to come.
	if (contentType === 'application/json' || contentType?.startsWith('multipart/'))
		return request.body;
	try {
		await request.readRawBody();
		return request.rawBody?.length
			? (JSON.parse(request.rawBody.toString()) as unknown)
			: request.body;
	} catch {
		return undefined;
	}
}
