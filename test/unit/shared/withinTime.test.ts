import { getEventListeners } from 'node:events';
import { withinTime } from '../../../nodes/shared/withinTime';
import { useFakeClock } from '../../support/fakeClock';

const time = useFakeClock();
beforeEach(() => time.hold());

/** Something that takes until it is ended. */
function work() {
	let end = (_result: string) => {};
	let fail = (_error: Error) => {};
	const result = new Promise<string>((resolve, reject) => ([end, fail] = [resolve, reject]));
	const signals: AbortSignal[] = [];
	return {
		end,
		fail,
		signals,
		begin: async (signal: AbortSignal) => {
			signals.push(signal);
			return await result;
		},
	};
}

it('gives what it is about, and does not stop it later', async () => {
	const { begin, end, signals } = work();
	const cancel = new AbortController();
	const result = withinTime(100, cancel.signal, begin);
	end('done');
	expect(await result).toBe('done');
	expect(getEventListeners(cancel.signal, 'abort')).toEqual([]);
	await time.advance(1_000);
	cancel.abort();
	expect(signals[0].aborted).toBe(false);
});

it('throws what it throws, and leaves nothing behind', async () => {
	const { begin, fail } = work();
	const cancel = new AbortController();
	const result = withinTime(100, cancel.signal, begin);
	fail(new Error('broken'));
	await expect(result).rejects.toThrow('broken');
	expect(getEventListeners(cancel.signal, 'abort')).toEqual([]);
});

it.each([
	['nobody can cancel', undefined],
	['nobody cancels', new AbortController().signal],
])('ends when time is up, not before, and says stop, where %s', async (_what, cancel) => {
	const { begin, signals } = work();
	const result = withinTime(100, cancel, begin);
	await time.advance(99);
	expect(signals[0].aborted).toBe(false);
	await time.advance(1);
	expect(await result).toBe('timeIsUp');
	expect(signals[0].aborted).toBe(true);
});

it('ends when the execution is cancelled, and says stop', async () => {
	const { begin, signals } = work();
	const cancel = new AbortController();
	const result = withinTime(100, cancel.signal, begin);
	cancel.abort();
	expect(await result).toBe('cancelled');
	expect(signals[0].aborted).toBe(true);
	expect(getEventListeners(cancel.signal, 'abort')).toEqual([]);
});

it('does not even begin where the execution was cancelled before', async () => {
	const { begin, signals } = work();
	expect(await withinTime(100, AbortSignal.abort(), begin)).toBe('cancelled');
	expect(signals).toEqual([]);
});
