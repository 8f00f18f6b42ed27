import { join } from 'node:path';
import execa from 'execa';
import type { INode } from 'n8n-workflow';
import { repoRoot } from '../../n8n/install';
import type { Competitor, Measurement, Row } from '../inTurns';
import { execute, makeItems, node, storeChain, type Setup } from '../setup';

const limitedByN8n =
	'A new connection for each request and the credential helper are n8n’s; the window of requests and reading the answer are ours.';

/** Calls that ask for a customer's status, one for each item. @param scale divides the number of items, for a try */
export async function statusCallRows(setup: Setup, scale = 1): Promise<Row[]> {
	const thousand = Math.ceil(1000 / scale);
	const { api } = setup;
	await api.control('POST', 'seed', {
		customers: Array.from({ length: thousand * 10 }, (_, number) => ({
			customerId: `cstap_bench${number}`,
		})),
	});
	const row = async (
		name: string,
		behaviour: Parameters<typeof api.set>[0],
		competitors: Array<(count: number) => Promise<Competitor>>,
		{ count = thousand, rounds }: { count?: number; rounds?: number } = {},
	): Promise<Row> => ({
		name: `${count.toLocaleString('en')} status calls, ${name}`,
		rounds,
		unit: 's',
		limitedBy: limitedByN8n,
		competitors: await Promise.all(
			competitors.map(async (make) => {
				const competitor = await make(count);
				const run = async () => {
					await api.set(behaviour);
					await api.counts();
					return await competitor.run();
				};
				return { ...competitor, run };
			}),
		),
	});
	const our = (maxConcurrency?: number) => async (count: number) =>
		await ours(setup, count, maxConcurrency);
	const withoutCredential = (atMost?: number) => async (count: number) =>
		await httpRequest(setup, count, { atMost });
	const withCredential = (atMost: number) => async (count: number) =>
		await httpRequest(setup, count, { atMost, signedIn: true });
	const loop = (atMost?: number) => async (count: number) =>
		await loopOverItems(setup, count, atMost);
	const pool = (atMost: number) => async (count: number) => await axiosPool(setup, count, atMost);
	return [
		await row('20 ms', { latencyMs: 20 }, [
			our(),
			withoutCredential(1.05),
			withCredential(0.6),
			loop(0.4),
		]),
		await row('20 ms, maxConcurrency 10', { latencyMs: 20 }, [our(10), pool(1.05)]),
		await row('100 ms', { latencyMs: 100 }, [
			our(),
			withoutCredential(1.6),
			withCredential(0.8),
			loop(),
		]),
		await row('100 ms, maxConcurrency 200', { latencyMs: 100 }, [our(200), withoutCredential(1.3)]),
		await row('100 ms, maxConcurrency 10', { latencyMs: 100 }, [our(10), pool(1.03)]),
		await row('20 ms, 429 above 50 at once', { latencyMs: 20, concurrent: 50 }, [
			our(),
			withoutCredential(),
			loop(0.4),
		]),
		await row('20 ms', { latencyMs: 20 }, [our(), withoutCredential(1.1), withCredential(1)], {
			count: thousand * 10,
			rounds: 3,
		}),
		await timePerItem(
			setup,
			[10, 1, 0.1].map((times) => Math.ceil(thousand * times)),
		),
	];
}

/** How much longer an item takes the more of them there are. */
async function timePerItem(setup: Setup, counts: number[]): Promise<Row> {
	const competitors = counts.map(async (count): Promise<Competitor> => {
		const { run } = await ours(setup, count);
		return {
			name: `${count.toLocaleString('en')} status calls`,
			atMost: 1.1,
			async run() {
				await setup.api.set({ latencyMs: 20 });
				await setup.api.counts();
				const { value, notes } = await run();
				return { value: (value * 1000) / count, notes };
			},
		};
	});
	return {
		name: 'Time per item, 20 ms, by the number of items',
		unit: 'ms',
		limitedBy:
			'The first round trips, with few requests at once until connectFi’s answers came well, are ours, and weigh more where there are few items.',
		rounds: 3,
		competitors: await Promise.all(competitors),
	};
}

async function ours(setup: Setup, count: number, maxConcurrency?: number): Promise<Competitor> {
	const ask = node(
		['connectFi', 'n8n-nodes-connectfi.connectFi', 1.1],
		{
			resource: 'customer',
			operation: 'getStatus',
			customerId: '={{ $json.customerId }}',
			options: maxConcurrency ? { maxConcurrency } : {},
		},
		setup.credential,
	);
	return await chain(setup, { name: 'connectFi', count, nodes: [ask] });
}

