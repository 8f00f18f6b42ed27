import type { ApiResult as SharedResult } from '../../shared/client';
import {
	findTransportFailure,
	type RawResponse,
	type TransportFailure,
} from '../../shared/response';
import { parseEnvelope, parseRefusal } from './envelope';
import type { Envelope, ErrorEnvelope } from './types';

/** A request that did not succeed, as data: the retry policy decides on it, and the user's message is made of it. */
export interface Failure extends Omit<TransportFailure, 'kind'> {
	kind:
		| TransportFailure['kind']
		| 'refused'
		| 'tokenRefused'
		| 'notConnectFi'
		| 'otherApplication'
		| 'unknownReference';
	/** connectFi's own words, where it said something. */
	refusal?: ErrorEnvelope;
	/** The credential found it out, when it checked or renewed its token; the request itself was not refused. */
	byCredential?: boolean;
	/** Of an instance that tells only about a customer's latest application, where that is not the one asked about. */
	latestApplicationId?: string;
	/** An attempt of this request may have been processed without our hearing of it. */
	afterLostAnswer?: boolean;
}

/** What the credential throws as an API's response, when it checks or renews its token. */
export interface CredentialError {
	failure: Failure;
}

export type ApiResult = SharedResult<{ envelope: Envelope }, Failure>;

/**
 * What a response means. Read by its body first: connectFi answers with an envelope whose `code` is "0" or an error code,
 * and anything else, whatever its status, comes from somebody else or from something before connectFi.
 */
export function parseResponse(response: RawResponse): ApiResult {
	const { httpStatus, body, credentialError } = response;
	const failed = (failure: Failure): ApiResult => ({ success: false, failure });

	const ofCredential = (credentialError as Partial<CredentialError> | undefined)?.failure;
	if (ofCredential) return failed({ ...ofCredential, byCredential: true });
	const refusal = parseRefusal(body);
	const transportFailure = findTransportFailure(response);
	if (transportFailure)
		return failed(refusal ? { ...transportFailure, refusal } : transportFailure);
	// What a refused token is answered with is not documented beyond the login's own 401 `unauthorized`.
	if (httpStatus === 401 || httpStatus === 403 || refusal?.code === 'unauthorized')
		return failed({ kind: 'tokenRefused', httpStatus, refusal });
	if (refusal) return failed({ kind: 'refused', httpStatus, refusal });
	const envelope = httpStatus! < 300 ? parseEnvelope(body) : undefined;
	if (envelope) return { success: true, envelope };
	// An answer that was cut off on its way: connectFi may well have done what was asked.
	const unreadable = response.unreadable ?? (isBrokenJson(body) ? 'it breaks off' : undefined);
	return failed({ kind: unreadable ? 'noAnswer' : 'notConnectFi', httpStatus, unreadable });
}

const isBrokenJson = (body: unknown) => typeof body === 'string' && /^\s*\{/.test(body);
