import { randomUUID } from 'node:crypto';
import type { INode } from 'n8n-workflow';
import type { N8nClient } from '../../n8n/client';
import { storeCredentials } from '../../n8n/credentials';
import { enlarge, forgeBody, type AttackTarget, type Call } from '../../test/e2e/support/attack';
import { node, to, webhook } from '../../test/e2e/support/nodes';
import { gitHubTriggerFields, startGitHub } from '../gitHub';

/**
 * n8n's own Webhook node, which checks a header.
 *
 * It and GitHub Trigger would start an execution with each replayed call; here they are sent none, only calls that they
 * reject: what they take for those is the least that n8n takes for a call of a webhook.
 */
export async function prepareWebhook(client: N8nClient): Promise<AttackTarget> {
	const header = { name: 'x-secret', value: randomUUID() };
	const [{ id, name, type }] = await storeCredentials(client, [
		{ name: `Attacked ${randomUUID()}`, type: 'httpHeaderAuth', data: header },
	]);
	const trigger = webhook('Webhook', { authentication: 'headerAuth' });
	const workflow = await publish(client, { ...trigger, credentials: { [type]: { id, name } } });
	const url = `${client.url}/webhook/${trigger.webhookId}`;
	return { workflows: [workflow], calls: rejectedCalls(url, { 'x-secret': randomUUID() }) };
}

/** GitHub Trigger, which checks an HMAC of the body. */
export async function prepareGithubTrigger(client: N8nClient): Promise<AttackTarget> {
	const gitHub = await startGitHub();
	const webhookId = randomUUID();
	const workflow = await publish(client, {
		...node('GitHub', 'n8n-nodes-base.githubTrigger', 1),
		...(await gitHubTriggerFields(client, gitHub)),
		webhookId,
	});
	await gitHub.close();
	const url = `${client.url}/webhook/${webhookId}/webhook`;
	const calls = rejectedCalls(url, { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` });
	return { workflows: [workflow], calls };
}

async function publish(client: N8nClient, trigger: INode) {
	const workflow = await client.createWorkflow({
		name: `Attacked ${trigger.name}`,
		nodes: [trigger, node('Received', 'n8n-nodes-base.noOp', 1)],
		connections: { [trigger.name]: to('Received') },
	});
	await client.activate(workflow);
	await client.waitForPublication(workflow);
	return workflow;
}

function rejectedCalls(url: string, headers: Record<string, string>): AttackTarget['calls'] {
	const forged = (index: number): Call => ({ url, headers, body: forgeBody(index) });
	const unsigned = (index: number): Call => ({ url, body: forgeBody(index) });
	return {
		forged,
		unsigned,
		'about nobody': unsigned,
		replayed: forged,
		oversized: (index) => ({ url, headers, body: enlarge(forgeBody(index)) }),
		slow: forged,
	};
}
