import { clock, type Clock } from '../../nodes/shared/clock';

/** Somebody who waits for a moment: the end of a pause, or the end of somebody's patience. */
interface Timer {
	due: number;
	isPause: boolean;
	fire: () => void;
	cancel: () => void;
}

/**
 * All is quiet when nobody has looked at the clock for so many turns of Node's event loop, of a millisecond or more: everybody
 * sleeps, or waits for something that is no clock. Turns, because a busy machine may stop this process at any moment.
 */
const quietTurns = 12;

/**
 * A clock that runs as the machine's does, except that nobody sits a pause out: once all is quiet, time jumps to the end of
 * the first pause, and what was to end by then ends (retries, limits, timeouts), in its order. After `hold`, it stands still
 * until a test lets it pass.
 */
export class FakeClock implements Clock {
	/** How long each pause was to be, in milliseconds, in the order in which they began. */
	readonly sleeps: number[] = [];
	private skipped = 0;
	private readonly timers = new Set<Timer>();
	private looks = 0;
	private skipping = false;
	private standsAt: number | undefined;

	now(): number {
		this.looks++;
		return this.time;
	}

	async sleep(milliseconds: number): Promise<void> {
		this.sleeps.push(milliseconds);
		await new Promise<void>((resolve) => {
			this.set(milliseconds, true, resolve);
			void this.skipPauses();
		});
	}

	abortAfter(milliseconds: number): AbortSignal {
		const controller = new AbortController();
		this.set(milliseconds, false, () => {
			const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
			controller.abort(reason);
		});
		return controller.signal;
	}

	/** From now on, no time passes by itself. */
	hold(): void {
		this.standsAt ??= this.time;
	}

	/** Lets time pass at once, for those who read the clock and do not wait for it. */
	skip(milliseconds: number): void {
		this.jumpTo(this.time + milliseconds);
	}

	/** Lets time pass, with everything that happens in it. */
	async advance(milliseconds: number): Promise<void> {
		const end = this.time + milliseconds;
		for (;;) {
			await this.quiet();
			const next = this.next(({ due }) => due <= end);
			if (!next) break;
			this.jumpTo(next.due);
		}
		this.jumpTo(end);
		await this.quiet();
	}

	/** Another test begins. Whoever still waits for this clock waits for ever. */
	reset(): void {
		for (const { cancel } of this.timers) cancel();
		this.timers.clear();
		this.sleeps.length = 0;
		if (this.standsAt !== undefined) this.skipped = this.standsAt - Date.now();
		this.standsAt = undefined;
	}

	/** Waits, without any time passing, until so many pauses and deadlines are set. */
	async untilSet(count: number): Promise<void> {
		while (this.timers.size < count) await new Promise((resolve) => setTimeout(resolve, 1));
	}

	/** Waits until somebody has begun a pause. */
	async untilSleeping(): Promise<void> {
		while (!this.sleeps.length) await new Promise((resolve) => setTimeout(resolve, 1));
	}

	/** Lets as much time pass as something takes. */
	async passUntil<T>(something: Promise<T>): Promise<T> {
		let isOver = false;
		const over = () => (isOver = true);
		something.then(over, over);
		for (;;) {
			await this.quiet();
			if (isOver) return await something;
			const next = this.next();
			if (next) this.jumpTo(next.due);
		}
	}

	private get time(): number {
		return this.standsAt ?? Date.now() + this.skipped;
	}

	private set(milliseconds: number, isPause: boolean, then: () => void): void {
		this.looks++;
		const timer: Timer = {
			due: this.time + milliseconds,
			isPause,
			fire: () => {
				timer.cancel();
				if (this.timers.delete(timer)) then();
			},
			cancel: () => clearTimeout(real),
		};
		this.timers.add(timer);
		const ifTimeRuns = () => this.standsAt === undefined && timer.fire();
		const real = setTimeout(ifTimeRuns, Math.min(milliseconds, 2 ** 31 - 1)).unref();
	}

	private async skipPauses(): Promise<void> {
		if (this.skipping) return;
		this.skipping = true;
		for (;;) {
			await this.quiet();
			const pause = this.next(({ isPause }) => isPause);
			if (!pause || this.standsAt !== undefined) break;
			this.jumpTo(pause.due);
		}
		this.skipping = false;
	}

	private next(isMeant: (timer: Timer) => boolean = () => true): Timer | undefined {
		return [...this.timers].filter(isMeant).sort((a, b) => a.due - b.due)[0];
	}

	private jumpTo(moment: number): void {
		const milliseconds = Math.max(0, moment - this.time);
		if (this.standsAt === undefined) this.skipped += milliseconds;
		else this.standsAt += milliseconds;
		for (;;) {
			const passed = this.next(({ due }) => due <= this.time);
			if (!passed) return;
			passed.fire();
		}
	}

	private async quiet(): Promise<void> {
		let { looks } = this;
		for (let turn = 0; turn < quietTurns; turn++) {
			await new Promise((resolve) => setTimeout(resolve, 1));
			if (looks !== this.looks) turn = 0;
			({ looks } = this);
		}
	}
}

/** Puts a fake clock in the place of the nodes' for each test of a file or `describe`. */
export function useFakeClock(): FakeClock {
	const real = { ...clock };
	const fake = new FakeClock();
	beforeEach(() => {
		clock.now = () => fake.now();
		clock.sleep = async (milliseconds) => await fake.sleep(milliseconds);
		clock.abortAfter = (milliseconds) => fake.abortAfter(milliseconds);
	});
	afterEach(() => {
		Object.assign(clock, real);
		fake.reset();
	});
	return fake;
}
