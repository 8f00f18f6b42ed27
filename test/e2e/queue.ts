/**
 * `npm run test:queue`: the tests of n8n's queue mode, with 500 onboardings while processes are killed. With `-- --rates`, what
 * `bench/queue.ts` measures instead.
 */
process.env.ONBOARDINGS ??= '500';
if (process.argv.includes('--rates')) void import('../../bench/queue');
else {
	process.argv.push('queueMode');
	void import('./run');
}
