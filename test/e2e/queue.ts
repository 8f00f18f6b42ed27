/** `npm run test:queue`: the tests of n8n's queue mode, with 500 onboardings while processes are killed. */
process.env.ONBOARDINGS ??= '500';
process.argv.push('queueMode');
void import('./run');
