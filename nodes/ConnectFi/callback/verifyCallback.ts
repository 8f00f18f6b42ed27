import type { IWebhookFunctions } from 'n8n-workflow';
import { authenticateCallback } from './authenticateCallback';
import { confirmWithConnectFi, type Confirmation } from './confirmWithConnectFi';
import { parseCallback, type CallbackIds } from './parseCallback';
import { isRejection } from './reject';

/** What a call on a callback URL has turned out to be: `unwanted` is about a case that the node has nothing to do with. */
export type Verdict = Confirmation | { verdict: 'unwanted' };

/** What the receiving node knows of its calls. */
interface Receiver {
	/** Whether the node has to do with the case; connectFi is not asked about others. */
	isWanted: (ids: CallbackIds) => boolean;
	/** Whether n8n has made sure that the caller knows an address that nobody can guess. */
	isProvenByN8n?: () => boolean;
}

/**
 * Finds out what a call on a callback URL is worth. connectFi signs nothing (connectFi docs, page "Webhooks"), so a call is a
 * hint and no more: the ids come from its body, the state of the case from connectFi alone. Never throws, because n8n would
 * start an execution with the error.
 */
export async function verifyCallback(
	context: IWebhookFunctions,
	{ isWanted, isProvenByN8n = () => false }: Receiver,
): Promise<Verdict> {
	const ids = await parseCallback(context);
	if (isRejection(ids)) return ids;

	const caller = await authenticateCallback(context, ids);
	if (isRejection(caller)) return caller;
	if (!isWanted(caller.ids)) return { verdict: 'unwanted' };

	const isProven = caller.isSigned || isProvenByN8n();
	return await confirmWithConnectFi(context, { ...caller, isProven });
}
