import { ConcurrencyLimiter } from '../../../nodes/shared/limiter';
import { clock } from '../../../nodes/shared/clock';
import { useFakeClock } from '../../support/fakeClock';

const time = useFakeClock();

/** A limiter that has seen one answer, which took so long. */
async function limiterAfter(roundTrip: number, ceiling = 10): Promise<ConcurrencyLimiter> {
	time.hold();
	const limiter = new ConcurrencyLimiter({ ceiling, start: ceiling });
	await limiter.run(async (feedback) => {
		time.skip(roundTrip);
		feedback.accepted();
	});
	return limiter;
}

/** Begins requests all at once: after how many milliseconds does each go out? */
function beginMany(limiter: ConcurrencyLimiter, count: number, signal?: AbortSignal) {
	const began = clock.now();
	const starts: number[] = [];
	const all = Array.from({ length: count }, async () =>
		limiter.run(async () => {
			starts.push(clock.now() - began);
			await new Promise(() => {});
		}, signal),
	);
	return { starts, all };
}

describe('requests that could all go out at once', () => {
	it('are spread over most of a round trip', async () => {
		const { starts } = beginMany(await limiterAfter(20), 10);
		await time.advance(20);
		expect(starts).toHaveLength(10);
		starts.forEach((start, index) => expect(Math.abs(start - 1.6 * index)).toBeLessThan(1.01));
	});

	it('wait for no more than a few milliseconds each, however slow the API is', async () => {
		const { starts } = beginMany(await limiterAfter(60_000), 10);
		await time.advance(27);
		expect(starts).toHaveLength(10);
		expect(starts[9]).toBeGreaterThan(25);
	});

	it('go out at once before anything is known, and where the API is quick', async () => {
		time.hold();
		const unknown = beginMany(new ConcurrencyLimiter({ ceiling: 10, start: 10 }), 10);
		await time.advance(0);
		expect(unknown.starts).toEqual(Array(10).fill(0));
		const quick = beginMany(await limiterAfter(1), 10);
		await time.advance(0);
		expect(quick.starts).toEqual(Array(10).fill(0));
	});

	it('never exceed the places, those that wait for their moment included', async () => {
		const { starts } = beginMany(await limiterAfter(20, 4), 10);
		await time.advance(1_000);
		expect(starts).toHaveLength(4);
	});

	it('wait on where the API asks for a pause meanwhile', async () => {
		const limiter = await limiterAfter(20);
		const refused = limiter.run(async (feedback) => feedback.congested(5_000));
		const { starts } = beginMany(limiter, 4);
		await refused;
		await time.advance(4_990);
		expect(starts).toEqual([]);
		await time.advance(100);
		expect(starts).toHaveLength(4);
	});

	it('wait no longer than the execution lasts', async () => {
		const cancel = new AbortController();
		const { starts } = beginMany(await limiterAfter(60_000), 10, cancel.signal);
		cancel.abort();
		await new Promise((resolve) => setImmediate(resolve));
		expect(starts).toHaveLength(10);
		expect(starts[9]).toBe(0);
	});
});
