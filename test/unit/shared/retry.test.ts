import { waitBeforeRetry, type RetryPolicy } from '../../../nodes/shared/retry';
import type { Failure } from '../../../nodes/ConnectFi/api/response';

const mayRepeat = (failure: Failure, policy: RetryPolicy) =>
	waitBeforeRetry(failure, { ...policy, attempt: 1, random: 0 }) !== undefined;

it.each<[Failure, boolean, boolean]>([
	[{ kind: 'rateLimited', httpStatus: 429 }, true, true],
	[{ kind: 'unreachable' }, true, true],
	[{ kind: 'unavailable', httpStatus: 503 }, true, false],
	[{ kind: 'noAnswer' }, true, false],
	[{ kind: 'unavailable', httpStatus: 408 }, true, false],
	[{ kind: 'refused', httpStatus: 400 }, false, false],
	[{ kind: 'tokenRefused', httpStatus: 401 }, false, false],
	[{ kind: 'redirected', httpStatus: 302 }, false, false],
	[{ kind: 'notConnectFi', httpStatus: 200 }, false, false],
	[{ kind: 'untrusted' }, false, false],
	[{ kind: 'cancelled' }, false, false],
	[{ kind: 'stopped' }, false, false],
])('%j: a reading request %s, a creating one %s', (failure, reading, creating) => {
	expect(mayRepeat(failure, { idempotent: true })).toBe(reading);
	expect(mayRepeat(failure, { idempotent: false })).toBe(creating);
	expect(mayRepeat(failure, { idempotent: true, retry: false })).toBe(false);
});

it('waits as long as it is asked to, up to five minutes', () => {
	const wait = (retryAfterMs: number) =>
		waitBeforeRetry(
			{ kind: 'rateLimited', retryAfterMs },
			{ idempotent: false, attempt: 1, random: 1 },
		);
	expect(wait(7000)).toBe(7000);
	expect(wait(300_000)).toBe(300_000);
	expect(wait(300_001)).toBeUndefined();
});

it('never waits less than its own backoff, whatever it is asked to', () => {
	const wait = (retryAfterMs: number, attempt: number) =>
		waitBeforeRetry(
			{ kind: 'rateLimited', retryAfterMs },
			{ idempotent: false, attempt, random: 1 },
		);
	expect([wait(0, 1), wait(0, 2), wait(0, 9), wait(499, 1), wait(501, 1)]).toEqual([
		500, 1000, 30_000, 500, 501,
	]);
});

it('backs off with jitter, and ends', () => {
	const wait = (attempt: number, random: number) =>
		waitBeforeRetry({ kind: 'noAnswer' }, { idempotent: true, attempt, random });
	expect([wait(1, 0), wait(1, 1), wait(2, 1), wait(3, 1), wait(4, 1)]).toEqual([
		250,
		500,
		1000,
		2000,
		undefined,
	]);
	expect(
		waitBeforeRetry({ kind: 'rateLimited' }, { idempotent: true, attempt: 9, random: 1 }),
	).toBe(30_000);
	expect(
		waitBeforeRetry({ kind: 'rateLimited' }, { idempotent: true, attempt: 10, random: 1 }),
	).toBeUndefined();
});
