import { createAttempt, type ApiRequest, type ApiResult } from '../../../nodes/shared/client';
import { ConcurrencyLimiter } from '../../../nodes/shared/limiter';
import { useFakeClock } from '../../support/fakeClock';

const time = useFakeClock();

interface Failure {
	kind: string;
	httpStatus?: number;
	retryAfterMs?: number;
	afterLostAnswer?: boolean;
}
type Result = ApiResult<{ answer: string }, Failure>;

const well: Result = { success: true, answer: 'well' };
const failed = (kind: string, more: Partial<Failure> = {}): Result => ({
	success: false,
	failure: { kind, ...more },
});
const reading: ApiRequest = { method: 'GET', path: '/x', idempotent: true, timeout: 1_000 };
const creating: ApiRequest = { ...reading, method: 'POST', idempotent: false };
const once: ApiRequest = { ...reading, retry: false };

/** A client of an API that gives these answers in turn, the last one again and again. */
function clientOf(
	answers: Result[],
	{ signal, isLogin = false }: { signal?: AbortSignal; isLogin?: boolean } = {},
) {
	const limiter = new ConcurrencyLimiter({ ceiling: 20 });
	const attempts: number[] = [];
	const attempt = createAttempt<ApiRequest, { answer: string }, Failure>({
		limiter,
		signal,
		send: async (_request, number) => {
			attempts.push(number);
			return answers.length > 1 ? answers.shift()! : answers[0];
		},
		mayRenewAlone: isLogin ? ({ kind }) => kind === 'tokenRefused' : undefined,
	});
	return { attempt, attempts, limiter };
}

it('gives the answer, and sends more at once after one that came well', async () => {
	const { attempt, attempts, limiter } = clientOf([well]);
	expect(await attempt(reading)).toEqual(well);
	expect(attempts).toEqual([1]);
	expect(time.sleeps).toEqual([]);
	expect(limiter.size).toBe(7);
});

it('sends a reading request again after a pause, and counts the attempts', async () => {
	const { attempt, attempts } = clientOf([failed('noAnswer'), failed('unavailable'), well]);
	expect(await attempt(reading)).toEqual(well);
	expect(attempts).toEqual([1, 2, 3]);
	const [first, second] = time.sleeps;
	expect(first).toBeGreaterThanOrEqual(250);
	expect(first).toBeLessThanOrEqual(500);
	expect(second).toBeGreaterThanOrEqual(500);
	expect(time.sleeps).toHaveLength(2);
});

it.each(['noAnswer', 'unavailable'])('does not create twice after %s', async (kind) => {
	const { attempt, attempts } = clientOf([failed(kind)]);
	expect(await attempt(creating)).toEqual(failed(kind, { afterLostAnswer: true }));
	expect(attempts).toEqual([1]);
});

it.each([
	['noAnswer', true],
	['unavailable', true],
	['rateLimited', false],
	['unreachable', false],
])('%s, then a refusal: an earlier attempt may have been processed: %p', async (kind, expected) => {
	const { attempt } = clientOf([failed(kind), failed('refused')]);
	expect(await attempt(reading)).toEqual(failed('refused', { afterLostAnswer: expected }));
});

it('remembers a lost answer through further attempts', async () => {
	const { attempt } = clientOf([failed('noAnswer'), failed('rateLimited'), failed('refused')]);
	expect(await attempt(reading)).toEqual(failed('refused', { afterLostAnswer: true }));
});

