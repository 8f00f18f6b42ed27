import type { IDataObject } from 'n8n-workflow';
import { toText } from '../../shared/text';
import type { Envelope } from '../api/types';
import { sendInEitherSpelling } from './eitherSpelling';
import type { Call, Item } from './item';

/** The two spellings of the callback field on the vendor's pages. */
export type CallbackField = 'webhookUrl' | 'webhookURL';

/** A POST that starts something and may register a callback. */
interface CallbackRequest extends Pick<Call, 'hints' | 'findExisting' | 'mayExist'> {
	path: string;
	/** The body without the callback. */
	body: IDataObject;
	/** No callback if undefined. */
	callbackUrl: string | undefined;
	/** The spelling that is tried first, unless the option `webhookField` forces one. */
	firstField: CallbackField;
}

/**
 * Sends a request that may register a callback, in the spelling that connectFi accepts.
 * @throws NodeApiError as `Item.send` does
 */
export async function sendWithCallback(
	item: Item,
	{ path, body, callbackUrl, firstField, ...existing }: CallbackRequest,
): Promise<Envelope> {
	const createCall = (field: CallbackField) => ({
		method: 'POST' as const,
		path,
		json: { ...body, ...(callbackUrl && { [field]: callbackUrl }) },
		idempotent: false,
		...existing,
	});
	const forced = toText(item.options.webhookField ?? 'auto');
	if (forced !== 'auto') return await item.send(createCall(forced as CallbackField));
	if (!callbackUrl) return await item.send(createCall(firstField));
	const otherField = firstField === 'webhookUrl' ? 'webhookURL' : 'webhookUrl';
	return await sendInEitherSpelling(item, {
		spellings: [firstField, otherField],
		createCall,
	});
}
