import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { N8nClient, StoredWorkflow } from '../../n8n/client';
import { fillInCredentials, storeCredentials } from '../../n8n/credentials';
import { installN8n, repoRoot } from '../../n8n/install';
import { packPackages } from '../../n8n/packages';
import { prepareN8n } from '../../n8n/prepare';
import type { RunningN8n } from '../../n8n/server';
import { waitFor } from '../../n8n/waitFor';
import { connectFiCredentials } from '../../playground/sandboxes';
import { startSandbox } from '../../sandbox';
import { UnexpectedEnds, countExecutions } from './executions';
import { drawGraph } from './graph';
import { sendOneOfEach, workflowFiles, type Target } from './traffic';

/**
 * `npm run soak`: mixed traffic on one n8n for an hour, or for the minutes given after `--`. What n8n's process holds at the end
 * must be within 10 % of what it held after a sixth of the time. Writes a graph of it. Needs Linux.
 *
 *     npm run soak -- [minutes] [users at a time]
 */
const [minutes = 60, users = 3] = process.argv.slice(2).map(Number);
const graphFile = join(repoRoot, 'docs/images/soak.svg');

/** What the process holds while nothing goes on: memory after a garbage collection, in bytes. */
interface Sample {
	memory: number;
	rss: number;
	timers: number;
	handles: number;
	files: number;
	/** Characters of the workflows' static data. */
	staticData: number;
	/** Since the start of the traffic. */
	minute: number;
}

/** Of these, n8n's own share is measured and the node's may grow no further. */
const held = ['memory', 'timers', 'handles', 'staticData'] as const;
const colors = ['#0b6bcb', '#c2410c', '#15803d', '#7c3aed'];
const names = {
	memory: 'memory',
	timers: 'timers',
	handles: 'handles',
	staticData: 'static data',
} as const;

/** How far the end may be from the reference, in percent of it. */
const tolerance = 10;

