import { clock } from './clock';

/** What came back for one request, or why nothing did. */
export interface RawResponse {
	/** HTTP status; undefined if there was no answer. */
	httpStatus?: number;
	headers?: Record<string, unknown>;
	/** JSON, or a text that is not JSON. */
	body?: unknown;
	/** Why the body cannot be used, in a user's words; it is absent then. */
	unreadable?: string;
	/** Why there was no answer: the network's own code, such as `ECONNREFUSED`. */
	networkCode?: string;
	/** n8n's own words, where it did not send the request. */
	stoppedBecause?: string;
	/** What the credential threw when it renewed its token: the data of the response that it gave to n8n. */
	credentialError?: unknown;
}

/** How a request failed on its way, whichever API it was meant for. */
export interface TransportFailure {
	kind:
		| 'rateLimited'
		| 'unavailable'
		| 'redirected'
		| 'unreachable'
		| 'untrusted'
		| 'noAnswer'
		| 'cancelled'
		| 'stopped';
	httpStatus?: number;
	networkCode?: string;
	/** From Retry-After, in milliseconds. */
	retryAfterMs?: number;
	/** n8n's own words, where it did not send the request. */
	stoppedBecause?: string;
	/** Why an answer that came is as good as none, in a user's words. */
	unreadable?: string;
}

/** The network said no before anything was sent, so the API cannot have acted on the request. */
const neverSent = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
]);

/** OpenSSL's and Node's codes for a server certificate that is not trusted. */
const certificateCodes = /CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO_/;

/** What HTTP and the network tell of a response. @returns undefined where the API's own answer came, to be read by its client */
export function findTransportFailure(response: RawResponse): TransportFailure | undefined {
	const { httpStatus, networkCode, stoppedBecause } = response;
	if (httpStatus === undefined) {
		if (networkCode === undefined) return { kind: 'stopped', stoppedBecause };
		if (networkCode === 'ERR_CANCELED') return { kind: 'cancelled' };
		if (neverSent.has(networkCode)) return { kind: 'unreachable', networkCode };
		if (certificateCodes.test(networkCode)) return { kind: 'untrusted', networkCode };
		return { kind: 'noAnswer', networkCode };
	}
	const retryAfterMs = parseRetryAfter(response.headers?.['retry-after']);
	if (httpStatus === 429) return { kind: 'rateLimited', httpStatus, retryAfterMs };
	// 408 like those: whether the request was processed is not known.
	if (httpStatus >= 500 || httpStatus === 408)
		return { kind: 'unavailable', httpStatus, retryAfterMs };
	if (httpStatus >= 300 && httpStatus < 400) return { kind: 'redirected', httpStatus };
	return undefined;
}

/** What an HTTP date begins with; `Date.parse` alone takes `-1` and `5, 6` for dates too. */
const httpDate = /^[A-Z][a-z]{2,8},? .*\d\d:\d\d:\d\d/;

/**
 * Retry-After in milliseconds: the header holds seconds or an HTTP date.
 * @returns undefined for anything else
 */
export function parseRetryAfter(header: unknown, now = clock.now()): number | undefined {
	const value = typeof header === 'string' ? header.trim() : '';
	const time = httpDate.test(value)
		? Date.parse(value.endsWith(' GMT') ? value : `${value} GMT`) - now
		: /^\d+(\.\d+)?$/.test(value)
			? Number(value) * 1000
			: NaN;
	return Number.isFinite(time) ? Math.max(0, time) : undefined;
}
