import { clock } from '../../shared/clock';
import { envelopeIn, refusalIn } from '../api/envelope';
import type { Envelope, ErrorEnvelope } from '../api/types';

/** What came back for one request, or why nothing did. */
export interface Answer {
	/** HTTP status; undefined if there was no answer. */
	httpStatus?: number;
	headers?: Record<string, unknown>;
	body?: unknown;
	/** Why there was no answer: the network's own code, such as `ECONNREFUSED`. */
	networkCode?: string;
	/** Known before the request was sent: the credential found it out, or n8n stopped it. */
	failure?: Failure;
}

/** A request that did not succeed, as data: the retry policy decides on it, and the user's message is made of it. */
export interface Failure {
	kind:
		| 'refused'
		| 'tokenRefused'
		| 'rateLimited'
		| 'unavailable'
		| 'redirected'
		| 'notConnectFi'
		| 'unreachable'
		| 'untrusted'
		| 'noAnswer'
		| 'otherApplication'
		| 'cancelled'
		| 'stopped';
	httpStatus?: number;
	/** connectFi's own words, where it said something. */
	refusal?: ErrorEnvelope;
	networkCode?: string;
	/** From Retry-After, in milliseconds. */
	retryAfterMs?: number;
	/** The credential found it out, when it checked or renewed its token; the request itself was not refused. */
	byCredential?: boolean;
	/** n8n's own words, where it did not send the request. */
	stoppedBecause?: string;
	/** Of an instance that tells only about a customer's latest application, where that is not the one asked about. */
	latestApplicationId?: string;
	/** An earlier attempt of the same request may have been carried out without our hearing of it. */
	afterLostAnswer?: boolean;
}

export type Outcome = { success: true; envelope: Envelope } | { success: false; failure: Failure };

/** The network said no before anything was sent, so connectFi cannot have acted on the request. */
const neverSent = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
]);

/** OpenSSL's and Node's codes for a server certificate that does not convince. */
const certificateCodes = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

/**
 * What an answer means. Judged by its body first: connectFi answers with an envelope whose `code` is "0" or an error
 * code, and anything else, whatever its status, comes from somebody else or from something before connectFi.
 */
export function judge(answer: Answer): Outcome {
	const { httpStatus, body, networkCode, failure: known } = answer;
	const failed = (failure: Failure): Outcome => ({ success: false, failure });

	if (known) return failed(known);
	if (httpStatus === undefined) {
		if (networkCode === 'ERR_CANCELED') return failed({ kind: 'cancelled' });
		if (neverSent.has(networkCode ?? '')) return failed({ kind: 'unreachable', networkCode });
		if (certificateCodes.test(networkCode ?? '')) return failed({ kind: 'untrusted', networkCode });
		return failed({ kind: 'noAnswer', networkCode });
	}
	const refusal = refusalIn(body);
	const retryAfterMs = retryAfterOf(answer.headers?.['retry-after']);
	if (httpStatus === 429) return failed({ kind: 'rateLimited', httpStatus, refusal, retryAfterMs });
	if (httpStatus >= 500) return failed({ kind: 'unavailable', httpStatus, refusal, retryAfterMs });
	if (httpStatus >= 300 && httpStatus < 400) return failed({ kind: 'redirected', httpStatus });
	// What a refused token is answered with is not documented beyond the login's own 401 `unauthorized`.
	if (httpStatus === 401 || httpStatus === 403 || refusal?.code === 'unauthorized')
		return failed({ kind: 'tokenRefused', httpStatus, refusal });
	if (refusal) return failed({ kind: 'refused', httpStatus, refusal });
	const envelope = httpStatus < 300 ? envelopeIn(body) : undefined;
	if (envelope) return { success: true, envelope };
	return failed({ kind: 'notConnectFi', httpStatus });
}

/** What an HTTP date begins with; `Date.parse` alone takes `-1` and `5, 6` for dates too. */
const httpDate = /^[A-Z][a-z]{2,8},? .*\d\d:\d\d:\d\d/;

/**
 * Retry-After in milliseconds: the header holds seconds or an HTTP date.
 * @returns undefined for anything else
 */
export function retryAfterOf(header: unknown, now = clock.now()): number | undefined {
	const value = typeof header === 'string' ? header.trim() : '';
	const time = httpDate.test(value)
		? Date.parse(value.endsWith(' GMT') ? value : `${value} GMT`) - now
		: /^\d+(\.\d+)?$/.test(value)
			? Number(value) * 1000
			: NaN;
	return Number.isFinite(time) ? Math.max(0, time) : undefined;
}
