import {
	findTransportFailure,
	parseRetryAfter,
	type RawResponse,
	type TransportFailure,
} from '../../../nodes/shared/response';
import { useFakeClock } from '../../support/fakeClock';

const time = useFakeClock();

it.each<[RawResponse, TransportFailure | undefined]>([
	[{ stoppedBecause: 'No credential' }, { kind: 'stopped', stoppedBecause: 'No credential' }],
	[{ networkCode: 'ERR_CANCELED' }, { kind: 'cancelled' }],
	...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].map(
		(networkCode): [RawResponse, TransportFailure] => [
			{ networkCode },
			{ kind: 'unreachable', networkCode },
		],
	),
	...[
		'CERT_HAS_EXPIRED',
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'SELF_SIGNED_IN_CHAIN',
		'ERR_TLS_CERT_ALTNAME_INVALID',
		'ERR_TLS_HANDSHAKE_TIMEOUT',
		'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	].map((networkCode): [RawResponse, TransportFailure] => [
		{ networkCode },
		{ kind: 'untrusted', networkCode },
	]),
	...['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE'].map(
		(networkCode): [RawResponse, TransportFailure] => [
			{ networkCode },
			{ kind: 'noAnswer', networkCode },
		],
	),
	[
		{ httpStatus: 429, headers: { 'retry-after': '2' } },
		{ kind: 'rateLimited', httpStatus: 429, retryAfterMs: 2_000 },
	],
	[{ httpStatus: 429 }, { kind: 'rateLimited', httpStatus: 429 }],
	[{ httpStatus: 408 }, { kind: 'unavailable', httpStatus: 408 }],
	[{ httpStatus: 500 }, { kind: 'unavailable', httpStatus: 500 }],
	[
		{ httpStatus: 503, headers: { 'retry-after': '0.5' } },
		{ kind: 'unavailable', httpStatus: 503, retryAfterMs: 500 },
	],
	[{ httpStatus: 300 }, { kind: 'redirected', httpStatus: 300 }],
	[{ httpStatus: 399 }, { kind: 'redirected', httpStatus: 399 }],
	// What the API itself says is for its client to read.
	[{ httpStatus: 200 }, undefined],
	[{ httpStatus: 299 }, undefined],
	[{ httpStatus: 400 }, undefined],
	[{ httpStatus: 407 }, undefined],
	[{ httpStatus: 409 }, undefined],
	[{ httpStatus: 428 }, undefined],
	[{ httpStatus: 499 }, undefined],
])('%j is on its way %j', (response, failure) => {
	expect(findTransportFailure(response)).toEqual(failure);
});

it.each<[unknown, number | undefined]>([
	['7', 7_000],
	[' 7 ', 7_000],
	['12.25', 12_250],
	['0', 0],
	['Thu, 01 Jan 1970 00:00:10 GMT', 10_000],
	['Thursday, 01-Jan-70 00:00:10 GMT', 10_000],
	// asctime, which RFC 9110 has read too, and without a time zone means GMT.
	['Thu Jan  1 00:00:10 1970', 10_000],
	['1970', 1_970_000],
	['1970-01-01T00:00:10Z', undefined],
	['9'.repeat(400), undefined],
	['Thu, 99 Jan 1970 00:00:10 GMT', undefined],
	['-1', undefined],
	['5, 6', undefined],
	['5s', undefined],
	['in 5', undefined],
	['5.', undefined],
	['1e3', undefined],
	['soon', undefined],
	['Wednesday', undefined],
	['x Thu, 01 Jan 1970 00:00:10 GMT', undefined],
	['', undefined],
	[7, undefined],
	[undefined, undefined],
])('Retry-After: %j asks to wait %j ms', (header, expected) => {
	expect(parseRetryAfter(header, 0)).toBe(expected);
});

it('Retry-After as a date counts from now, and is over when it has passed', () => {
	time.hold();
	const now = Math.ceil(time.now() / 1000) * 1000;
	const inSeconds = (seconds: number) => new Date(now + seconds * 1000).toUTCString();
	expect(parseRetryAfter(inSeconds(30), now)).toBe(30_000);
	expect(parseRetryAfter(inSeconds(30))).toBe(now + 30_000 - time.now());
	expect(parseRetryAfter(inSeconds(-30))).toBe(0);
});
