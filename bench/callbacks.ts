import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import { sign } from '../nodes/ConnectFi/callback/signature';
import { fillInCredentials, storeCredentials } from '../n8n/credentials';
import { packPackages } from '../n8n/packages';
import { installN8n, type N8nLine } from '../n8n/install';
import type { N8nClient, StoredCredential, StoredWorkflow } from '../n8n/client';
import { waitFor } from '../n8n/waitFor';
import { prepareN8n } from '../n8n/prepare';
import { connectFiCredentials } from '../playground/sandboxes';
import { startSandbox, type Sandbox } from '../sandbox';

/**
 * Callbacks through the connectFi Trigger (signature checked, state asked for, duplicates known) against what a user would
 * build without it: n8n's Webhook node and an HTTP Request node that asks for the state, with neither check. Both in one
 * real n8n, in turns, so that whatever else the machine does meets both.
 *
 *     npx tsx bench/callbacks.ts [callbacks per side] [in flight] [rounds] [line=1.x] [NAME=value of n8n's environment ...]
 */
const [numbers, environment] = [false, true].map((named) =>
	process.argv.slice(2).filter((argument) => argument.includes('=') === named),
);
const [callbacks = 2_000, inFlight = 20, rounds = 8] = numbers.map(Number);
const { line = '2.x', ...env } = Object.fromEntries(
	environment.map((argument) => argument.split(/=(.*)/s, 2)),
) as { line?: N8nLine } & Record<string, string>;

/** One way to receive callbacks, as an active workflow. */
interface Side {
	name: string;
	workflow: StoredWorkflow;
	/** Where it is called. */
	url: string;
	/** The node whose output is the state that connectFi answered. */
	lastNode: string;
	/** How long each round took, in milliseconds. */
	rounds: number[];
	sent: string[];
}

/** What both sides share. */
interface Setup {
	client: N8nClient;
	sandbox: Sandbox;
	/** Signs the callbacks. */
	secret: string;
}

let counter = 0;

async function main(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'connectfi-bench-'));
	await installN8n('2.x', console.log);
	if (line !== '2.x') await installN8n(line, console.log);
	const packages = await packPackages(join(folder, 'packages'));
	const logFile = join(folder, 'n8n.log');
	const userFolder = join(folder, 'n8n');
	const options = { line, userFolder, port: 0, logFile, env };
	const { n8n, client } = await prepareN8n(options, packages);
	const sandbox = await startSandbox();
	try {
		const [own] = connectFiCredentials(sandbox, 'Bench');
		const header = { name: 'x-connectfi-token', value: sandbox.token };
		const [ownCredential, headerCredential] = await storeCredentials(client, [
			own,
			{ name: 'Bench header', type: 'httpHeaderAuth', data: header },
		]);
		const setup = { client, sandbox, secret: String(own.data.callbackSecret) };
		const nodeTypes = await client.nodeTypes();
		const activate = async (name: string, nodes: INode[]) => {
			const [first, second] = nodes;
			const next = second && { node: second.name, type: 'main' as const, index: 0 };
			const connections = next ? { [first.name]: { main: [[next]] } } : {};
			const file = fillInCredentials({ name, nodes, connections }, nodeTypes, [ownCredential]);
			const workflow = await client.createWorkflow(file);
			await client.activate(workflow);
			await client.waitForPublication(workflow);
			return workflow;
		};
		const trigger = node('connectFi Trigger', 'n8n-nodes-connectfi.connectFiTrigger', 1.1, {});
		const webhook = node('Webhook', 'n8n-nodes-base.webhook', 2, {
			httpMethod: 'POST',
			path: randomUUID(),
			responseMode: 'onReceived',
		});
		const sides: Side[] = [
			{
				name: 'connectFi Trigger',
				workflow: await activate('Trigger', [trigger]),
				url: `${client.url}/webhook/${trigger.webhookId}/connectfi`,
				lastNode: trigger.name,
				rounds: [],
				sent: [],
			},
			{
				name: 'Webhook and HTTP Request',
				workflow: await activate('Webhook', [webhook, httpRequest(sandbox, headerCredential)]),
				url: `${client.url}/webhook/${String(webhook.parameters.path)}`,
				lastNode: 'HTTP Request',
				rounds: [],
				sent: [],
			},
		];
		for (const side of sides) await run(setup, side, 100);
		for (const side of sides) side.rounds = [];
		for (let round = 0; round < rounds; round++)
			for (const side of round % 2 ? [...sides].reverse() : sides) {
				const took = await run(setup, side, callbacks / rounds);
				const rate = perSecond(callbacks / rounds, took);
				console.log(`round ${round + 1}, ${side.name}: ${rate} callbacks/s`);
			}

		for (const side of sides) {
			const rate = perSecond(callbacks, sum(side.rounds));
			console.log(`${side.name}: ${callbacks} callbacks, ${inFlight} in flight, ${rate}/s`);
			await report(client, side);
		}
		const [ours, theirs] = sides;
		const ratios = ours.rounds.map((took, round) => theirs.rounds[round] / took);
		ratios.sort((a, b) => a - b);
		console.log(`ratio: ${(sum(theirs.rounds) / sum(ours.rounds)).toFixed(2)}`);
		console.log(`ratio of each round: ${ratios.map((ratio) => ratio.toFixed(2)).join(' ')}`);
	} finally {
		await n8n.stop();
		await sandbox.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Sends callbacks and waits until every execution they started has ended. */
async function run({ client, sandbox, secret }: Setup, side: Side, count: number): Promise<number> {
	const work = Array.from({ length: count }, () => {
		const { applicationId, body, ids } = decideCase(sandbox);
		return {
			applicationId,
			body,
			url: sign(side.url, { secrets: [secret], kind: 'akepa', ...ids }),
		};
	});
	const wanted = side.sent.push(...work.map(({ applicationId }) => applicationId));
	const began = performance.now();
	await Promise.all(
		Array.from({ length: inFlight }, async () => {
			for (let next = work.pop(); next; next = work.pop()) {
				const status = await post(next.url, next.body);
				if (status !== 200) throw new Error(`${side.name} answered ${status}`);
			}
		}),
	);
	await waitFor(
		async () => (await countSucceeded(client, side.workflow.id)) >= wanted || undefined,
		`${wanted} executions of ${side.name}`,
		600_000,
	);
	const took = performance.now() - began;
	side.rounds.push(took);
	sandbox.clearRequests();
	return took;
}

async function countSucceeded(client: N8nClient, workflowId: string): Promise<number> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId, status: ['success'] }));
	const { count } = await client.request<{ count: number }>(
		'GET',
		`/rest/executions?limit=1&filter=${filter}`,
	);
	return count;
}

