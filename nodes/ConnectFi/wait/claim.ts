import { clock } from '../../shared/clock';

/** When executions were resumed, by their id, in milliseconds since 1970. */
const resumed = new Map<string, number>();

/** Longer than a call can take to be verified. */
const heldMs = 15_000;

/**
 * Lets one of several calls at the same moment resume an execution. n8n 2.x sees to that itself; n8n 1.x would go on with the
 * execution once for each. Holds within this process.
 * @returns false if another call was first
 */
export function claim(executionId: string, now = clock.now()): boolean {
	for (const [id, at] of resumed) if (now - at > heldMs) resumed.delete(id);
	if (resumed.has(executionId)) return false;
	resumed.set(executionId, now);
	return true;
}

/** The execution is about to sleep again. */
export function release(executionId: string): void {
	resumed.delete(executionId);
}