/** n8n's HTTP Request node, which sends everything at once. */
async function httpRequest(
	setup: Setup,
	count: number,
	{ atMost, signedIn = false }: { atMost?: number; signedIn?: boolean },
): Promise<Competitor> {
	const name = `HTTP Request ${signedIn ? 'with' : 'without'} credential`;
	const nodes = [askByHttpRequest(setup, signedIn)];
	return { ...(await chain(setup, { name, count, nodes })), atMost };
}

function askByHttpRequest({ api, credential }: Setup, signedIn: boolean): INode {
	return node(
		['HTTP Request', 'n8n-nodes-base.httpRequest', 4.2],
		{
			url: `=${api.url}/customer/status/{{ $json.customerId }}`,
			...(signedIn
				? { authentication: 'predefinedCredentialType', nodeCredentialType: credential.type }
				: {
						sendHeaders: true,
						headerParameters: { parameters: [{ name: 'x-connectfi-token', value: api.token }] },
					}),
			options: {},
		},
		signedIn ? credential : undefined,
	);
}

/** What n8n's users are told to do about APIs that refuse many requests at once. */
async function loopOverItems(setup: Setup, count: number, atMost?: number): Promise<Competitor> {
	const loop = node(['Loop', 'n8n-nodes-base.splitInBatches', 3], { batchSize: 10, options: {} });
	const ask = askByHttpRequest(setup, true);
	const items = makeItems(count);
	const to = (name: string) => ({ node: name, type: 'main' as const, index: 0 });
	const workflow = await setup.client.createWorkflow({
		name: `Loop ${count}`,
		nodes: [...items, loop, ask],
		connections: {
			Start: { main: [[to('List')]] },
			List: { main: [[to('Items')]] },
			Items: { main: [[to('Loop')]] },
			Loop: { main: [[], [to(ask.name)]] },
			[ask.name]: { main: [[to('Loop')]] },
		},
	});
	return {
		name: 'Loop Over Items (10) and HTTP Request with credential',
		atMost,
		async run() {
			const { seconds, data } = await execute(setup.client, workflow, ['Loop', ask.name]);
			const out = data.runData.Loop?.at(-1)?.data?.main[0]?.length ?? 0;
			return await noted(setup, { seconds, out, count });
		},
	};
}

async function chain(
	setup: Setup,
	{ name, count, nodes }: { name: string; count: number; nodes: INode[] },
): Promise<Competitor> {
	const workflow = await storeChain(setup.client, `${name} ${count}`, [
		...makeItems(count),
		...nodes,
	]);
	const [{ name: asking }] = nodes;
	return {
		name,
		async run() {
			const { seconds, data } = await execute(setup.client, workflow, [asking]);
			const items = data.runData[asking]?.[0].data?.main[0] ?? [];
			if (name === 'connectFi') checkPairing(items, count);
			return await noted(setup, { seconds, out: items.length, count });
		},
	};
}

/** Speed that loses an answer or gives it to another item is no speed. */
function checkPairing(
	items: Array<{ json: Record<string, unknown>; pairedItem?: unknown }>,
	count: number,
): void {
	const wrong = items.filter(
		({ json, pairedItem }, index) =>
			json.customerId !== `cstap_bench${index}` ||
			(pairedItem as { item?: number } | undefined)?.item !== index,
	);
	if (items.length !== count || wrong.length)
		throw new Error(`${items.length} of ${count} items came out, ${wrong.length} of them wrong`);
}

/** A script as a developer would write it instead: axios, so many requests at a time. */
async function axiosPool(setup: Setup, count: number, atMost: number): Promise<Competitor> {
	const script = join(repoRoot, 'bench/scripts/statusCalls.ts');
	return {
		name: 'axios script, 10 in flight',
		atMost,
		async run() {
			const { stdout } = await execa(
				process.execPath,
				['--import', 'tsx', script, setup.api.url, setup.api.token, String(count), '10'],
				{ cwd: repoRoot },
			);
			return await noted(setup, { seconds: Number(stdout), out: count, count });
		},
	};
}

async function noted(
	{ api }: Setup,
	{ seconds, out, count }: { seconds: number; out: number; count: number },
): Promise<Measurement> {
	const { refused, peakInFlight } = await api.counts();
	const notes = [
		`${out} of ${count} out`,
		`${peakInFlight} at once`,
		...(refused ? [`${refused} refused`] : []),
	];
	return { value: seconds, notes: notes.join(', ') };
}
