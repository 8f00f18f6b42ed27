import { clock } from './clock';

/** How many tasks run at once at the start; enough to hide latency, few enough for a strict API. */
const defaultStart = 5;

/**
 * n8n makes a connection for each request, and Node.js learns that connections are made and answers have come once per turn of
 * its event loop. Requests that begin in one turn are thus sent together, are answered together, and let as many others begin
 * together, while n8n is idle in between. So only a few begin in a turn, no further apart than it takes to begin one, and all
 * in less than a round trip, so that all places are taken.
 */
const longestGapMs = 3;
const partOfRoundTrip = 0.8;

interface Limits {
	/** Most tasks at once, at least 1. */
	ceiling: number;
	/** How many run at once before anything was learnt. */
	start?: number;
	/** Whether the first task runs alone, so that a login credential logs in once and not once per task. */
	firstAlone?: boolean;
}

/** What a task tells the limiter of the API's answer to it, while it runs. */
export interface Feedback {
	/** An answer came well. */
	accepted(): void;
	/** The API asked for fewer requests. @param pauseMs how long no task begins, in milliseconds */
	congested(pauseMs: number): void;
	/** From now on one task runs at a time, until answers come well again. */
	oneAtATime(): void;
}

/**
 * How many requests may be in flight at once, learnt from the API's own answers: opens while answers come well, halves
 * when the API asks for less (429, 503) and keeps every request back for as long as it asked.
 */
export class ConcurrencyLimiter {
	private readonly ceiling: number;
	private readonly start: number;
	private limit: number;
	/** Up to here the limit grows threefold per round trip; beyond it, it grows by one per round trip. */
	private threshold: number;
	private inFlight = 0;
	private pausedUntil = 0;
	/** Since the last turn ended. */
	private begunInTurn = 0;
	private turnsRun = false;
	/** The shortest time in which a good answer came, in milliseconds. */
	private roundTrip = 0;
	private opensAfterFirst: boolean;
	/** Counts the reductions: answers to requests sent before the last one say nothing about the new limit. */
	private epoch = 0;
	private listeners: Array<() => void> = [];
	/** Who waits for a place, first come first. */
	private readonly queue = new Set<() => void>();
	/** Who has a place and waits for the next turn, first come first. */
	private readonly nextTurn = new Set<() => void>();

	constructor({ ceiling, start = defaultStart, firstAlone = false }: Limits) {
		this.ceiling = ceiling;
		this.start = Math.min(start, ceiling);
		this.threshold = ceiling;
		this.limit = firstAlone ? 1 : this.start;
		this.opensAfterFirst = firstAlone;
	}

	/** The whole number of requests, and so of items, that may be under way now. */
	get size(): number {
		return Math.max(1, Math.floor(this.limit));
	}

	/**
	 * Runs a task when there is a free place and the end of a pause that the API asked for has come.
	 * @param signal ends the waiting; the task runs all the same and has to look at it
	 */
	async run<Result>(
		task: (feedback: Feedback) => Promise<Result>,
		signal?: AbortSignal,
	): Promise<Result> {
		await this.takePlace(signal);
		try {
			return await task(this.feedback(clock.now()));
		} finally {
			this.leave();
		}
	}

	/** Wakes everybody who waits for a change. */
	notify(): void {
		const waiting = this.listeners;
		this.listeners = [];
		for (const wake of waiting) wake();
	}

	/** Resolves at the next change of what is in flight. */
	async changed(): Promise<void> {
		await new Promise<void>((resolve) => {
			this.listeners.push(resolve);
		});
	}

	/** The check and the taking in one go: whoever is woken together with others must see their places taken. */
	private async takePlace(signal?: AbortSignal): Promise<void> {
		while (!signal?.aborted) {
			const pause = this.pausedUntil - clock.now();
			if (pause > 0) await pauseFor(pause, signal);
			else if (this.inFlight < this.size) break;
			else await waitIn(this.queue, signal);
		}
		this.inFlight++;
		await this.keepApart(signal);
	}

	/** How many tasks begin in a turn, and how long it lasts at least, in milliseconds. */
	private get pace(): { tasks: number; milliseconds: number } {
		const gap = Math.min(longestGapMs, (partOfRoundTrip * this.roundTrip) / this.size);
		return { tasks: Math.max(1, Math.round(1 / gap)), milliseconds: Math.max(1, gap) };
	}

	private async keepApart(signal?: AbortSignal): Promise<void> {
		const isAlone = this.inFlight === 1;
		if (isAlone) this.begunInTurn = 0;
		const begins = this.begunInTurn < this.pace.tasks;
		if (begins) this.begunInTurn++;
		// Who begins alone needs no turn to end.
		if (!isAlone && this.begunInTurn >= this.pace.tasks) void this.runTurns();
		if (begins) return;
		await waitIn(this.nextTurn, signal);
		// In the meantime the API may have asked for a pause.
		const pause = this.pausedUntil - clock.now();
		if (pause <= 0 || signal?.aborted) return;
		await pauseFor(pause, signal);
		await this.keepApart(signal);
	}

	/** A timer ends each turn: the machine's time says nothing, since one turn may take long. */
	private async runTurns(): Promise<void> {
		if (this.turnsRun) return;
		this.turnsRun = true;
		while (this.begunInTurn) {
			const { tasks, milliseconds } = this.pace;
			await clock.sleep(milliseconds);
			this.begunInTurn = wakeFirst(this.nextTurn, tasks);
		}
		this.turnsRun = false;
	}

	/** @param began when the task began, in milliseconds since 1970 */
	private feedback(began: number): Feedback {
		const { epoch } = this;
		const isCurrent = () => epoch === this.epoch;
		return {
			accepted: () => {
				this.roundTrip = Math.min(this.roundTrip || Infinity, clock.now() - began);
				if (!isCurrent()) return;
				const step = this.limit < this.threshold ? 2 : 1 / this.limit;
				this.limit = Math.min(this.ceiling, this.limit + step);
			},
			congested: (pauseMs) => {
				this.openAfterFirst();
				if (isCurrent()) {
					this.reduceTo(Math.max(1, this.limit / 2));
					this.threshold = this.limit;
				}
				this.pausedUntil = Math.max(this.pausedUntil, clock.now() + pauseMs);
			},
			oneAtATime: () => {
				this.openAfterFirst();
				if (isCurrent()) this.reduceTo(1);
			},
		};
	}

	private reduceTo(limit: number): void {
		this.limit = limit;
		this.epoch++;
	}

	private leave(): void {
		this.inFlight--;
		this.openAfterFirst();
		this.letIn();
		this.notify();
	}

	private openAfterFirst(): void {
		if (this.opensAfterFirst) this.limit = this.start;
		this.opensAfterFirst = false;
	}

	/** Wakes as many as there are places: to wake thousands for a few would keep n8n from everything else. */
	private letIn(): void {
		wakeFirst(this.queue, this.size - this.inFlight);
	}
}

/** Waits until somebody wakes whom the queue names, but not past the end of the execution. */
async function waitIn(queue: Set<() => void>, signal?: AbortSignal): Promise<void> {
	let wake = () => {};
	const woken = new Promise<void>((resolve) => {
		wake = resolve;
	});
	queue.add(wake);
	await orAborted(woken, signal);
	queue.delete(wake);
}

/** Wakes so many of those who came first. @returns how many there were */
function wakeFirst(queue: Set<() => void>, count: number): number {
	let woken = 0;
	for (const wake of queue) {
		if (woken >= count) break;
		queue.delete(wake);
		wake();
		woken++;
	}
	return woken;
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