/** Looks into every execution: which cases started one, and whether each holds what connectFi answered. */
async function report(client: N8nClient, side: Side): Promise<void> {
	const seen = new Map<string, number>();
	let wrong = 0;
	const executions = await client.listAllExecutions(side.workflow.id, inFlight);
	const ids = executions.map(({ id }) => id);
	await Promise.all(
		Array.from({ length: 8 }, async () => {
			for (let id = ids.pop(); id; id = ids.pop()) {
				const { data } = await client.execution(id);
				const item = data.resultData.runData[side.lastNode]?.[0].data?.main[0]?.[0].json;
				const state = (item?.data ?? item) as Record<string, unknown> | undefined;
				const applicationId = String(state?.applicationId);
				seen.set(applicationId, (seen.get(applicationId) ?? 0) + 1);
				if (state?.outcome !== 'Approved') wrong++;
			}
		}),
	);
	const lost = side.sent.filter((id) => !seen.has(id)).length;
	const doubled = [...seen.values()].filter((times) => times > 1).length;
	console.log(
		`  of all ${side.sent.length}, warm-up included: ${lost} lost, ${doubled} doubled, ${wrong} without connectFi's answer`,
	);
}

/** A case that connectFi decided, and the body of its callback. */
function decideCase(sandbox: Sandbox) {
	const number = ++counter;
	const ids = { customerId: `cstap_bench${number}`, reference: `bench${number}` };
	const applicationId = `iapp_bench${number}`;
	const application = { ...ids, applicationId, status: 'completed', outcome: 'Approved' as const };
	sandbox.seed({ applications: [application] });
	return {
		applicationId,
		ids,
		body: JSON.stringify({ code: '0', data: application, requestId: 'bench' }),
	};
}

function node(name: string, type: string, typeVersion: number, parameters: INodeParameters): INode {
	const webhookId = randomUUID();
	return { id: randomUUID(), name, type, typeVersion, position: [0, 0], webhookId, parameters };
}

/** The call that asks connectFi for the state. */
function httpRequest(sandbox: Sandbox, { id, name, type }: StoredCredential): INode {
	const asking = node('HTTP Request', 'n8n-nodes-base.httpRequest', 4.2, {
		method: 'POST',
		url: `${sandbox.url}/akepa/status`,
		authentication: 'genericCredentialType',
		genericAuthType: type,
		sendBody: true,
		specifyBody: 'json',
		jsonBody:
			'={{ { customerId: $json.body.data.customerId, applicationId: $json.body.data.applicationId } }}',
		options: {},
	});
	return { ...asking, credentials: { [type]: { id, name } } };
}

async function post(url: string, body: string): Promise<number> {
	return await new Promise((resolve, reject) => {
		const headers = { 'content-type': 'application/json' };
		const call = request(url, { method: 'POST', agent: false, headers }, (answer) => {
			answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
		});
		call.on('error', reject).end(body);
	});
}

const sum = (times: number[]) => times.reduce((total, time) => total + time, 0);

const perSecond = (count: number, milliseconds: number) =>
	((count * 1000) / milliseconds).toFixed(1);

void main();
