import type { IDataObject } from 'n8n-workflow';
import type { Envelope } from '../api/types';
import { sendInEitherSpelling } from './eitherSpelling';
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
 * Sends a request that may register a callback, in the spelling that connectFi takes.
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
		idempotent: false,
	});
	const forced = String(item.options.webhookField ?? 'auto');
	if (forced !== 'auto') return await item.send(call(forced as CallbackField));
	if (!callbackUrl) return await item.send(call(firstField));
	const otherField = firstField === 'webhookUrl' ? 'webhookURL' : 'webhookUrl';
	return await sendInEitherSpelling(item, [firstField, otherField], call);
}
