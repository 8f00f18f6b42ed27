import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { N8nClient, StoredCredential, StoredWorkflow } from '../../../n8n/client';
import { storeCredentials } from '../../../n8n/credentials';
import { waitFor } from '../../../n8n/waitFor';
import { sign } from '../../../nodes/ConnectFi/callback/signature';
import { connectFiCredentials } from '../../../playground/sandboxes';
import type { Sandbox } from '../../../sandbox';
import { node, to } from './nodes';
import { postJson } from './postJson';

/** Two active triggers, and what an attacker may know of them. */
export interface AttackTarget {
	workflows: StoredWorkflow[];
	/** Of the trigger whose credential has a callback secret. */
	url: string;
	/** Of the one whose credential has none. */
	unsignedUrl: string;
	/** A genuine callback, which has started its execution already. */
	genuine: { url: string; body: string };
}

/** The sandboxes behind the two triggers. */
export interface AttackedSandboxes {
	signed: Sandbox;
	unsigned: Sandbox;
}

/** Publishes a trigger with a callback secret and one without, and lets connectFi call the first one. */
export async function prepareTarget(
	client: N8nClient,
	{ signed, unsigned }: AttackedSandboxes,
): Promise<AttackTarget> {
	const name = `Attacked ${randomUUID()}`;
	const [withSecret] = connectFiCredentials(signed, name);
	const [withoutSecret] = connectFiCredentials(unsigned, `${name} unsigned`);
	const stored = await storeCredentials(client, [
		withSecret,
		{ ...withoutSecret, data: { ...withoutSecret.data, callbackSecret: '' } },
	]);
	const [first, second] = [await publish(client, stored[0]), await publish(client, stored[1])];

	const ids = { customerId: 'cstap_genuine', applicationId: 'iapp_genuine', reference: 'genuine' };
	const application = { ...ids, status: 'completed', outcome: 'Approved' as const };
	signed.seed({ applications: [application] });
	const genuine = {
		url: sign(first.url, {
			secrets: [String(withSecret.data.callbackSecret)],
			kind: 'akepa',
			...ids,
		}),
		body: JSON.stringify({ code: '0', data: application }),
	};
	await waitFor(
		async () => ((await postJson(genuine.url, genuine.body)).status === 200 ? true : undefined),
		'the trigger to listen',
	);
	const workflows = [first.workflow, second.workflow];
	return { workflows, url: first.url, unsignedUrl: second.url, genuine };
}

async function publish(client: N8nClient, { id, name, type }: StoredCredential) {
	const webhookId = randomUUID();
	const trigger = {
		...node('Decision', 'n8n-nodes-connectfi.connectFiTrigger', 1),
		webhookId,
		credentials: { [type]: { id, name } },
	};
	const workflow = await client.createWorkflow({
		name,
		nodes: [trigger, node('Received', 'n8n-nodes-base.noOp', 1)],
		connections: { Decision: to('Received') },
	});
	await client.activate(workflow);
	await client.waitForPublication(workflow);
	return { workflow, url: `${client.url}/webhook/${webhookId}/connectfi` };
}

/** One call of an attack. */
interface Call {
	kind: string;
	url: string;
	body: string;
	/** How long the second half of the body is kept back, in milliseconds. */
	slowMs?: number;
}

/** How an attack is carried out. */
export interface AttackPlan {
	count: number;
	/** How many calls may be on their way at a time. */
	inFlight: number;
	/** How many begin in a second; as many as n8n takes when absent. */
	perSecond?: number;
	slowMs: number;
}

/**
 * Sends forged, unsigned, replayed, oversized and slow callbacks.
 * @returns how often each kind was answered how, as `forged 401`
 */
export async function attack(
	target: AttackTarget,
	{ count, inFlight, perSecond, slowMs }: AttackPlan,
): Promise<Record<string, number>> {
	const answers: Record<string, number> = {};
	const began = Date.now();
	let next = 0;
	const attacker = async () => {
		for (let index = next++; index < count; index = next++) {
			if (perSecond) await delay(Math.max(0, began + (index / perSecond) * 1_000 - Date.now()));
			const call = makeCall(target, index, slowMs);
			const status = await send(call);
			const answer = `${call.kind} ${status}`;
			answers[answer] = (answers[answer] ?? 0) + 1;
		}
	};
	await Promise.all(Array.from({ length: inFlight }, attacker));
	return answers;
}

/** Of ten calls, three are forged, two are not signed, and one of each other kind. */
const kinds = [
	...Array.from({ length: 3 }, () => 'forged'),
	'unsigned',
	'unsigned',
	'about nobody',
	'about nobody',
	'replayed',
	'oversized',
	'slow',
];

function makeCall(
	{ url, unsignedUrl, genuine }: AttackTarget,
	index: number,
	slowMs: number,
): Call {
	const kind = kinds[index % kinds.length];
	const ids = { customerId: `cstap_forged${index}`, applicationId: `iapp_forged${index}` };
	const forged = { ...ids, reference: 'genuine', status: 'completed', outcome: 'Approved' };
	const body = JSON.stringify({ code: '0', data: forged });
	const wrong = sign(url, {
		secrets: ['the secret of an attacker'],
		kind: 'akepa',
		customerId: ids.customerId,
		reference: 'genuine',
	});
	switch (kind) {
		case 'unsigned':
			return { kind, url, body };
		case 'about nobody':
			return { kind, url: unsignedUrl, body };
		case 'replayed':
			return { kind, ...genuine };
		case 'oversized':
			return { kind, url: genuine.url, body: `${genuine.body}${' '.repeat(300_000)}` };
		case 'slow':
			return { kind, url: wrong, body, slowMs };
		default:
			return { kind, url: wrong, body };
	}
}

async function send({ url, body, slowMs }: Call): Promise<number | undefined> {
	return await new Promise((resolve, reject) => {
		const headers = { 'content-type': 'application/json', 'content-length': body.length };
		const call = request(url, { method: 'POST', agent: false, headers }, (answer) => {
			answer.resume().on('end', () => resolve(answer.statusCode));
		});
		call.on('error', reject);
		if (!slowMs) return void call.end(body);
		const half = body.length / 2;
		call.write(body.slice(0, half));
		void delay(slowMs).then(() => call.end(body.slice(half)));
	});
}

/** What was asked of connectFi during an attack. */
export function countLookups({ signed, unsigned }: AttackedSandboxes) {
	const about = (sandbox: Sandbox, id: string) =>
		sandbox.requests.filter(({ body }) => JSON.stringify(body ?? '').includes(id)).length;
	return {
		/** About a case of a forged signature, or of none where there is a secret: must be 0. */
		forged: about(signed, 'iapp_forged'),
		replayed: about(signed, 'iapp_genuine'),
		/** About cases that the trigger without a secret was called for. */
		unsigned: about(unsigned, 'iapp_forged'),
		/** How many of those at a time. */
		unsignedAtOnce: unsigned.peakInFlight,
	};
}
