/** How often a request may be sent. */
export interface RetryPolicy {
	/**
	 * Whether a second one does no harm: it only reads, or the API makes it safe. One that creates something is not sent again
	 * unless the first has surely not been processed.
	 */
	idempotent: boolean;
	/** `false`: it is sent once, whatever happens. */
	retry?: boolean;
}

/** What of a failure the decision depends on. */
interface RetriableFailure {
	kind: string;
	retryAfterMs?: number;
}

const maxAttempts = { rateLimited: 10, otherwise: 4 };
/** A longer Retry-After ends the attempts: the user is told how long instead of watching a node that stands still. */
const longestWaitMs = 5 * 60_000;
const firstBackoffMs = 500;
const longestBackoffMs = 30_000;

interface Attempt extends RetryPolicy {
	/** How many times the request was sent, from 1. */
	attempt: number;
	/** Between 0 and 1; spreads the requests of many items. */
	random?: number;
}

/**
 * How long to wait before a failed request is sent again.
 * @returns milliseconds, or undefined if it must not be sent again
 */
export function waitBeforeRetry(
	failure: RetriableFailure,
	{ attempt, random = Math.random(), ...policy }: Attempt,
): number | undefined {
	const limit = failure.kind === 'rateLimited' ? maxAttempts.rateLimited : maxAttempts.otherwise;
	if (attempt >= limit || !mayRetry(failure, policy)) return undefined;
	const asked = failure.retryAfterMs ?? 0;
	if (asked > longestWaitMs) return undefined;
	const backoff = Math.min(longestBackoffMs, firstBackoffMs * 2 ** (attempt - 1));
	return Math.max(asked, backoff * (0.5 + random / 2));
}

function mayRetry({ kind }: RetriableFailure, { idempotent, retry = true }: RetryPolicy): boolean {
	if (!retry) return false;
	// Neither was processed: rejected for the rate limit, or never sent.
	if (kind === 'rateLimited' || kind === 'unreachable') return true;
	if (!idempotent) return false;
	return kind === 'noAnswer' || kind === 'unavailable';
}
