import { sleep } from 'n8n-workflow';

/** Time, as everything in `nodes/` reads it and waits for it. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Resolves after so many milliseconds. */
	sleep(milliseconds: number): Promise<void>;
	/** A signal that fires after so many milliseconds. */
	abortAfter(milliseconds: number): AbortSignal;
}

/** The machine's own. Tests put functions of theirs in the place of these, and so need not wait. */
export const clock: Clock = {
	now: () => Date.now(),
	sleep,
	abortAfter: (milliseconds) => AbortSignal.timeout(milliseconds),
};
