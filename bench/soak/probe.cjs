/**
 * Loaded into n8n by `npm run soak`. On SIGUSR2 it collects garbage and adds a line to the file SOAK_SAMPLES: what the process
 * still holds.
 */
const { appendFileSync, readdirSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

process.on('SIGUSR2', () => {
	collectGarbage();
	const { heapUsed, external, rss } = process.memoryUsage();
	const resources = process.getActiveResourcesInfo();
	const timers = resources.filter((name) => name === 'Timeout').length;
	const sample = {
		memory: heapUsed + external,
		rss,
		timers,
		handles: resources.length - timers,
		files: readdirSync('/proc/self/fd').length,
	};
	appendFileSync(process.env.SOAK_SAMPLES, `${JSON.stringify(sample)}\n`);
});
