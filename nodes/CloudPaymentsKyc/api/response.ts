import type { ApiResult as SharedResult } from '../../shared/client';
import {
	findTransportFailure,
	type RawResponse,
	type TransportFailure,
} from '../../shared/response';
import { findStatedFields, collectTexts } from './fields';

/** What a refusal says of itself, as far as its fields are of a kind that can be shown. */
interface Refusal {
	/** CloudPayments' own words. */
	said?: string;
	code?: string;
	requestId?: string;
	/** IDs that it named, under the names this package uses. */
	ids?: Record<string, string | number>;
}

/** A request that did not give what was asked for. */
export interface Failure extends Omit<TransportFailure, 'kind'> {
	kind:
		| TransportFailure['kind']
		/** HTML or XML came back. */
		| 'webPage'
		| 'unreadable'
		/** The body says that the request failed, in spite of its HTTP status. */
		| 'saidToHaveFailed'
		| 'unauthorized'
		| 'notFound'
		| 'refused';
	unreadable?: string;
	refusal?: Refusal;
}

export type ApiResult = SharedResult<{ body: unknown; httpStatus: number }, Failure>;

/**
 * What a response means. Neither the HTTP statuses nor the error bodies of this API are on the vendor's pages: any answer of
 * HTTP 2xx that does not itself say that it failed counts as success.
 * @param response in which no secret stands any more
 */
export function parseResponse(response: RawResponse): ApiResult {
	const { httpStatus, body } = response;
	const fail = (failure: Failure): ApiResult => ({ success: false, failure });
	const transportFailure = findTransportFailure(response);
	if (httpStatus === undefined) return fail(transportFailure!);
	const refuse = (kind: Failure['kind']) =>
		fail({ ...transportFailure, kind, httpStatus, refusal: parseRefusal(body) });

	if (transportFailure?.kind === 'redirected') return refuse('redirected');
	if (isWebPage(body)) return fail({ kind: 'webPage', httpStatus });
	if (transportFailure) return refuse(transportFailure.kind);
	if (httpStatus === 401 || httpStatus === 403) return refuse('unauthorized');
	if (httpStatus === 404) return refuse('notFound');
	if (httpStatus >= 400) return refuse('refused');
	const unreadable = response.unreadable ?? findDefect(body);
	if (unreadable) return fail({ kind: 'unreadable', httpStatus, unreadable });
	if (saysItFailed(body)) return refuse('saidToHaveFailed');
	return { success: true, body, httpStatus };
}

/** Far deeper than any answer of this API is; what is deeper cannot be stored by n8n either. */
const deepestBody = 50;

/** Why a body cannot be used. Half a JSON answer is not a text either. */
function findDefect(body: unknown): string | undefined {
	if (typeof body === 'string' && /^\s*[{["]/.test(body)) return 'it breaks off, or is no JSON';
	return isFlat(body, deepestBody) ? undefined : 'it is nested too deep';
}

function isFlat(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return true;
	return levels > 0 && Object.values(value).every((inner) => isFlat(inner, levels - 1));
}

/** Whether a body is HTML or XML, which the API never sends as far as its samples show. */
export function isWebPage(body: unknown): boolean {
	return typeof body === 'string' && /^\s*</.test(body);
}

function saysItFailed(body: unknown): boolean {
	if (typeof body !== 'object' || body === null) return false;
	const { success, error } = body as { success?: unknown; error?: unknown };
	const isError = typeof error === 'object' ? Object.keys(error ?? {}).length > 0 : Boolean(error);
	return isError || success === false || success === 'false';
}

/** How much of CloudPayments' own words is shown, in characters. */
export const longestQuote = 300;

/** Fields of error bodies in use elsewhere; the error bodies of this API are NOT FOUND on the vendor's pages. */
const messageFields = [
	'errordescription',
	'message',
	'errormessage',
	'detail',
	'description',
	'title',
	'error',
	'',
];
const codeFields = ['code', 'errorcode', 'error'];
const requestIdFields = ['requestid', 'traceid', 'correlationid'];
const idFields: Record<string, string> = {
	accountid: 'accountId',
	workflowid: 'workflowId',
	userid: 'userId',
	deviceid: 'deviceId',
};

function parseRefusal(body: unknown): Refusal {
	const texts = collectTexts(body).filter(({ value }) => value !== '');
	const stated = findStatedFields(body);
	const findText = (names: string[], accepts: RegExp) =>
		names
			.flatMap((name) => stated.filter((field) => field.name === name))
			.map(({ value }) => (isPlain(value) ? String(value) : ''))
			.find((text) => accepts.test(text));
	const said = messageFields
		.map((name) => texts.find((text) => text.name === name && typeof text.value === 'string'))
		.find((text) => text !== undefined);
	const ids = stated.flatMap(({ name, value }) =>
		name in idFields && isPlain(value) && value !== '' ? [[idFields[name], value] as const] : [],
	);
	return {
		said: said && String(said.value).slice(0, longestQuote),
		code: findText(codeFields, /^[\w.:-]{1,60}$/),
		requestId: findText(requestIdFields, /^[\w.:-]{1,100}$/),
		ids: Object.fromEntries(ids.reverse()),
	};
}

const isPlain = (value: unknown): value is string | number =>
	typeof value === 'number' || (typeof value === 'string' && value.length <= 100);