describe('an API that asks for fewer requests', () => {
	it.each([
		['429', 'rateLimited', 429, 2],
		['503', 'unavailable', 503, 2],
		['another failure', 'unavailable', 500, 5],
	])('%s decides how many are sent at once', async (_what, kind, httpStatus, size) => {
		const { attempt, limiter } = clientOf([failed(kind, { httpStatus }), failed('refused')]);
		await attempt(reading);
		expect(limiter.size).toBe(size);
	});

	it('is asked again once its pause is over, which all requests wait for', async () => {
		time.hold();
		const { attempt, attempts } = clientOf([
			failed('rateLimited', { httpStatus: 429, retryAfterMs: 7_000 }),
			well,
		]);
		const first = attempt(creating);
		await time.untilSleeping();
		const second = attempt(creating);
		await time.advance(6_999);
		expect(attempts).toEqual([1]);
		await time.advance(1);
		expect(await Promise.all([first, second])).toEqual([well, well]);
		expect(attempts.sort()).toEqual([1, 1, 2]);
		expect(time.sleeps.filter((pause) => pause !== 7_000)).toEqual([]);
	});

	it.each([
		['429', 'rateLimited', 429, once],
		['503', 'unavailable', 503, once],
		['503 to what creates', 'unavailable', 503, creating],
	])(
		'%s holds the others back where it is not sent again',
		async (_what, kind, httpStatus, request) => {
			time.hold();
			const { attempt, attempts } = clientOf([
				failed(kind, { httpStatus, retryAfterMs: 7_000 }),
				well,
			]);
			const { success } = await attempt(request);
			expect(success).toBe(false);
			const second = attempt(once);
			await time.advance(6_999);
			expect(attempts).toEqual([1]);
			await time.advance(1);
			expect(await second).toEqual(well);
		},
	);

	it('holds the others back for a moment also where it does not say for how long', async () => {
		time.hold();
		const { attempt, attempts } = clientOf([failed('unavailable', { httpStatus: 503 }), well]);
		await attempt(once);
		const second = attempt(once);
		await time.advance(249);
		expect(attempts).toEqual([1]);
		await time.advance(251);
		expect(await second).toEqual(well);
	});

	it('is not waited for where it asks for longer than anybody watches', async () => {
		const { attempt } = clientOf([failed('rateLimited', { retryAfterMs: 3_600_000 }), well]);
		for (const request of [once, reading]) await attempt(request);
		expect(time.sleeps).toEqual([]);
	});
});

it('does not keep a cancelled execution waiting for the next attempt', async () => {
	time.hold();
	const cancel = new AbortController();
	const answers = [failed('noAnswer'), failed('cancelled')];
	const { attempt, attempts } = clientOf(answers, { signal: cancel.signal });
	const result = attempt(reading);
	await time.untilSleeping();
	expect(attempts).toEqual([1]);
	cancel.abort();
	expect(await result).toMatchObject(failed('cancelled'));
});

it('does not keep a cancelled execution waiting for its turn', async () => {
	time.hold();
	const cancel = new AbortController();
	const paused = failed('rateLimited', { httpStatus: 429, retryAfterMs: 7_000 });
	const { attempt } = clientOf([paused, failed('cancelled')], { signal: cancel.signal });
	const result = attempt(reading);
	await time.untilSleeping();
	cancel.abort();
	expect(await result).toMatchObject(failed('cancelled'));
});

describe('a token that was refused in spite of its renewal', () => {
	const refused = failed('tokenRefused');

	it('is renewed again with nobody else under way, without a pause', async () => {
		const { attempt, attempts, limiter } = clientOf([refused, failed('refused')], {
			isLogin: true,
		});
		await attempt(creating);
		expect(attempts).toEqual([1, 2]);
		expect(limiter.size).toBe(1);
		expect(time.sleeps).toEqual([]);
	});

	it('is renewed for later requests too, as long as that helps', async () => {
		const answers = [refused, well, refused, well];
		const { attempt, attempts } = clientOf(answers, { isLogin: true });
		expect(await attempt(reading)).toEqual(well);
		expect(await attempt(reading)).toEqual(well);
		expect(attempts).toEqual([1, 2, 1, 2]);
	});

	it('is renewed also after an attempt that failed otherwise', async () => {
		const answers = [failed('noAnswer'), refused, well];
		const { attempt, attempts } = clientOf(answers, { isLogin: true });
		expect(await attempt(reading)).toEqual(well);
		expect(attempts).toEqual([1, 2, 3]);
	});

	it('is not renewed a third time, and never again after that', async () => {
		const { attempt, attempts } = clientOf([refused], { isLogin: true });
		expect(await attempt(reading)).toMatchObject(refused);
		expect(attempts).toEqual([1, 2]);
		expect(await attempt(reading)).toMatchObject(refused);
		expect(attempts).toEqual([1, 2, 1]);
	});

	it.each([
		['is asked about once', once, true],
		['is no login', reading, false],
	])('is not renewed where the request %s', async (_what, request, isLogin) => {
		const { attempt, attempts } = clientOf([refused], { isLogin });
		expect(await attempt(request)).toMatchObject(refused);
		expect(attempts).toEqual([1]);
	});
});
