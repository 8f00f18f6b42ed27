import { EventEmitter, getEventListeners, once } from 'node:events';
import { ConcurrencyLimiter, pauseFor, type Feedback } from '../../../nodes/shared/limiter';
import { useFakeClock } from '../../support/fakeClock';

/** Runs one request at once, and answers it: well, or with the milliseconds that the API asks for. */
async function exchange(limiter: ConcurrencyLimiter, answer: 'well' | number = 'well') {
	await limiter.run(async (feedback) => {
		if (answer === 'well') feedback.accepted();
		else feedback.congested(answer);
	});
}

/** A request that is in flight until it is ended. */
function begin(limiter: ConcurrencyLimiter, signal?: AbortSignal) {
	let end = () => {};
	const ended = new Promise<void>((resolve) => (end = resolve));
	let inFlight = (_feedback: Feedback) => {};
	const started = new Promise<Feedback>((resolve) => (inFlight = resolve));
	const over = limiter.run(async (feedback) => {
		inFlight(feedback);
		await ended;
	}, signal);
	return {
		started,
		async end() {
			end();
			await over;
		},
	};
}

describe('the limiter of requests', () => {
	it('starts at five and opens to the ceiling while answers come well', async () => {
		const limiter = new ConcurrencyLimiter({ ceiling: 12 });
		expect(limiter.size).toBe(5);
		for (let i = 0; i < 20; i++) await exchange(limiter);
		expect(limiter.size).toBe(12);
	});

	it('opens threefold with each round trip', async () => {
		const limiter = new ConcurrencyLimiter({ ceiling: 200 });
		const sizes: number[] = [];
		for (let trip = 0; trip < 4; trip++) {
			const sent = Array.from({ length: limiter.size }, () => begin(limiter));
			for (const { started } of sent) (await started).accepted();
			for (const { end } of sent) await end();
			sizes.push(limiter.size);
		}
		expect(sizes).toEqual([15, 45, 135, 200]);
	});

	it('starts below five if that is the ceiling', () => {
		expect(new ConcurrencyLimiter({ ceiling: 2 }).size).toBe(2);
	});

	it('starts where it is told to', () => {
		expect(new ConcurrencyLimiter({ ceiling: 10, start: 10 }).size).toBe(10);
	});

	it('gives what the task gives, and throws what it throws, with its place free again', async () => {
		const limiter = new ConcurrencyLimiter({ ceiling: 1 });
		await expect(limiter.run(async () => 'result')).resolves.toBe('result');
		await expect(limiter.run(async () => await Promise.reject(new Error('x')))).rejects.toThrow(
			'x',
		);
		await expect(limiter.run(async () => 'next')).resolves.toBe('next');
	});

	it('lets the first request of a login credential go alone', async () => {
		const limiter = new ConcurrencyLimiter({ ceiling: 12, firstAlone: true });
		expect(limiter.size).toBe(1);
		await exchange(limiter);
		expect(limiter.size).toBeGreaterThanOrEqual(5);
	});

	it.each([
		['congested', 2],
		['oneAtATime', 1],
	] as const)('stays reduced where that first one was %s', async (feedback, size) => {
		const limiter = new ConcurrencyLimiter({ ceiling: 12, firstAlone: true });
		await limiter.run(async (first) => first[feedback](0));
		expect(limiter.size).toBe(size);
	});

	it('halves once for all requests that were sent before the halving', async () => {
		const limiter = new ConcurrencyLimiter({ ceiling: 16 });
		for (let i = 0; i < 20; i++) await exchange(limiter);
		const sent = [begin(limiter), begin(limiter), begin(limiter)];
		for (const { started } of sent) (await started).congested(0);
		for (const { end } of sent) await end();
		expect(limiter.size).toBe(8);
		await exchange(limiter, 0);
		expect(limiter.size).toBe(4);
		for (let i = 0; i < 5; i++) await exchange(limiter, 0);
		expect(limiter.size).toBe(1);
	});

	it('opens more slowly after it was halved', async () => {
		const limiter = new ConcurrencyLimiter({ ceiling: 40 });
		for (let i = 0; i < 50; i++) await exchange(limiter);
		await exchange(limiter, 0);
		expect(limiter.size).toBe(20);
		// By one when all of its places have got an answer.
		for (let i = 0; i < 20; i++) await exchange(limiter);
		expect(limiter.size).toBe(20);
		await exchange(limiter);
		expect(limiter.size).toBe(21);
	});

	it('is not reduced by what was sent before it was reduced', async () => {
		const limiter = new ConcurrencyLimiter({ ceiling: 16 });
		const before = [begin(limiter), begin(limiter)];
		const [first, second] = await Promise.all(before.map(({ started }) => started));
		first.congested(0);
		second.oneAtATime();
		expect(limiter.size).toBe(2);
		for (const { end } of before) await end();
	});

	it('tells those who wait for a change, once, when a place is free and when it is told to', async () => {
		const limiter = new ConcurrencyLimiter({ ceiling: 1 });
		let changes = 0;
		const watch = () => void limiter.changed().then(() => changes++);
		const untilTold = async () => await new Promise((resolve) => setImmediate(resolve));
		const request = begin(limiter);
		watch();
		watch();
		await request.started;
		await untilTold();
		expect(changes).toBe(0);
		await request.end();
		await untilTold();
		expect(changes).toBe(2);
		watch();
		limiter.notify();
		limiter.notify();
		await untilTold();
		expect(changes).toBe(3);
	});

	it('lets in thousands who wait, first come first, without effort', async () => {
		const limiter = new ConcurrencyLimiter({ ceiling: 10, start: 10 });
		const order: number[] = [];
		let most = 0;
		let inFlight = 0;
		const began = process.cpuUsage();
		await Promise.all(
			Array.from({ length: 3_000 }, async (_, number) => {
				await limiter.run(async () => {
					order.push(number);
					most = Math.max(most, ++inFlight);
					await new Promise((resolve) => setImmediate(resolve));
					inFlight--;
				}, AbortSignal.timeout(60_000));
			}),
		);
		expect(order).toEqual([...order].sort((a, b) => a - b));
		expect(most).toBe(10);
		// Waking everybody for each free place takes some 30 seconds.
		expect(process.cpuUsage(began).user).toBeLessThan(5_000_000);
	});

	it('leaves no place unused by those who stopped waiting', async () => {
		const limiter = new ConcurrencyLimiter({ ceiling: 1 });
		const first = begin(limiter);
		const gone = new AbortController();
		const stopped = [begin(limiter, gone.signal), begin(limiter, gone.signal)];
		const last = begin(limiter);
		gone.abort();
		for (const one of stopped) await one.end();
		await first.end();
		await expect(last.started).resolves.toBeDefined();
	});

	it('goes one at a time when asked to, until an answer to a request sent since then comes well', async () => {
		const limiter = new ConcurrencyLimiter({ ceiling: 50 });
		const before = [begin(limiter), begin(limiter), begin(limiter)];
		const [first, second, third] = await Promise.all(before.map(({ started }) => started));
		first.oneAtATime();
		expect(limiter.size).toBe(1);

		// The others were sent before: neither their need nor their success changes anything.
		second.oneAtATime();
		third.accepted();
		for (const { end } of before) await end();
		expect(limiter.size).toBe(1);

		await exchange(limiter);
		expect(limiter.size).toBe(3);
	});

	it('keeps every request back for as long as it was asked', async () => {
		const limiter = new ConcurrencyLimiter({ ceiling: 5 });
		await exchange(limiter, 80);
		const before = Date.now();
		await Promise.all([exchange(limiter), exchange(limiter)]);
		expect(Date.now() - before).toBeGreaterThanOrEqual(75);
	});

	it('lets only a few begin in a turn of the event loop, however long each takes to begin', async () => {
		const limiter = new ConcurrencyLimiter({ ceiling: 50, start: 50 });
		let turn = 0;
		/** In which turn each began. */
		const begunIn: number[] = [];
		const countTurns = () => {
			turn++;
			if (begunIn.length < 150) setImmediate(countTurns);
		};
		countTurns();
		// 50 are answered at once, as if n8n had learnt of all answers in one turn.
		const answers = [0, 1, 2].map(() => new EventEmitter().setMaxListeners(50));
		await Promise.all(
			Array.from({ length: 150 }, async () => {
				await limiter.run(async (feedback) => {
					begunIn.push(turn);
					const until = performance.now() + 1;
					while (performance.now() < until);
					const answer = answers[Math.ceil(begunIn.length / 50) - 1];
					if (begunIn.length % 50 === 0) setTimeout(() => answer.emit('answered'), 40);
					await once(answer, 'answered');
					feedback.accepted();
				});
			}),
		);
		const later = begunIn.slice(50);
		const most = Math.max(...later.map((of) => later.filter((other) => other === of).length));
		// Three where answers come and three at the end of a turn; by the clock alone, it would be some twenty.
		expect(most).toBeLessThanOrEqual(6);
	});

	it('never lets more in than its size', async () => {
		const limiter = new ConcurrencyLimiter({ ceiling: 3 });
		let inFlight = 0;
		let most = 0;
		await Promise.all(
			Array.from({ length: 30 }, async () => {
				await limiter.run(async (feedback) => {
					most = Math.max(most, ++inFlight);
					await new Promise((resolve) => setTimeout(resolve, 2));
					inFlight--;
					feedback.accepted();
				});
			}),
		);
		expect(most).toBe(3);
	});
});

