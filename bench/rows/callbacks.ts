import { request } from 'node:http';
import { join } from 'node:path';
import { repoRoot } from '../../n8n/install';
import { waitFor } from '../../n8n/waitFor';
import { startGitHub, type GitHub } from '../gitHub';
import type { Measurement, Row } from '../inTurns';
import { peakMegabytes, prepare, type Setup } from '../setup';
import {
	connectFiTrigger,
	floor,
	gitHubTrigger,
	webhookAndHttpRequest,
	type Callback,
	type Receiver,
} from './receivers';

/** What one burst of callbacks gave. */
interface Burst {
	/** Seconds until every call was answered, and until every execution had ended. */
	acknowledged: number;
	finished: number;
	/** The most memory that n8n has held since it was started. */
	peakMegabytes: number;
}

/** A server with receivers of its own, which some rows share. */
interface Bench {
	setup: Setup;
	gitHub: GitHub;
	receivers: Receiver[];
}

const limitedBy =
	'An execution, the sandbox for expressions that n8n makes for each call and for each execution, and storing it are n8n’s; the signature, asking connectFi and knowing duplicates are ours.';

/**
 * Callbacks through the connectFi Trigger against n8n's own ways to receive a call, each call about a case of its own.
 * @param scale divides the number of callbacks, for a try
 */
export function callbackRows(scale = 1): Row[] {
	const lazy = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };
	const count = Math.ceil(300 / scale);
	return [
		...throughputRows(count, {
			setting: 'n8n as it comes',
			env: {},
			atMostOfFloor: 1.03,
			rounds: 3,
		}),
		...throughputRows(count, { setting: 'lazy acquisition', env: lazy, atMostOfFloor: 1.11 }),
		...[20, 200].map((inFlight) => memoryRow(Math.ceil(2_000 / scale), inFlight)),
	];
}

/** Until all executions have ended, and until all calls were answered: measured in the same bursts. */
function throughputRows(
	count: number,
	{
		setting,
		env,
		atMostOfFloor,
		rounds,
	}: { setting: string; env: Record<string, string>; atMostOfFloor: number; rounds?: number },
): Row[] {
	const server = shareServer(env);
	const inFlight = 20;
	const name = `${count} callbacks, ${inFlight} in flight, ${setting}`;
	const competitor = (index: number, atMost: { finished?: number; acknowledged?: number }) => {
		const bursts: Burst[] = [];
		const send = async () => {
			const bench = await server.open();
			return await sendBurst(bench, bench.receivers[index], { count, inFlight });
		};
		const finished = {
			name: receiverNames[index],
			atMost: atMost.finished,
			async run(): Promise<Measurement> {
				const burst = await send();
				bursts.push(burst);
				return { value: burst.finished, notes: perSecond(count, burst.finished) };
			},
		};
		const acknowledged = {
			name: receiverNames[index],
			atMost: atMost.acknowledged,
			async run(): Promise<Measurement> {
				const burst = bursts.shift() ?? (await send());
				return { value: burst.acknowledged, notes: perSecond(count, burst.acknowledged) };
			},
		};
		return { finished, acknowledged };
	};
	const competitors = [
		competitor(0, {}),
		competitor(1, { finished: atMostOfFloor }),
		competitor(2, {}),
		competitor(3, { acknowledged: 0.67 }),
	];
	const common = { unit: 's', limitedBy, rounds, end: server.close } as const;
	return [
		{
			...common,
			name: `${name}: finished`,
			competitors: competitors.map(({ finished }) => finished),
			begin: async () => void (await server.open()),
		},
		{
			...common,
			name: `${name}: acknowledged`,
			competitors: competitors.map(({ acknowledged }) => acknowledged),
			begin: async () => {},
		},
	];
}

/** What n8n's process holds at most, in a burst of which each meets an n8n that has just been started. */
function memoryRow(count: number, inFlight: number): Row {
	const server = shareServer({});
	const competitor = (index: number, atMost?: number) => ({
		name: receiverNames[index],
		atMost,
		async run(): Promise<Measurement> {
			const bench = await server.open();
			await bench.setup.n8n.restart();
			const burst = await sendBurst(bench, bench.receivers[index], { count, inFlight });
			const notes = [
				`acknowledged ${perSecond(count, burst.acknowledged)}`,
				`finished ${perSecond(count, burst.finished)}`,
			];
			return { value: burst.peakMegabytes, notes: notes.join(', ') };
		},
	});
	return {
		name: `${count.toLocaleString('en')} callbacks, ${inFlight} in flight: most memory of n8n`,
		unit: 'MB',
		limitedBy:
			'An execution under way holds a sandbox for expressions, which is n8n’s; how many are under way depends on when a call is answered.',
		competitors: [competitor(0), competitor(2, 1.2)],
		rounds: 3,
		onRequest: true,
		begin: async () => void (await server.open()),
		end: server.close,
	};
}

const receiverNames = [
	'connectFi Trigger',
	'a trigger that does nothing',
	'GitHub Trigger',
	'Webhook and HTTP Request',
];

/** A server that is started when it is first needed. */
function shareServer(env: Record<string, string>): {
	open(): Promise<Bench>;
	close(): Promise<void>;
} {
	let bench: Bench | undefined;
	return {
		async open() {
			bench ??= await openBench(env);
			return bench;
		},
		async close() {
			await bench?.gitHub.close();
			await bench?.setup.stop();
			bench = undefined;
		},
	};
}

