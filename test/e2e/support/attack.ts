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

/** What an attacker sends, in the proportions of an attack: of ten calls, three are forged, two are not signed, ... */
const kinds = [
	'forged',
	'forged',
	'forged',
	'unsigned',
	'unsigned',
	'about nobody',
	'about nobody',
	'replayed',
	'oversized',
	'slow',
] as const;

/** One call of an attack. */
export interface Call {
	url: string;
	body: string;
	headers?: Record<string, string>;
}

/** What is attacked: how a call of each kind looks there; `index` tells calls apart. */
export interface AttackTarget {
	workflows: StoredWorkflow[];
	calls: Record<(typeof kinds)[number], (index: number) => Call>;
}

/** The sandboxes behind the two triggers. */
export interface AttackedSandboxes {
	signed: Sandbox;
	unsigned: Sandbox;
}

/** Publishes a trigger with a callback secret and one without, and lets connectFi call the first one, which an attacker sees. */
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
	const forge = (index: number) => ({
		url: sign(first.url, {
			secrets: ['the secret of an attacker'],
			kind: 'akepa',
			customerId: `cstap_forged${index}`,
			reference: 'genuine',
		}),
		body: forgeBody(index),
	});
	return {
		workflows: [first.workflow, second.workflow],
		calls: {
			forged: forge,
			unsigned: (index) => ({ url: first.url, body: forgeBody(index) }),
			'about nobody': (index) => ({ url: second.url, body: forgeBody(index) }),
			replayed: () => genuine,
			oversized: () => ({ ...genuine, body: enlarge(genuine.body) }),
			slow: forge,
		},
	};
}

/** A callback that says what an attacker would like to be true. */
export function forgeBody(index: number): string {
	const ids = { customerId: `cstap_forged${index}`, applicationId: `iapp_forged${index}` };
	const data = { ...ids, reference: 'genuine', status: 'completed', outcome: 'Approved' };
	return JSON.stringify({ code: '0', data });
}

/** The same to whoever parses it, with more bytes than a callback may have. */
export const enlarge = (body: string) => `${body}${' '.repeat(300_000)}`;

async function publish(client: N8nClient, { id, name, type }: StoredCredential) {
	const webhookId = randomUUID();
	const trigger = {
		...node('Decision', 'n8n-nodes-connectfi.connectFiTrigger', 1.1),
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

/** How an attack is carried out. */
export interface AttackPlan {
	count: number;
	/** How many calls may be on their way at a time. */
	inFlight: number;
	/** How many begin in a second; as many as n8n takes when absent. */
	perSecond?: number;
	/** How long the slow ones keep back the second half of their body, in milliseconds. */
	slowMs: number;
}

/**
 * Sends forged, unsigned, replayed, oversized and slow callbacks.
 * @returns how often each kind was answered how, as `forged 401`
 */
export async function attack(
	{ calls }: AttackTarget,
	{ count, inFlight, perSecond, slowMs }: AttackPlan,
): Promise<Record<string, number>> {
	const answers: Record<string, number> = {};
	const began = Date.now();
	let next = 0;
	const attacker = async () => {
		for (let index = next++; index < count; index = next++) {
			if (perSecond) await delay(Math.max(0, began + (index / perSecond) * 1_000 - Date.now()));
			const kind = kinds[index % kinds.length];
			const answer = `${kind} ${await send(calls[kind](index), kind === 'slow' ? slowMs : 0)}`;
			answers[answer] = (answers[answer] ?? 0) + 1;
		}
	};
	await Promise.all(Array.from({ length: inFlight }, attacker));
	return answers;
}

/** @returns the answer's status, or what became of the connection where none came */
async function send({ url, body, headers }: Call, slowMs: number): Promise<number | string> {
	return await new Promise((resolve) => {
		const all = { ...headers, 'content-type': 'application/json', 'content-length': body.length };
		const call = request(url, { method: 'POST', agent: false, headers: all }, (answer) => {
			answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
		});
		call.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
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
