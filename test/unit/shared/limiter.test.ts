import { RequestWindow } from '../../../nodes/shared/limiter';

/** Sends one request through the window at once, and answers it. */
async function exchange(window: RequestWindow, answer: 'well' | number = 'well') {
	const generation = await window.enter();
	if (answer === 'well') window.accepted();
	else window.congested(generation, answer);
	window.leave();
}

describe('the window of requests', () => {
	it('starts at five and opens to the ceiling while answers come well', async () => {
		const window = new RequestWindow(12);
		expect(window.size).toBe(5);
		for (let i = 0; i < 20; i++) await exchange(window);
		expect(window.size).toBe(12);
	});

	it('starts below five if that is the ceiling', () => {
		expect(new RequestWindow(2).size).toBe(2);
	});

	it('lets the first request of a login credential go alone', async () => {
		const window = new RequestWindow(12, true);
		expect(window.size).toBe(1);
		await exchange(window);
		expect(window.size).toBeGreaterThanOrEqual(5);
	});

	it('halves once for all requests that were sent before the halving', async () => {
		const window = new RequestWindow(16);
		for (let i = 0; i < 20; i++) await exchange(window);
		const sent = await Promise.all([window.enter(), window.enter(), window.enter()]);
		for (const generation of sent) {
			window.congested(generation, 0);
			window.leave();
		}
		expect(window.size).toBe(8);
		await exchange(window, 0);
		expect(window.size).toBe(4);
		for (let i = 0; i < 5; i++) await exchange(window, 0);
		expect(window.size).toBe(1);
	});

	it('opens more slowly after it was halved', async () => {
		const window = new RequestWindow(40);
		for (let i = 0; i < 50; i++) await exchange(window);
		await exchange(window, 0);
		expect(window.size).toBe(20);
		for (let i = 0; i < 20; i++) await exchange(window);
		expect(window.size).toBeLessThanOrEqual(21);
	});

	it('lets in thousands who wait, first come first, without effort', async () => {
		const window = new RequestWindow(10, false, 10);
		const order: number[] = [];
		let most = 0;
		let inFlight = 0;
		const began = process.cpuUsage();
		await Promise.all(
			Array.from({ length: 3_000 }, async (_, number) => {
				await window.enter(AbortSignal.timeout(60_000));
				order.push(number);
				most = Math.max(most, ++inFlight);
				await new Promise((resolve) => setImmediate(resolve));
				inFlight--;
				window.leave();
			}),
		);
		expect(order).toEqual([...order].sort((a, b) => a - b));
		expect(most).toBe(10);
		// Waking everybody for each free place takes some 30 seconds.
		expect(process.cpuUsage(began).user).toBeLessThan(5_000_000);
	});

	it('leaves no place unused by those who stopped waiting', async () => {
		const window = new RequestWindow(1);
		await window.enter();
		const gone = new AbortController();
		const stopped = [window.enter(gone.signal), window.enter(gone.signal)];
		const last = window.enter();
		gone.abort();
		// Whoever was let in by the end of its execution leaves again.
		for (const one of stopped) {
			await one;
			window.leave();
		}
		window.leave();
		await expect(last).resolves.toBeDefined();
	});

	it('goes one at a time when asked to, until an answer to a request sent since then comes well', async () => {
		const window = new RequestWindow(50);
		const before = await Promise.all([window.enter(), window.enter(), window.enter()]);
		window.oneAtATime(before[0]);
		expect(window.size).toBe(1);

		// The others were sent before: neither their need nor their success changes anything.
		window.oneAtATime(before[1]);
		window.accepted(before[2]);
		before.forEach(() => window.leave());
		expect(window.size).toBe(1);

		const alone = await window.enter();
		window.accepted(alone);
		window.leave();
		expect(window.size).toBe(2);
	});

	it('keeps every request back for as long as it was asked', async () => {
		const window = new RequestWindow(5);
		await exchange(window, 80);
		const before = Date.now();
		await Promise.all([exchange(window), exchange(window)]);
		expect(Date.now() - before).toBeGreaterThanOrEqual(75);
	});

	it('never lets more in than its size', async () => {
		const window = new RequestWindow(3);
		let inFlight = 0;
		let most = 0;
		await Promise.all(
			Array.from({ length: 30 }, async () => {
				await window.enter();
				most = Math.max(most, ++inFlight);
				await new Promise((resolve) => setTimeout(resolve, 2));
				inFlight--;
				window.accepted();
				window.leave();
			}),
		);
		expect(most).toBe(3);
	});

	it.each([
		['for the end of a pause', 3_000],
		['for a free place', 0],
	])('does not keep a cancelled execution waiting %s', async (_what, pauseMs) => {
		const window = new RequestWindow(1);
		const cancel = new AbortController();
		const generation = await window.enter();
		window.congested(generation, pauseMs);
		const before = Date.now();
		let entered = false;
		const waiting = window.enter(cancel.signal).then(() => (entered = true));
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(entered).toBe(false);
		cancel.abort();
		await waiting;
		expect(Date.now() - before).toBeLessThan(1_000);
	});

	it('does not begin to wait for an execution that was cancelled before', async () => {
		const window = new RequestWindow(1);
		window.congested(await window.enter(), 3_000);
		const before = Date.now();
		await window.enter(AbortSignal.abort());
		expect(Date.now() - before).toBeLessThan(1_000);
	});
});
