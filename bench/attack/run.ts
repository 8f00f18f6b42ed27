import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { N8nClient, StoredWorkflow } from '../../n8n/client';
import { installN8n, type N8nLine } from '../../n8n/install';
import { packPackages } from '../../n8n/packages';
import { prepareN8n } from '../../n8n/prepare';
import { startSandbox } from '../../sandbox';
import { attack, countLookups, prepareTarget } from '../../test/e2e/support/attack';
import { node } from '../../test/e2e/support/nodes';
import { prepareGithubTrigger, prepareWebhook } from './n8nTriggers';

/**
 * `npm run attack`: forged, unsigned, replayed, oversized and slow callbacks on one n8n while its editor is used. Tells how
 * long n8n's health endpoint takes to answer before and meanwhile, what was started, and what connectFi was asked; and the
 * same of n8n's own triggers, if they are named.
 */
const { values } = parseArgs({
	options: {
		/** How many calls each target gets. */
		count: { type: 'string', default: '10000' },
		/** How many begin in a second; several attacks one after the other if given more than once, 0 for as many as n8n takes. */
		rate: { type: 'string', multiple: true, default: ['50'] },
		line: { type: 'string', default: '2.x' },
		/** `connectfi`, `webhook` and `github`. */
		target: { type: 'string', multiple: true, default: ['connectfi'] },
		/** `NAME=value` of n8n's environment. */
		env: { type: 'string', multiple: true, default: [] },
	},
});
const count = Number(values.count);
const line = values.line as N8nLine;

async function main(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'connectfi-attack-'));
	await installN8n('2.x', console.log);
	if (line !== '2.x') await installN8n(line, console.log);
	const packages = await packPackages(join(folder, 'packages'));
	const { n8n, client } = await prepareN8n(
		{
			line,
			userFolder: join(folder, 'n8n'),
			port: 0,
			logFile: join(folder, 'n8n.log'),
			env: {
				// GitHub Trigger refuses n8n's own address.
				WEBHOOK_URL: 'https://n8n.example/',
				...Object.fromEntries(values.env.map((setting) => setting.split(/=(.*)/s, 2))),
			},
		},
		packages,
	);
	const sandboxes = {
		signed: await startSandbox({ maxRecords: count }),
		unsigned: await startSandbox({ maxRecords: count }),
	};
	try {
		const prepare = {
			connectfi: async () => await prepareTarget(client, sandboxes),
			webhook: async () => await prepareWebhook(client),
			github: async () => await prepareGithubTrigger(client),
		};
		const edited = await client.createWorkflow({
			name: 'Somebody works on this',
			nodes: [node('Manually', 'n8n-nodes-base.manualTrigger', 1)],
			connections: {},
		});
		console.log(`n8n ${line}, ${count} calls per attack ${values.env.join(' ')}`);
		await whileEditorIsUsed(client, edited, async () => await delay(10_000));
		for (const name of values.target as Array<keyof typeof prepare>) {
			const target = await prepare[name]();
			for (const sandbox of Object.values(sandboxes)) {
				sandbox.clearRequests();
				sandbox.addFault({ kind: 'latency', delayMs: 50, times: 0 });
			}
			for (const rate of values.rate.map(Number)) {
				const quiet = await whileEditorIsUsed(client, edited, async () => await delay(10_000));
				const began = performance.now();
				const attacked = await whileEditorIsUsed(client, edited, async () => {
					const plan = { count, inFlight: rate ? 400 : 40, slowMs: 5_000 };
					console.log(await attack(target, { ...plan, ...(rate && { perSecond: rate }) }));
				});
				const seconds = (performance.now() - began) / 1_000;
				console.log(
					`${name}, ${rate || 'any number'} per second: ${(count / seconds).toFixed(1)} answered per second`,
				);
				console.log(`  quiet: ${describe(quiet)}`);
				console.log(`  attacked: ${describe(attacked)}`);
				const ratio = median(attacked.health) / median(quiet.health);
				console.log(`  ratio of the medians: ${ratio.toFixed(2)}`);
			}
			const executions = await Promise.all(
				target.workflows.map(async ({ id }) => (await client.listExecutions(id)).length),
			);
			// The genuine callback before the attack has started one of connectFi Trigger's.
			console.log('  executions:', executions, 'lookups:', countLookups(sandboxes));
			for (const workflow of target.workflows) await client.deactivate(workflow);
		}
		const unusable = n8n.log().match(/Database ping failed|Database connection timed out/g);
		console.log(`n8n took its database for lost ${unusable?.length ?? 0} times`);
	} finally {
		await n8n.stop();
		await Promise.all(Object.values(sandboxes).map(async (sandbox) => await sandbox.close()));
		rmSync(folder, { recursive: true, force: true });
	}
}

/** What somebody who uses n8n meets. */
interface Use {
	/** How long n8n's health endpoint took to answer each time, in milliseconds. */
	health: number[];
	/** How long each round took in which the editor lists and opens workflows, and runs one. */
	editor: number[];
	/** Why rounds failed. */
	failures: string[];
}

async function whileEditorIsUsed(
	client: N8nClient,
	workflow: StoredWorkflow,
	work: () => Promise<void>,
): Promise<Use> {
	const use: Use = { health: [], editor: [], failures: [] };
	let isOver = false;
	const ask = async () => {
		while (!isOver) {
			const began = performance.now();
			await client.request('GET', '/healthz');
			use.health.push(performance.now() - began);
			await delay(100);
		}
	};
	const edit = async () => {
		while (!isOver) {
			const began = performance.now();
			try {
				await client.workflows();
				await client.workflow(workflow.id);
				await client.waitForExecution(await client.run(workflow, 'Manually'));
				use.editor.push(performance.now() - began);
			} catch (error) {
				use.failures.push((error as Error).message);
			}
			await delay(1_000);
		}
	};
	const others = [ask(), edit()];
	await work();
	isOver = true;
	await Promise.all(others);
	return use;
}

const median = (times: number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];

function describe({ health, editor, failures }: Use): string {
	const answers = `health ${median(health).toFixed(1)} ms (median of ${health.length}, slowest ${Math.max(...health).toFixed(0)})`;
	const rounds = `editor ${median(editor)?.toFixed(0)} ms (median of ${editor.length})`;
	return [
		answers,
		rounds,
		...(failures.length ? [`${failures.length} failed`, failures[0]] : []),
	].join(', ');
}

void main();