async function openBench(env: Record<string, string>): Promise<Bench> {
	const setup = await prepare({
		...env,
		N8N_CUSTOM_EXTENSIONS: join(repoRoot, 'bench/floor'),
		// GitHub Trigger refuses to be called on "localhost".
		N8N_HOST: '127.0.0.1',
	});
	const gitHub = await startGitHub();
	const receivers = [
		await connectFiTrigger(setup),
		await floor(setup),
		await gitHubTrigger(setup, gitHub),
		await webhookAndHttpRequest(setup),
	];
	const bench = { setup, gitHub, receivers };
	for (const receiver of receivers) await sendBurst(bench, receiver, { count: 20, inFlight: 20 });
	return bench;
}

/**
 * Sends callbacks and waits until every execution they started has ended.
 * @throws an Error when a call is refused, or an execution is lost, doubled, or without connectFi's answer
 */
async function sendBurst(
	{ setup: { api, client, n8n } }: Bench,
	receiver: Receiver,
	{ count, inFlight }: { count: number; inFlight: number },
): Promise<Burst> {
	const callbacks = await decideCases(api, count);
	const before = await countSucceeded(client, receiver);
	const [last] = await client.listExecutions(receiver.workflow.id);
	const after = Number(last?.id ?? 0);
	const waiting = [...callbacks];
	const began = performance.now();
	await Promise.all(
		Array.from({ length: inFlight }, async () => {
			for (let next = waiting.pop(); next; next = waiting.pop()) {
				const { url, headers } = receiver.address(next);
				const { status, text } = await post(url, { body: next.body, headers });
				if (status !== 200)
					throw new Error(`${receiver.name} answered ${status}: ${text}\n${n8n.logTail()}`);
			}
		}),
	);
	const acknowledged = (performance.now() - began) / 1000;
	await waitFor(
		async () => (await countSucceeded(client, receiver)) >= before + count || undefined,
		`${count} executions of ${receiver.name}`,
		600_000,
	);
	const finished = (performance.now() - began) / 1000;
	const peak = peakMegabytes(n8n.pid);
	await checkExecutions(client, receiver, { callbacks, inFlight, after });
	return { acknowledged, finished, peakMegabytes: peak };
}

let counter = 0;

/** Cases that connectFi decided, and the bodies of their callbacks. */
async function decideCases(api: Setup['api'], count: number): Promise<Callback[]> {
	const applications = Array.from({ length: count }, () => {
		const number = ++counter;
		return {
			customerId: `cstap_bench${number}`,
			reference: `bench${number}`,
			applicationId: `iapp_bench${number}`,
			status: 'completed',
			outcome: 'Approved',
		};
	});
	await api.control('POST', 'seed', { applications });
	return applications.map((data) => ({
		...data,
		body: JSON.stringify({ code: '0', data, requestId: 'bench' }),
	}));
}

async function countSucceeded(client: Setup['client'], { workflow }: Receiver): Promise<number> {
	const filter = { workflowId: workflow.id, status: ['success'] };
	const { count } = await client.request<{ count: number }>(
		'GET',
		`/rest/executions?limit=1&filter=${encodeURIComponent(JSON.stringify(filter))}`,
	);
	return count;
}

/** Looks into every execution of a burst: each case has one, and those that ask hold connectFi's answer. */
async function checkExecutions(
	client: Setup['client'],
	{ name, workflow, lastNode }: Receiver,
	{ callbacks, inFlight, after }: { callbacks: Callback[]; inFlight: number; after: number },
): Promise<void> {
	const seen = new Map<string, number>();
	const all = await client.listAllExecutions(workflow.id, inFlight);
	const executions = all.filter(({ id }) => Number(id) > after);
	await Promise.all(
		Array.from({ length: 8 }, async () => {
			for (let next = executions.pop(); next; next = executions.pop()) {
				const { data } = await client.execution(next.id);
				const item = data.resultData.runData[lastNode]?.[0].data?.main[0]?.[0].json;
				const [, id] = /"applicationId":"(\w+)"/.exec(JSON.stringify(item)) ?? [];
				if (!/"outcome":"Approved"/.test(JSON.stringify(item)))
					throw new Error(`An execution of ${name} is without connectFi's answer`);
				seen.set(id, (seen.get(id) ?? 0) + 1);
			}
		}),
	);
	const wrong = callbacks.filter(({ applicationId }) => seen.get(applicationId) !== 1);
	if (wrong.length)
		throw new Error(`${wrong.length} callbacks of ${name} did not start one execution each`);
}

async function post(
	url: string,
	{ body, headers }: { body: string; headers?: Record<string, string> },
): Promise<{ status?: number; text: string }> {
	return await new Promise((resolve, reject) => {
		const options = {
			method: 'POST',
			agent: false,
			headers: { 'content-type': 'application/json', ...headers },
		} as const;
		const call = request(url, options, (answer) => {
			let text = '';
			answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
			answer.on('end', () => resolve({ status: answer.statusCode, text }));
		});
		call.on('error', reject).end(body);
	});
}

const perSecond = (count: number, seconds: number) => `${(count / seconds).toFixed(1)} per second`;
