import { randomUUID } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';
import { waitFor } from '../../../n8n/waitFor';
import type { StoredWorkflow, WorkflowFile } from '../../../n8n/client';
import type { Sandbox } from '../../../sandbox';
import { individual } from '../../engine/support/individual';
import { frontAndBack, jpeg, png } from '../../engine/support/images';
import { connectFi } from './connectFiNodes';
import type { N8nUnderTest } from './n8nUnderTest';
import { to, webhook } from './nodes';
import { waitUntilDecided } from './waiting';

/**
 * Onboards the customer of a call in one step, with the files in it, and waits for the outcome. Answers as soon as n8n has the
 * call, so that an accepted call is an execution that n8n must bring to its end.
 * @param wait further parameters of Wait for Outcome
 */
export function onboardingWorkflow(wait: INodeParameters = {}): WorkflowFile {
	const { nodes, connections } = waitUntilDecided({
		applicationId: '={{ $json.applicationId }}',
		...wait,
	});
	return {
		name: `Onboarding ${randomUUID()}`,
		nodes: [
			webhook('By Webhook', { responseMode: 'onReceived' }),
			connectFi('Onboard', 'application', 'onboard', {
				customerType: 'individual',
				customerReference: '={{ $json.body.reference }}',
				inputMode: 'json',
				json: '={{ $json.body.customer }}',
				reference: '={{ $json.body.reference }}',
				callback: 'execution',
				workflow: 'PERSONAL',
				type: 'license',
				files: frontAndBack,
			}),
			...nodes,
		],
		connections: { 'By Webhook': to('Onboard'), Onboard: to('Wait'), ...connections },
	};
}

/**
 * Sends a call, which n8n must take. Its webhook listens a moment after the activation: until then n8n answers 404 and may break
 * the connection while the form is still being sent, so a call without a body asks first.
 */
export async function sendOnboarding(
	{ webhookUrl }: Pick<N8nUnderTest, 'webhookUrl'>,
	{ nodes }: StoredWorkflow,
	reference: string,
): Promise<void> {
	const { webhookId } = nodes.find(({ name }) => name === 'By Webhook')!;
	const url = `${webhookUrl}/webhook/${webhookId}`;
	// n8n closes idle connections after 5 seconds, maybe just when the next request is on its way.
	const headers = { connection: 'close' };
	await waitFor(async () => {
		const answer = await (await fetch(url, { headers })).text();
		return answer.includes('Did you mean to make a POST request?') || undefined;
	}, 'the onboarding to listen');
	const response = await fetch(url, { method: 'POST', headers, body: onboardingForm(reference) });
	const text = await response.text();
	if (!response.ok) throw new Error(`n8n answered ${response.status}: ${text}`);
}

/** What a call sends: a customer whom a person will decide, and both sides of a document. */
function onboardingForm(reference: string): FormData {
	const form = new FormData();
	form.set('reference', reference);
	form.set('customer', JSON.stringify(individual('WaitReview')));
	form.set('front', new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }), 'front.jpg');
	form.set('back', new Blob([new Uint8Array(png)], { type: 'image/png' }), 'back.png');
	return form;
}

/** @returns the applications that wait for a person's decision, by their reference */
export function inReview({ state }: Sandbox): Map<string, string> {
	return new Map(
		state()
			.applications.filter(({ status }) => status === 'waiting_review')
			.map(({ reference, applicationId }) => [String(reference), applicationId]),
	);
}

/** Waits until the documents of a case are there, so that a person can decide. */
export async function waitForReview(sandbox: Sandbox, reference: string): Promise<string> {
	return await waitFor(
		() => inReview(sandbox).get(reference),
		`${reference} to be in review`,
		300_000,
	);
}