describe('a cancelled execution, while time stands still', () => {
	const time = useFakeClock();
	beforeEach(() => time.hold());

	it.each([
		['for the end of a pause', 3_000],
		['for a free place', 0],
	])('does not wait %s', async (_what, pauseMs) => {
		const limiter = new ConcurrencyLimiter({ ceiling: 1 });
		const cancel = new AbortController();
		(await begin(limiter).started).congested(pauseMs);
		let entered = false;
		const waiting = limiter.run(async () => {
			entered = true;
		}, cancel.signal);
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(entered).toBe(false);
		cancel.abort();
		await waiting;
		expect(entered).toBe(true);
	});

	it('does not begin to wait', async () => {
		const limiter = new ConcurrencyLimiter({ ceiling: 1 });
		await exchange(limiter, 3_000);
		await expect(limiter.run(async () => 'done', AbortSignal.abort())).resolves.toBe('done');
	});

	it('does not begin a pause', async () => {
		await expect(pauseFor(3_000, AbortSignal.abort())).resolves.toBeUndefined();
	});
});

describe('a pause', () => {
	it('leaves nothing behind in the execution', async () => {
		const { signal } = new AbortController();
		await pauseFor(1, signal);
		expect(getEventListeners(signal, 'abort')).toEqual([]);
	});
});
