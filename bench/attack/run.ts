import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { N8nClient, StoredWorkflow } from '../n8n/client';
import { installN8n, type N8nLine } from '../n8n/install';
import { packPackages } from '../n8n/packages';
import { prepareN8n } from '../n8n/prepare';
import { startSandbox } from '../sandbox';
import { attack, countLookups, prepareTarget } from '../test/e2e/support/attack';
import { node } from '../test/e2e/support/nodes';

/**
 * `npm run attack`: forged, unsigned, replayed, oversized and slow callbacks on one n8n while its editor is used. Tells how
 * long n8n's health endpoint takes to answer before and meanwhile, what was started, and what connectFi was asked.
 *
 *     npm run attack -- [callbacks] [per second, 0 for as many as n8n takes] [line]
 */
const [countGiven, rateGiven, lineGiven] = process.argv.slice(2);
const count = Number(countGiven ?? 10_000);
const perSecond = Number(rateGiven ?? 40);
const line = (lineGiven ?? '2.x') as N8nLine;

async function main(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'connectfi-attack-'));
	await installN8n('2.x', console.log);
	if (line !== '2.x') await installN8n(line, console.log);
	const packages = await packPackages(join(folder, 'packages'));
	const logFile = join(folder, 'n8n.log');
	const options = { line, userFolder: join(folder, 'n8n'), port: 0, logFile };
	const { n8n, client } = await prepareN8n(options, packages);
	const sandboxes = {
		signed: await startSandbox({ maxRecords: count }),
		unsigned: await startSandbox({ maxRecords: count }),
	};
	try {
		const target = await prepareTarget(client, sandboxes);
		const workflow = await client.createWorkflow({
			name: 'Somebody works on this',
			nodes: [node('Manually', 'n8n-nodes-base.manualTrigger', 1)],
			connections: {},
		});
		await whileEditorIsUsed(client, workflow, async () => await delay(10_000));
		for (const sandbox of Object.values(sandboxes)) {
			sandbox.clearRequests();
			sandbox.addFault({ kind: 'latency', delayMs: 50, times: 0 });
		}
		const quiet = await whileEditorIsUsed(client, workflow, async () => await delay(20_000));
		const began = Date.now();
		const attacked = await whileEditorIsUsed(client, workflow, async () => {
			const plan = { count, inFlight: perSecond ? 400 : 40, slowMs: 5_000 };
			const answers = await attack(target, { ...plan, ...(perSecond && { perSecond }) });
			console.log(answers);
		});
		const seconds = (Date.now() - began) / 1_000;
		console.log(`n8n ${line}: ${count} calls in ${seconds.toFixed(0)} s`);
		console.log(`quiet: ${describe(quiet)}; attacked: ${describe(attacked)}`);
		console.log(`ratio of the medians: ${(median(attacked) / median(quiet)).toFixed(2)}`);
		const executions = await Promise.all(
			target.workflows.map(async ({ id }) => (await client.listExecutions(id)).length),
		);
		// The genuine callback before the attack has started one.
		console.log(
			`executions: ${executions[0] - 1 + executions[1]}; lookups:`,
			countLookups(sandboxes),
		);
	} finally {
		await n8n.stop();
		await Promise.all(Object.values(sandboxes).map(async (sandbox) => await sandbox.close()));
		rmSync(folder, { recursive: true, force: true });
	}
}

/** @returns how long each question for n8n's health took meanwhile, in milliseconds */
async function whileEditorIsUsed(
	client: N8nClient,
	workflow: StoredWorkflow,
	work: () => Promise<void>,
): Promise<number[]> {
	const times: number[] = [];
	let isOver = false;
	const ask = async () => {
		while (!isOver) {
			const began = performance.now();
			await client.request('GET', '/healthz');
			times.push(performance.now() - began);
			await delay(100);
		}
	};
	const edit = async () => {
		while (!isOver) {
			await client.workflows();
			await client.workflow(workflow.id);
			await client.waitForExecution(await client.run(workflow, 'Manually'));
			await delay(1_000);
		}
	};
	const others = [ask(), edit()];
	await work();
	isOver = true;
	await Promise.all(others);
	return times;
}

const median = (times: number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];

const describe = (times: number[]) =>
	`${times.length} questions, median ${median(times).toFixed(1)} ms, slowest ${Math.max(...times).toFixed(0)} ms`;

void main();
