import { clock } from '../../shared/clock';

/** When executions were resumed, by their id, in milliseconds since 1970. */
const resumedAt = new Map<string, number>();

/** Longer than a call can take to be verified. */
const claimLastsMs = 15_000;

/**
 * Lets one of several calls at the same moment resume an execution. n8n 2.x sees to that itself; n8n 1.x would resume it once
 * for each. Holds within this process.
 * @returns false if another call was first
 */
export function claimExecution(executionId: string): boolean {
	const now = clock.now();
	for (const [id, at] of resumedAt) if (now - at > claimLastsMs) resumedAt.delete(id);
	if (resumedAt.has(executionId)) return false;
	resumedAt.set(executionId, now);
	return true;
}

/** Lets a call resume the execution, which is about to wait again. */
export function releaseExecution(executionId: string): void {
	resumedAt.delete(executionId);
}
