import type { IWebhookFunctions } from 'n8n-workflow';
import { authenticateCallback } from './authenticateCallback';
import { confirmWithConnectFi, type Confirmation } from './confirmWithConnectFi';
import { parseCallback, type CallbackIds } from './parseCallback';
import type { Rejected } from './reject';

/** What a call on a callback URL has turned out to be: `unwanted` is one about a case that the node has nothing to do with. */
export type Callback = Confirmation | Rejected | { verdict: 'unwanted' };

interface Receiver {
	/** Whether the node has to do with whom a call is about; connectFi is not asked about others. */
	isWanted: (ids: CallbackIds) => boolean;
	/** Whether n8n itself has made sure that the caller knows an address that nobody can guess. */
	isProvenByN8n?: () => boolean;
}

/**
 * Finds out what there is to a call on a callback URL. connectFi signs nothing (connectFi docs, page "Webhooks"), so a call
 * is a hint and no more: whom it is about is taken from it, the state of the case from connectFi alone. Never throws: n8n
 * would start an execution with the error.
 */
export async function verifyCallback(
	context: IWebhookFunctions,
	{ isWanted, isProvenByN8n = () => false }: Receiver,
): Promise<Callback> {
	const parsed = await parseCallback(context);
	if ('verdict' in parsed) return parsed;

	const caller = await authenticateCallback(context, parsed);
	if ('verdict' in caller) return caller;
	if (!isWanted(caller.ids)) return { verdict: 'unwanted' };

	return await confirmWithConnectFi(context, caller, caller.signed || isProvenByN8n());
}
