import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { clock } from '../../shared/clock';
import { pickIds } from '../callback/parseCallback';
import { ignore, reject, tryAgainLater } from '../callback/reject';
import { verifyCallback } from '../callback/verifyCallback';
import { isDuplicate } from './deduplicate';
import { eventNames, toEvent, type TriggerEvent } from './events';
import { sampleItem } from './sample';
import { startExecution } from './startExecution';

/**
 * Answers one call on the trigger's URL: a genuine one that brings a change the user asked for starts an execution, with
 * connectFi's own answer. Never throws, because n8n would start an execution with the error.
 */
export async function handleCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const receivedAt = new Date(clock.now()).toISOString();
	const isTest = context.getMode() === 'manual';
	// Opening the test URL in a browser is how a user without a case at hand tries the workflow out.
	if (isTest && context.getRequestObject().method === 'GET')
		return startExecution(context, sampleItem());

	const filters = readFilters(context);
	const callback = await verifyCallback(context, {
		isWanted: ({ customerId }) =>
			!filters.customerIds.length || filters.customerIds.includes(customerId),
	});
	if (callback.verdict === 'rejected') return reject(context, callback);
	if (callback.verdict === 'unwanted') return ignore('This customer is filtered out');
	if (callback.verdict === 'unproven') return reject(context, tryAgainLater);

	const { ids } = callback;
	const output = callback.verdict === 'confirmed' ? callback.json : undefined;
	const event = output ? toEvent(output) : 'unverified';
	// Before the filter, so that a state which is filtered out counts as a change too.
	const isKnown = !isTest && isDuplicate(context, { ids, output });
	if (isKnown && filters.ignoreDuplicates) return ignore('This state is known already');
	if (!filters.events.includes(event)) return ignore('This event is filtered out');
	return startExecution(context, {
		...pickIds(ids),
		...output,
		event,
		source: ids.kind,
		verified: output !== undefined,
		receivedAt,
	});
}

/** What may start the workflow. */
interface TriggerFilters {
	events: readonly TriggerEvent[];
	/** All customers if empty. */
	customerIds: string[];
	ignoreDuplicates: boolean;
}

/** Where a parameter cannot be read, everything passes, so that nothing is lost. */
function readFilters(context: IWebhookFunctions): TriggerFilters {
	const filters: TriggerFilters = {
		events: eventNames,
		customerIds: [],
		ignoreDuplicates: true,
	};
	try {
		const chosen = context.getNodeParameter('events');
		if (Array.isArray(chosen)) filters.events = chosen as TriggerEvent[];
		const options = context.getNodeParameter('options', {}) as IDataObject;
		filters.ignoreDuplicates = options.ignoreDuplicates !== false;
		filters.customerIds = String(options.customerIds ?? '')
			.split(/[\s,]+/)
			.filter(Boolean);
	} catch (error) {
		context.logger.error(
			`A parameter of the connectFi Trigger cannot be read (${(error as Error).message})`,
		);
	}
	return filters;
}
