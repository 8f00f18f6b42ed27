import type { Failure } from './answer';

/** How often a request may be sent. */
export interface RetryPolicy {
	/**
	 * Whether a second one does no harm: it only reads, or the API makes it safe. One that creates something is not sent again
	 * unless the first has surely not been processed: connectFi has no idempotency key.
	 */
	idempotent: boolean;
	/** `false`: it is sent once, whatever happens. */
	retry?: boolean;
}

const attempts = { rateLimited: 10, otherwise: 4 };
/** A longer Retry-After ends the attempts: the user is told how long instead of watching a node that stands still. */
const longestWaitMs = 5 * 60_000;
const firstBackoffMs = 500;
const longestBackoffMs = 30_000;

/**
 * How long to wait before the same request is sent again.
 * @param attempt how many times it was sent, from 1
 * @param random between 0 and 1; spreads the requests of many items
 * @returns milliseconds, or undefined if it must not be sent again
 */
export function waitBeforeRetry(
	failure: Failure,
	policy: RetryPolicy,
	attempt: number,
	random = Math.random(),
): number | undefined {
	const limit = failure.kind === 'rateLimited' ? attempts.rateLimited : attempts.otherwise;
	if (attempt >= limit || !mayRepeat(failure, policy)) return undefined;
	const asked = failure.retryAfterMs ?? 0;
	if (asked > longestWaitMs) return undefined;
	const backoff = Math.min(longestBackoffMs, firstBackoffMs * 2 ** (attempt - 1));
	return Math.max(asked, backoff * (0.5 + random / 2));
}

function mayRepeat(
	{ kind, httpStatus }: Failure,
	{ idempotent, retry = true }: RetryPolicy,
): boolean {
	if (!retry) return false;
	// Neither reached connectFi's work: refused at the door, or never sent at all.
	if (kind === 'rateLimited' || kind === 'unreachable') return true;
	if (!idempotent) return false;
	return kind === 'noAnswer' || kind === 'unavailable' || httpStatus === 408;
}