async function main(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'connectfi-soak-'));
	const samplesFile = join(folder, 'samples');
	await installN8n('2.x', console.log);
	const packages = await packPackages(join(folder, 'packages'));
	const { n8n, client } = await prepareN8n(
		{
			line: '2.x',
			userFolder: join(folder, 'n8n'),
			port: 0,
			logFile: join(folder, 'n8n.log'),
			env: {
				NODE_OPTIONS: `--require=${join(__dirname, 'probe.cjs')}`,
				SOAK_SAMPLES: samplesFile,
			},
		},
		packages,
	);
	const sandbox = await startSandbox();
	try {
		const stored = connectFiCredentials(sandbox, 'Soak');
		const workflows = await activateAll(client, stored);
		const secret = String(stored[0].data.callbackSecret);
		const target = { url: n8n.url, sandbox, secret, workflows };

		const samples: Sample[] = [];
		const unexpected = new UnexpectedEnds(client, workflows);
		let rounds = 0;
		const began = Date.now();
		const minute = () => (Date.now() - began) / 60_000;
		while (minute() < minutes) {
			const until = Date.now() + minutes * 1_000 - 8_000;
			rounds += await sendUntil(target, Math.max(until, Date.now() + 12_000));
			await waitUntilQuiet(client);
			for (const line of await unexpected.findNew()) fail(line);
			sandbox.reset();
			const sample = await measure(n8n, samplesFile, samples.length);
			samples.push({
				...sample,
				staticData: await measureStaticData(client, workflows),
				minute: minute(),
			});
			console.log(
				`${minute().toFixed(1)} min, ${rounds} rounds: ${JSON.stringify(samples.at(-1))}`,
			);
		}
		await report(client, samples, rounds);
	} finally {
		await n8n.stop();
		await sandbox.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function activateAll(
	client: N8nClient,
	credentials: Parameters<typeof storeCredentials>[1],
): Promise<Target['workflows']> {
	const stored = await storeCredentials(client, credentials);
	const nodeTypes = await client.nodeTypes();
	const entries: Array<[string, StoredWorkflow]> = [];
	for (const [name, file] of Object.entries(workflowFiles)) {
		const workflow = await client.createWorkflow(fillInCredentials(file, nodeTypes, stored));
		await client.activate(workflow);
		await client.waitForPublication(workflow);
		entries.push([name, workflow]);
	}
	return Object.fromEntries(entries) as Target['workflows'];
}

/** @returns how many rounds were sent */
async function sendUntil(target: Target, end: number): Promise<number> {
	let rounds = 0;
	const user = async () => {
		for (; Date.now() < end; rounds++) await sendOneOfEach(target);
	};
	await Promise.all(Array.from({ length: users }, user));
	return rounds;
}

/** Every execution has ended, and the connections that n8n keeps open for a while are closed. */
async function waitUntilQuiet(client: N8nClient): Promise<void> {
	const unfinished = ['new', 'running', 'waiting'];
	await waitFor(
		async () => (await countExecutions(client, unfinished)) === 0 || undefined,
		'quiet',
		300_000,
	);
	await delay(6_000);
}

type ProcessSample = Omit<Sample, 'staticData' | 'minute'>;

async function measure(n8n: RunningN8n, file: string, known: number): Promise<ProcessSample> {
	n8n.signal('SIGUSR2');
	const line = await waitFor(
		() =>
			existsSync(file) ? readFileSync(file, 'utf8').split('\n')[known] || undefined : undefined,
		'a sample',
	);
	return JSON.parse(line) as ProcessSample;
}

async function measureStaticData(
	client: N8nClient,
	workflows: Target['workflows'],
): Promise<number> {
	const stored = await Promise.all(
		Object.values(workflows).map(async ({ id }) => await client.workflow(id)),
	);
	const texts = stored.map(({ staticData }) => JSON.stringify(staticData ?? null));
	return texts.join('').length;
}

async function report(client: N8nClient, samples: Sample[], rounds: number): Promise<void> {
	const referenceAt = samples.findIndex(({ minute }) => minute >= minutes / 6);
	const mean = (of: Sample[], key: (typeof held)[number]) =>
		of.reduce((sum, sample) => sum + sample[key], 0) / of.length;
	const around = samples.slice(Math.max(0, referenceAt - 1), referenceAt + 2);
	const changes = held.map((key) => {
		const reference = mean(around, key);
		const atEnd = mean(samples.slice(-3), key);
		return { key, reference, atEnd, percent: (atEnd / reference - 1) * 100 };
	});
	console.log(`| ${minutes} minutes | after ${(minutes / 6).toFixed(0)} | at the end | change |`);
	for (const { key, reference, atEnd, percent } of changes)
		console.log(
			`| ${names[key]} | ${Math.round(reference)} | ${Math.round(atEnd)} | ${percent.toFixed(1)} % |`,
		);
	const [succeeded, failed] = [
		await countExecutions(client, ['success']),
		await countExecutions(client, ['error', 'crashed', 'canceled']),
	];
	console.log(`${rounds} rounds; executions: ${succeeded} succeeded, ${failed} failed`);
	// Of each round, the onboarding, the decision, the login and the error item succeed; two errors are wanted.
	if (succeeded !== rounds * 4 || failed !== rounds * 2)
		fail('Not every execution ended as it should');

	const series = changes.map(({ key, reference }, index) => ({
		name: names[key],
		color: colors[index],
		values: samples.map((sample) => (sample[key] / reference) * 100),
	}));
	const title = `What one n8n holds under ${minutes} minutes of mixed traffic, in percent of the value after ${(minutes / 6).toFixed(0)}`;
	writeFileSync(
		graphFile,
		drawGraph(
			title,
			samples.map(({ minute }) => minute),
			series,
		),
	);
	for (const { key, percent } of changes)
		if (Math.abs(percent) > tolerance) fail(`${names[key]} changed by ${percent.toFixed(1)} %`);
}

function fail(message: string): void {
	console.error(message);
	process.exitCode = 1;
}

void main();
