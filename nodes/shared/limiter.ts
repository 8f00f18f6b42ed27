import { clock } from './clock';

/** How many requests are in flight at the start; enough to hide latency, few enough for a strict API. */
const startSize = 5;

/**
 * How many requests may be in flight at once, learnt from the API's own answers: opens while answers come well, halves
 * when connectFi asks for less (429, 503) and keeps every request back for as long as it asked. The vendor documents no
 * rate limit, so none is assumed.
 */
export class RequestWindow {
	private limit: number;
	/** Up to here the window doubles per round trip; beyond it, it grows by one per round trip. */
	private threshold: number;
	private inFlight = 0;
	private pausedUntil = 0;
	private opensAfterFirst: boolean;
	/** Counts the reductions: answers to requests sent before the last one say nothing about the new size. */
	private generation = 0;
	private listeners: Array<() => void> = [];
	/** Who waits for a place, first come first. */
	private readonly queue = new Set<() => void>();

	/**
	 * @param ceiling most requests in flight, at least 1
	 * @param soloStart whether the first request goes alone, so that a login credential logs in once and not once per
	 * request in flight
	 * @param start how many may be in flight before anything was learnt
	 */
	constructor(
		private readonly ceiling: number,
		soloStart = false,
		start = startSize,
	) {
		this.threshold = ceiling;
		this.limit = soloStart ? 1 : Math.min(start, ceiling);
		this.opensAfterFirst = soloStart;
	}

	/** The whole number of requests, and so of items, that may be under way now. */
	get size(): number {
		return Math.max(1, Math.floor(this.limit));
	}

	/**
	 * Waits for a free place and for the end of a pause that the API asked for.
	 * @returns what `leave` and `congested` need to know of this request
	 */
	async enter(signal?: AbortSignal): Promise<number> {
		while (!signal?.aborted) {
			const pause = this.pausedUntil - clock.now();
			if (pause > 0) await pauseFor(pause, signal);
			else if (this.inFlight < this.size) break;
			else await this.turn(signal);
		}
		this.inFlight++;
		return this.generation;
	}

	/** A request is over, whatever its answer. */
	leave(): void {
		this.inFlight--;
		if (this.opensAfterFirst) {
			this.opensAfterFirst = false;
			this.limit = Math.min(startSize, this.ceiling);
		}
		this.letIn();
		this.notify();
	}

	/**
	 * An answer came well.
	 * @param generation what `enter` gave that request
	 */
	accepted(generation = this.generation): void {
		if (generation !== this.generation) return;
		const step = this.limit < this.threshold ? 1 : 1 / this.limit;
		this.limit = Math.min(this.ceiling, this.limit + step);
	}

	/**
	 * connectFi asked for fewer requests.
	 * @param generation what `enter` gave that request
	 * @param pauseMs how long nobody sends, in milliseconds
	 */
	congested(generation: number, pauseMs: number): void {
		if (generation === this.generation) {
			this.limit = Math.max(1, this.limit / 2);
			this.threshold = this.limit;
			this.generation++;
		}
		this.pausedUntil = Math.max(this.pausedUntil, clock.now() + pauseMs);
	}

	/**
	 * From now on one request goes at a time, until answers come well again.
	 * @param generation what `enter` gave the request that shows the need
	 */
	oneAtATime(generation: number): void {
		if (generation !== this.generation) return;
		this.limit = 1;
		this.generation++;
	}

	/** Wakes as many as there are places: to wake thousands for a few would keep n8n from everything else. */
	private letIn(): void {
		let free = this.size - this.inFlight;
		for (const wake of this.queue) {
			if (free-- <= 0) return;
			this.queue.delete(wake);
			wake();
		}
	}

	private async turn(signal?: AbortSignal): Promise<void> {
		let wake = () => {};
		const called = new Promise<void>((resolve) => {
			wake = resolve;
		});
		this.queue.add(wake);
		await orAborted(called, signal);
		this.queue.delete(wake);
	}

	/** Wakes everybody who waits for a change. */
	notify(): void {
		const waiting = this.listeners;
		this.listeners = [];
		for (const wake of waiting) wake();
	}

	/** Resolves at the next change of what is in flight, or when the signal fires. */
	async changed(signal?: AbortSignal): Promise<void> {
		await orAborted(
			new Promise<void>((resolve) => {
				this.listeners.push(resolve);
			}),
			signal,
		);
	}
}

/** Waits, but not past the end of the execution. */
export async function pauseFor(milliseconds: number, signal?: AbortSignal): Promise<void> {
	await orAborted(clock.sleep(milliseconds), signal);
}

async function orAborted(event: Promise<void>, signal?: AbortSignal): Promise<void> {
	if (!signal) return await event;
	if (signal.aborted) return;
	let stop = () => {};
	const aborted = new Promise<void>((resolve) => {
		stop = resolve;
		signal.addEventListener('abort', stop, { once: true });
	});
	await Promise.race([event, aborted]);
	signal.removeEventListener('abort', stop);
}
