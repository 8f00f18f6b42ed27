import type { IDataObject } from 'n8n-workflow';
import { refusesProperty } from '../api/errorCodes';
import type { Envelope } from '../api/types';
import type { Item } from './item';

/** The two spellings of the callback field on the vendor's pages. */
export type CallbackField = 'webhookUrl' | 'webhookURL';

/** A POST that starts something and may name an address to call. */
interface CallbackRequest {
	path: string;
	/** The body without the callback. */
	body: IDataObject;
	/** Where connectFi calls; no callback if undefined. */
	callbackUrl: string | undefined;
	/** The spelling that is tried first, unless the option `webhookField` forces one. */
	firstField: CallbackField;
}

/**
 * Sends a request whose callback field is spelt two ways on the vendor's pages, while connectFi refuses names that it does
 * not know. If it refuses the first spelling, the other one is sent: a refused request did nothing, so nothing is started
 * twice.
 * @throws NodeApiError as `Item.send` does
 */
export async function sendWithCallback(
	item: Item,
	{ path, body, callbackUrl, firstField }: CallbackRequest,
): Promise<Envelope> {
	const call = (field: CallbackField) => ({
		method: 'POST' as const,
		path,
		json: { ...body, ...(callbackUrl && { [field]: callbackUrl }) },
		repeat: 'neverTwice' as const,
	});
	const forced = String(item.options.webhookField ?? 'auto');
	if (forced !== 'auto') return await item.send(call(forced as CallbackField));

	const outcome = await item.attempt(call(firstField));
	if (outcome.success) return outcome.envelope;
	const { refusal } = outcome.failure;
	if (callbackUrl && refusal && refusesProperty(refusal, firstField))
		return await item.send(call(firstField === 'webhookUrl' ? 'webhookURL' : 'webhookUrl'));
	throw item.errorOf(outcome, call(firstField));
}
