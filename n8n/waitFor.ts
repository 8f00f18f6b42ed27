import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer.
 * @param ask gives undefined while there is none yet
 * @param what named in the error
 * @param timeoutMs how long to go on; a minute when absent
 * @throws an Error when the time is over
 */
export async function waitFor<T>(
	ask: () => Promise<T | undefined> | T | undefined,
	what: string,
	timeoutMs = 60_000,
): Promise<T> {
	const end = Date.now() + timeoutMs;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() > end) throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}`);
		await delay(150);
	}
}
