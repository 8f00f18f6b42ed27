import { setTimeout as delay } from 'node:timers/promises';
import { startSandbox } from '../../sandbox';
import { attack, countLookups, prepareTarget } from './support/attack';
import { postJson } from './support/postJson';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';

/** `npm run attack` sends 10,000, and measures how n8n bears it. */
const count = 500;

describe.each(['2.x', '1.x'] as const)('an attack on the trigger of n8n %s', (line) => {
	let environment: TestEnvironment;
	beforeAll(async () => {
		environment = await startTestEnvironment({ line });
	});
	afterAll(async () => await environment.stop());

	it('starts no execution, and asks connectFi about nothing that is forged', async () => {
		const { client, sandbox } = environment;
		const unsigned = await startSandbox();
		try {
			const sandboxes = { signed: sandbox, unsigned };
			const target = await prepareTarget(client, sandboxes);
			const [signedWorkflow, unsignedWorkflow] = target.workflows;
			for (const one of [sandbox, unsigned]) {
				one.clearRequests();
				one.addFault({ kind: 'latency', delayMs: 50, times: 0 });
			}

			const answers = await attack(target, { count, inFlight: 40, slowMs: 1_000 });
			const share = count / 10;
			expect(answers).toEqual({
				'forged 401': 3 * share,
				'unsigned 401': 2 * share,
				'about nobody 401': 2 * share,
				'replayed 200': share,
				'oversized 413': share,
				'slow 401': share,
			});
			expect(countLookups(sandboxes)).toMatchObject({
				forged: 0,
				replayed: share,
				unsigned: 2 * share,
			});

			// n8n handles some 20 calls a second: only a connectFi that takes its time is asked about many at once.
			unsigned.clearFaults();
			unsigned.addFault({ kind: 'latency', delayMs: 3_000, times: 0 });
			const burst = await Promise.all(
				Array.from({ length: 20 }, async (_, index) => {
					const { url, body } = target.calls['about nobody'](count + index);
					return (await postJson(url, body)).status;
				}),
			);
			expect(new Set(burst)).toEqual(new Set([401]));
			expect(countLookups(sandboxes).unsignedAtOnce).toBe(10);

			await delay(1_000);
			expect(await client.listExecutions(signedWorkflow.id)).toHaveLength(1);
			expect(await client.listExecutions(unsignedWorkflow.id)).toEqual([]);
			for (const workflow of target.workflows) await client.deactivate(workflow);
		} finally {
			await unsigned.close();
		}
	});
});
