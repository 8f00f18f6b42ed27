import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installN8n, type N8nLine } from '../n8n/install';
import { packPackages } from '../n8n/packages';
import { waitFor } from '../n8n/waitFor';
import { startOnboardings } from '../test/e2e/support/massOnboarding';
import { postJson } from '../test/e2e/support/postJson';
import { dataFolder, publishSetup, type SharedSetup } from '../test/e2e/support/sharedSetup';
import { startTestEnvironment, type TestEnvironment } from '../test/e2e/support/testEnvironment';
import { connectFiTrigger } from './rows/receivers';

/**
 * `npm run test:queue -- --rates`: onboardings per minute in n8n's queue mode with 4, 2 and 1 workers, and how often two equal
 * callbacks both start an execution where two webhook processes take one each.
 *
 *     npm run test:queue -- --rates [onboardings] [line] [pairs of callbacks]
 */
const [countGiven, lineGiven, pairsGiven] = process.argv
	.slice(2)
	.filter((argument) => argument !== '--rates');
const count = Number(countGiven ?? 100);
const line = (lineGiven ?? '2.x') as N8nLine;
const pairs = Number(pairsGiven ?? 100);

async function main(): Promise<void> {
	await installN8n('2.x', console.log);
	if (line !== '2.x') await installN8n(line, console.log);
	mkdirSync(dataFolder, { recursive: true });
	const packages = await packPackages(join(dataFolder, 'packages'));
	publishSetup({ packages, servers: {} as SharedSetup['servers'] });
	const size = { webhook: 2, workers: 4 };
	const environment = await startTestEnvironment({ line, n8n: 'queueMode', size });
	try {
		await measureRates(environment);
		await measureDoubles(environment);
	} finally {
		await environment.stop();
	}
}

async function measureRates(environment: TestEnvironment): Promise<void> {
	const { sandbox, processes } = environment;
	await (await startOnboardings(environment, 10)).finish();
	let running = processes.workers.length;
	for (const workers of [4, 2, 1]) {
		while (running > workers) await processes.workers[--running].stop();
		sandbox.reset();
		const { seconds, ends, sentAgain } = await (
			await startOnboardings(environment, count)
		).finish();
		if (ends.size !== count || sentAgain.length) throw new Error('An onboarding came to no end');
		const perMinute = ((60 * count) / seconds).toFixed(0);
		console.log(`n8n ${line}, ${workers} workers: ${perMinute} onboardings per minute`);
	}
}

async function measureDoubles(environment: TestEnvironment): Promise<void> {
	const { sandbox, client, processes, credentials } = environment;
	const credential = credentials.find(({ type }) => type === 'connectFiApi')!;
	const trigger = await connectFiTrigger({ api: sandbox, client, credential });

	/** connectFi has decided the case. */
	const seed = (reference: string) => {
		const ids = { customerId: `cstap_${reference}`, applicationId: `iapp_${reference}`, reference };
		sandbox.seed({ applications: [{ ...ids, status: 'completed', outcome: 'Approved' }] });
		return ids;
	};
	/** Calls one of the webhook processes about it. */
	const call = async (index: number, ids: ReturnType<typeof seed>) => {
		const { pathname, search } = new URL(trigger.address(ids).url);
		const url = `${processes.webhook[index].url}${pathname}${search}`;
		return (await postJson(url, { code: '0', data: ids })).status;
	};
	for (const index of [0, 1])
		await waitFor(
			async () => ((await call(index, seed(`first${index}`))) === 200 ? true : undefined),
			'the trigger to listen',
		);
	const countExecutions = async () => {
		await delay(5_000);
		return (await client.listAllExecutions(trigger.workflow.id, 10)).length;
	};
	for (const apartMs of [0, 20, 100, 1_000]) {
		const before = await countExecutions();
		for (let pair = 0; pair < pairs; pair++) {
			const ids = seed(`apart${apartMs}pair${pair}`);
			const second = delay(apartMs).then(async () => await call(1, ids));
			const answers = await Promise.all([call(0, ids), second]);
			if (answers.some((status) => status !== 200)) throw new Error(`Answered ${answers.join()}`);
		}
		const started = (await countExecutions()) - before;
		if (started < pairs) throw new Error(`Of ${pairs} changes, ${started} started an execution`);
		console.log(
			`n8n ${line}, ${pairs} pairs of equal callbacks, ${apartMs} ms apart: ${started - pairs} started a second execution`,
		);
	}
}

void main();
