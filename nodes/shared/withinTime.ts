import { clock } from './clock';

/**
 * Does something that ends when time is up or the execution is cancelled, whatever it waits for.
 *
 * n8n's `timeout` counts silence alone: an answer that comes byte by byte never ends. What was begun is told by its signal
 * to stop, so that no connection stays open for an answer that nobody reads.
 *
 * @param milliseconds from now, whole ones that a timer can measure
 * @param cancel the end of the execution
 * @param begin gets the signal on which it has to stop
 * @returns what it gives, or which of the two ended it
 * @throws what it throws
 */
export async function withinTime<Result>(
	milliseconds: number,
	cancel: AbortSignal | undefined,
	begin: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | 'timeIsUp' | 'cancelled'> {
	if (cancel?.aborted) return 'cancelled';
	const time = clock.abortAfter(milliseconds);
	const work = new AbortController();
	let end = () => {};
	const ended = new Promise<'timeIsUp' | 'cancelled'>((resolve) => {
		end = () => {
			resolve(cancel?.aborted ? 'cancelled' : 'timeIsUp');
			work.abort();
		};
	});
	// Not AbortSignal.any: with a source that lives on, as an execution's does, each one would stay in memory.
	time.addEventListener('abort', end);
	cancel?.addEventListener('abort', end);
	try {
		return await Promise.race([ended, begin(work.signal)]);
	} finally {
		time.removeEventListener('abort', end);
		cancel?.removeEventListener('abort', end);
	}
}
