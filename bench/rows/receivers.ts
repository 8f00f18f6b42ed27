import { createHmac, randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';
import { sign } from '../../nodes/ConnectFi/callback/signature';
import type { StoredCredential, StoredWorkflow } from '../../n8n/client';
import { storeCredentials } from '../../n8n/credentials';
import { connectFiCredentials } from '../../playground/sandboxes';
import { gitHubTriggerFields, type GitHub } from '../gitHub';
import { node, storeChain, type Api, type Setup } from '../setup';

/** What is sent for one case that connectFi decided. */
export interface Callback {
	applicationId: string;
	customerId: string;
	reference: string;
	/** JSON. */
	body: string;
}

/** One way to receive callbacks, as an active workflow. */
export interface Receiver<Sent = Callback> {
	name: string;
	workflow: StoredWorkflow;
	/** The node whose output tells which case it was. */
	lastNode: string;
	/** The call that a genuine sender would make. */
	address(callback: Sent): { url: string; headers?: Record<string, string> };
}

/** The connectFi Trigger: signature checked, connectFi asked, duplicates known. */
export async function connectFiTrigger(
	setup: Pick<Setup, 'client' | 'credential'> & { api: Pick<Api, 'url' | 'token'> },
): Promise<Receiver<Pick<Callback, 'customerId' | 'reference'>>> {
	const trigger = listening('connectFi Trigger', ['n8n-nodes-connectfi.connectFiTrigger', 1.1]);
	const [{ data }] = connectFiCredentials({ ...setup.api, login: '', password: '' }, 'Bench');
	const secrets = [String(data.callbackSecret)];
	const url = `${setup.client.url}/webhook/${trigger.webhookId}/connectfi`;
	return {
		name: 'connectFi Trigger',
		workflow: await activate(setup, [withCredential(trigger, setup.credential)]),
		lastNode: trigger.name,
		address: ({ customerId, reference }) => ({
			url: sign(url, { secrets, kind: 'akepa', customerId, reference }),
		}),
	};
}

/** A trigger that does nothing: the floor for every node but n8n's own Webhook. */
export async function floor(setup: Setup): Promise<Receiver> {
	const trigger = listening('Floor', ['CUSTOM.floor', 1.1]);
	const url = `${setup.client.url}/webhook/${trigger.webhookId}/floor`;
	return {
		name: 'a trigger that does nothing',
		workflow: await activate(setup, [trigger]),
		lastNode: trigger.name,
		address: () => ({ url }),
	};
}

/** n8n's own GitHub Trigger, which checks a signature. */
export async function gitHubTrigger(setup: Setup, gitHub: GitHub): Promise<Receiver> {
	const trigger = {
		...listening('GitHub Trigger', ['n8n-nodes-base.githubTrigger', 1]),
		...(await gitHubTriggerFields(setup.client, gitHub)),
	};
	const url = `${setup.client.url}/webhook/${trigger.webhookId}/webhook`;
	return {
		name: 'GitHub Trigger',
		workflow: await activate(setup, [trigger]),
		lastNode: trigger.name,
		address({ body }) {
			const signature = createHmac('sha256', gitHub.secret()).update(body).digest('hex');
			return { url, headers: { 'x-hub-signature-256': `sha256=${signature}` } };
		},
	};
}

/** What a user would build: n8n's Webhook node, and an HTTP Request node that asks connectFi for the state. */
export async function webhookAndHttpRequest(setup: Setup): Promise<Receiver> {
	const path = randomUUID();
	const webhook = listening('Webhook', ['n8n-nodes-base.webhook', 2], {
		httpMethod: 'POST',
		path,
		responseMode: 'onReceived',
	});
	const { data } = connectFiCredentials({ ...setup.api, login: '', password: '' }, 'Bench')[0];
	const [header] = await storeCredentials(setup.client, [
		{
			name: 'Bench header',
			type: 'httpHeaderAuth',
			data: { name: 'x-connectfi-token', value: data.token },
		},
	]);
	const ask = node(
		['HTTP Request', 'n8n-nodes-base.httpRequest', 4.2],
		{
			method: 'POST',
			url: `${setup.api.url}/akepa/status`,
			authentication: 'genericCredentialType',
			genericAuthType: header.type,
			sendBody: true,
			specifyBody: 'json',
			jsonBody:
				'={{ { customerId: $json.body.data.customerId, applicationId: $json.body.data.applicationId } }}',
			options: {},
		},
		header,
	);
	return {
		name: 'Webhook and HTTP Request',
		workflow: await activate(setup, [webhook, ask]),
		lastNode: ask.name,
		address: () => ({ url: `${setup.client.url}/webhook/${path}` }),
	};
}

function listening(
	name: string,
	[type, version]: [type: string, version: number],
	parameters: INodeParameters = {},
): INode {
	return { ...node([name, type, version], parameters), webhookId: randomUUID() };
}

function withCredential(node: INode, { id, name, type }: StoredCredential): INode {
	return { ...node, credentials: { [type]: { id, name } } };
}

async function activate(
	{ client }: Pick<Setup, 'client'>,
	nodes: INode[],
): Promise<StoredWorkflow> {
	const workflow = await storeChain(client, nodes[0].name, nodes);
	await client.activate(workflow);
	await client.waitForPublication(workflow);
	return workflow;
}
