import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { admit, turnAway } from '../callback/admit';
import type { CallbackIds } from '../callback/body';
import { verify } from '../callback/verify';
import { eventOf, events, type TriggerEvent } from './events';
import { isRepetition } from './memory';
import { sampleItem } from './sample';

/** What the user wants to hear of. */
interface Wishes {
	events: readonly TriggerEvent[];
	/** All customers if empty. */
	customerIds: string[];
	ignoreDuplicates: boolean;
}

/**
 * What happens to one call on the trigger's URL. An execution starts only for a call on a URL that was signed for the
 * customer it names, and with connectFi's own answer about that customer. Never throws: n8n would start an execution with
 * the error.
 */
export async function receive(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const receivedAt = new Date().toISOString();
	// Opening the test URL in a browser is how a user without a case at hand tries the workflow out.
	if (this.getMode() === 'manual' && this.getRequestObject().method === 'GET')
		return start(this, sampleItem());

	const admission = await admit(this);
	if ('refusal' in admission) return turnAway(this, admission.refusal);
	const { ids, credential } = admission;
	const wishes = wishesOf(this);
	if (wishes.customerIds.length && !wishes.customerIds.includes(ids.customerId))
		return acknowledged('This customer is filtered out');

	const verdict = await verify(this, ids, credential);
	if (verdict.kind === 'madeUp')
		return turnAway(this, { status: 401, message: 'connectFi does not know this case' });
	if (verdict.kind === 'unanswered')
		return start(this, { ...idsOnly(ids), event: 'unverified', verified: false, receivedAt });

	const event = eventOf(verdict.json);
	// Asked first, so that a state which is filtered out counts as a change too.
	const repeated = this.getMode() !== 'manual' && isRepetition(this, ids, verdict.json);
	if (repeated && wishes.ignoreDuplicates) return acknowledged('This state is known already');
	if (!wishes.events.includes(event)) return acknowledged('This event is filtered out');
	const { source, customerId } = ids;
	return start(this, {
		customerId,
		...verdict.json,
		event,
		source,
		verified: true,
		receivedAt,
	});
}

/** With everything let through where a parameter cannot be read, so that nothing is lost. */
function wishesOf(context: IWebhookFunctions): Wishes {
	const wishes: Wishes = {
		events: events.map(({ value }) => value),
		customerIds: [],
		ignoreDuplicates: true,
	};
	try {
		wishes.events = context.getNodeParameter('events', wishes.events) as TriggerEvent[];
		const options = context.getNodeParameter('options', {}) as IDataObject;
		wishes.ignoreDuplicates = options.ignoreDuplicates !== false;
		wishes.customerIds = String(options.customerIds ?? '')
			.split(/[\s,]+/)
			.filter(Boolean);
	} catch (error) {
		context.logger.error(
			`A parameter of the connectFi Trigger cannot be read (${(error as Error).message})`,
		);
	}
	return wishes;
}

/** What is known without connectFi: whom to ask about later, but nothing that the caller claimed of them. */
function idsOnly(ids: CallbackIds): IDataObject {
	const { source, customerId } = ids;
	return ids.source === 'akepa'
		? { source, customerId, applicationId: ids.applicationId }
		: { source, customerId };
}

/**
 * Answers before the execution starts: n8n 2.x forgets what was put into static data if it answers itself, and connectFi
 * would not call again whatever it heard later.
 */
function start(context: IWebhookFunctions, json: IDataObject): IWebhookResponseData {
	context.getResponseObject().status(200).json({ message: 'Workflow was started' });
	return { noWebhookResponse: true, workflowData: [[{ json }]] };
}

function acknowledged(message: string): IWebhookResponseData {
	return { webhookResponse: { message } };
}
