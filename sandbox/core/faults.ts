/** What can be made to go wrong. */
export const faultKinds = [
	'latency',
	'status',
	'reset',
	'lostAnswer',
	'slowBody',
	'brokenBody',
	'halfBody',
	'bigBody',
	'wrongType',
	'html',
	'redirect',
] as const;

/**
 * What goes wrong:
 * `latency` answers late; `status` answers with another status instead of processing the request; `reset` breaks the
 * connection before the request is processed; `lostAnswer` processes it in full and then breaks the connection;
 * `slowBody` sends the head at once and lets the body trickle; `brokenBody` processes it and breaks the connection in the
 * middle of the body; `halfBody` processes it and ends the body in its middle; `bigBody` processes it and adds blanks to the
 * body; `wrongType` processes it and calls the body a web page; `html` answers with a web page; `redirect` redirects.
 */
export type FaultKind = (typeof faultKinds)[number];

/** A fault to apply to requests that match. */
export interface Fault {
	kind: FaultKind;
	/** HTTP method; any when absent. */
	method?: string;
	/** Start of the path, or a pattern of the whole path in which `*` stands for anything; any path when absent. */
	path?: string;
	/** To how many matching requests it applies; 1 when absent, 0 means until cleared. */
	times?: number;
	/** How many matching requests to let through before the first one; 0 when absent. */
	skip?: number;
	/** Milliseconds: wait before anything else happens; for `slowBody` the time the body takes (1000 when absent). */
	delayMs?: number;
	/** HTTP status for `status` (500 when absent), `html` (200) and `redirect` (302). */
	status?: number;
	/** Retry-After of `status`: seconds, or an HTTP date. */
	retryAfter?: number | string;
	/** Body of `status` (JSON, or text) and `html` (text). */
	body?: unknown;
	/** Length of the body for `bigBody`; 10 MB when absent. */
	bytes?: number;
	/** Target of `redirect`. */
	location?: string;
}

/** Limits over which a request is answered 429; absent limits do not apply. */
export interface RateLimit {
	/** Requests accepted within any one second. */
	perSecond?: number;
	/** Requests processed at the same time. */
	concurrent?: number;
	/** Retry-After of the 429: seconds, or an HTTP date; no header when absent. */
	retryAfter?: number | string;
}

interface ActiveFault extends Fault {
	remaining: number;
	toSkip: number;
}

function matchesPath(pattern: string | undefined, path: string): boolean {
	if (pattern === undefined) return true;
	if (!pattern.includes('*')) return path.startsWith(pattern);
	const source = pattern
		.split('*')
		.map((literal) => literal.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
		.join('.*');
	return new RegExp(`^${source}$`).test(path);
}

/** The faults and limits of one emulator. */
export class FaultBox {
	private faults: ActiveFault[] = [];
	private limit: RateLimit | null = null;
	private acceptedAt: number[] = [];
	private working = 0;

	/**
	 * Adds a fault behind those already waiting.
	 * @param fault what goes wrong, and for which requests
	 */
	add(fault: Fault): void {
		const times = fault.times ?? 1;
		this.faults.push({
			...fault,
			remaining: times === 0 ? Number.POSITIVE_INFINITY : times,
			toSkip: fault.skip ?? 0,
		});
	}

	/**
	 * Sets the rate limit.
	 * @param limit the limit, or null for none
	 */
	setRateLimit(limit: RateLimit | null): void {
		this.limit = limit;
		this.acceptedAt = [];
	}

	/** Removes all faults and the rate limit. */
	clear(): void {
		this.faults = [];
		this.setRateLimit(null);
	}

	/** @returns what is set at the moment, as the control endpoint shows it */
	describe(): { faults: Fault[]; rateLimit: RateLimit | null } {
		return {
			faults: this.faults.map(({ remaining, toSkip, ...fault }) => ({
				...fault,
				times: remaining === Number.POSITIVE_INFINITY ? 0 : remaining,
				skip: toSkip,
			})),
			rateLimit: this.limit,
		};
	}

	/**
	 * Finds the fault that applies to a request and counts it as used.
	 * @param method HTTP method of the request
	 * @param path path of the request without the query string
	 * @returns the first fault that matches, if any
	 */
	take(method: string, path: string): Fault | undefined {
		for (const fault of this.faults) {
			if (fault.method !== undefined && fault.method.toUpperCase() !== method) continue;
			if (!matchesPath(fault.path, path)) continue;
			if (fault.toSkip > 0) {
				fault.toSkip -= 1;
				continue;
			}
			fault.remaining -= 1;
			if (fault.remaining === 0) this.faults = this.faults.filter((other) => other !== fault);
			return fault;
		}
		return undefined;
	}

	/**
	 * Lets a request in, or refuses it because a limit is reached.
	 * @returns a function to call when the request is over, or the limit that refused it
	 */
	admit(): { release: () => void } | { refusedBy: RateLimit } {
		const limit = this.limit;
		const now = Date.now();
		if (limit?.concurrent !== undefined && this.working >= limit.concurrent) {
			return { refusedBy: limit };
		}
		if (limit?.perSecond !== undefined) {
			this.acceptedAt = this.acceptedAt.filter((time) => now - time < 1000);
			if (this.acceptedAt.length >= limit.perSecond) return { refusedBy: limit };
			this.acceptedAt.push(now);
		}
		this.working += 1;
		return {
			release: () => {
				this.working -= 1;
			},
		};
	}
}
