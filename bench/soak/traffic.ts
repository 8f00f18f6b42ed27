import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { INode } from 'n8n-workflow';
import type { StoredWorkflow, WorkflowFile } from '../../n8n/client';
import { sign } from '../../nodes/ConnectFi/callback/signature';
import type { Sandbox } from '../../sandbox';
import { connectFi, createCustomer } from '../../test/e2e/support/connectFiNodes';
import { node, to, webhook } from '../../test/e2e/support/nodes';
import {
	onboardingWorkflow,
	sendOnboarding,
	waitForReview,
} from '../../test/e2e/support/onboarding';
import { postJson } from '../../test/e2e/support/postJson';

const askAboutNobody = () =>
	connectFi('Ask', 'customer', 'getStatus', { customerId: 'cstap_unknown' });

/** The workflows that the traffic goes to. */
export const workflowFiles = {
	onboarding: onboardingWorkflow(),
	decision: {
		name: 'Decisions',
		nodes: [
			{ ...node('Decision', 'n8n-nodes-connectfi.connectFiTrigger', 1), webhookId: randomUUID() },
			node('Received', 'n8n-nodes-base.noOp', 1),
		],
		connections: { Decision: to('Received') },
	},
	login: byWebhook('Logins', createCustomer('Create', { authentication: 'login' })),
	error: byWebhook('Errors', askAboutNobody()),
	badInput: byWebhook(
		'Bad input',
		connectFi('Ask', 'document', 'upload', { documentId: '={{ $json.body.none }}' }),
	),
	errorItem: byWebhook('Error items', { ...askAboutNobody(), onError: 'continueErrorOutput' }),
} satisfies Record<string, WorkflowFile>;

/** Every execution of these ends with an error, and no other does. */
export const workflowsThatFail: Array<keyof typeof workflowFiles> = ['error', 'badInput'];

function byWebhook(name: string, next: INode): WorkflowFile {
	return {
		name,
		nodes: [webhook('By Webhook', { responseMode: 'onReceived' }), next],
		connections: { 'By Webhook': to(next.name) },
	};
}

/** Where the traffic goes. */
export interface Target {
	/** n8n's address. */
	url: string;
	sandbox: Sandbox;
	/** The credential's callback secret. */
	secret: string;
	workflows: Record<keyof typeof workflowFiles, StoredWorkflow>;
}

let counter = 0;

/** One of everything: an onboarding that is decided, callbacks true and false, errors, and a login that has expired. */
export async function sendOneOfEach(target: Target): Promise<void> {
	await onboard(target);
	await callBack(target);
	target.sandbox.expireTokens();
	for (const name of ['login', 'error', 'badInput', 'errorItem'] as const)
		await expectStatus(200, await send(webhookUrl(target, name), {}));
}

async function onboard(target: Target): Promise<void> {
	const reference = `soak${++counter}`;
	await sendOnboarding({ webhookUrl: target.url }, target.workflows.onboarding, reference);
	const applicationId = await waitForReview(target.sandbox, reference);
	// A person takes longer than n8n needs to store the execution.
	await delay(2_500);
	await target.sandbox.decide(applicationId, counter % 2 ? 'Approved' : 'Denied');
}

/** A case that is decided, called back, called back again, and forged. */
async function callBack({ url, sandbox, secret, workflows }: Target): Promise<void> {
	const reference = `case${++counter}`;
	const ids = { customerId: `cstap_${reference}`, applicationId: `iapp_${reference}`, reference };
	const application = { ...ids, status: 'completed', outcome: 'Denied' as const };
	sandbox.seed({ applications: [application] });
	const trigger = `${url}/webhook/${workflows.decision.nodes[0].webhookId}/connectfi`;
	const { customerId } = ids;
	const signed = sign(trigger, { secrets: [secret], kind: 'akepa', customerId, reference });
	const body = { code: '0', data: application };
	await expectStatus(200, await send(signed, body));
	await expectStatus(200, await send(signed, body));
	await expectStatus(401, await send(`${signed}x`, body));
	await expectStatus(401, await send(trigger, body));
}

/** n8n closes idle connections after 5 seconds, maybe just when the next request is on its way. */
const ownConnection = { connection: 'close' };

const send = async (url: string, body: unknown) =>
	await postJson(url, body, {
		headers: { ...ownConnection, 'content-type': 'application/json' },
	});

const webhookUrl = ({ url, workflows }: Target, name: keyof typeof workflowFiles) =>
	`${url}/webhook/${workflows[name].nodes[0].webhookId}`;

async function expectStatus(wanted: number, response: Response): Promise<void> {
	const text = await response.text();
	if (response.status !== wanted)
		throw new Error(`${response.url.split('?')[0]} was answered ${response.status}: ${text}`);
}
