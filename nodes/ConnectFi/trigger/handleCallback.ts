import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { clock } from '../../shared/clock';
import { idsOnly } from '../callback/parseCallback';
import { askLater, ignore, reject } from '../callback/reject';
import { verifyCallback } from '../callback/verifyCallback';
import { isDuplicate } from './deduplicate';
import { eventOf, events, type TriggerEvent } from './events';
import { sampleItem } from './sample';

/** What the user wants to hear of. */
interface Wishes {
	events: readonly TriggerEvent[];
	/** All customers if empty. */
	customerIds: string[];
	ignoreDuplicates: boolean;
}

/**
 * What happens to one call on the trigger's URL: a genuine one that brings a change the user wants to hear of starts an
 * execution, with connectFi's own answer. Never throws: n8n would start an execution with the error.
 */
export async function handleCallback(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const receivedAt = new Date(clock.now()).toISOString();
	// Opening the test URL in a browser is how a user without a case at hand tries the workflow out.
	if (this.getMode() === 'manual' && this.getRequestObject().method === 'GET')
		return start(this, sampleItem());

	const { events: wanted, customerIds, ignoreDuplicates } = wishesOf(this);
	const callback = await verifyCallback(this, {
		isWanted: ({ customerId }) => !customerIds.length || customerIds.includes(customerId),
	});
	if (callback.verdict === 'rejected') return reject(this, callback);
	if (callback.verdict === 'unproven') return reject(this, askLater);
	if (callback.verdict === 'unwanted') return ignore('This customer is filtered out');

	const { ids } = callback;
	const verified = callback.verdict === 'confirmed';
	const event = verified ? eventOf(callback.json) : 'unverified';
	// Asked first, so that a state which is filtered out counts as a change too.
	const duplicate =
		this.getMode() !== 'manual' && isDuplicate(this, ids, verified ? callback.json : undefined);
	if (duplicate && ignoreDuplicates) return ignore('This state is known already');
	if (!wanted.includes(event)) return ignore('This event is filtered out');
	return start(this, {
		...idsOnly(ids),
		...(verified && callback.json),
		event,
		source: ids.kind,
		verified,
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

/**
 * Answers before the execution starts: n8n 2.x forgets what was put into static data if it answers itself, and connectFi
 * would not call again whatever it heard later.
 */
function start(context: IWebhookFunctions, json: IDataObject): IWebhookResponseData {
	context.getResponseObject().status(200).json({ message: 'Workflow was started' });
	return { noWebhookResponse: true, workflowData: [[{ json }]] };
}
