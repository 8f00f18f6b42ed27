import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { exchange } from '../../shared/exchange';

/** What n8n answered at its own address. */
export interface OwnAnswer {
	/** HTTP status; undefined if there was no answer. */
	status?: number;
	/** n8n's own words, or why there was no answer. */
	message: string;
}

/**
 * Posts to one of n8n's own URLs, as connectFi would. Never throws.
 * @param call its timeout is in milliseconds
 */
export async function postToN8n(
	context: IExecuteFunctions | IWebhookFunctions,
	{ url, body, timeout }: { url: string; body: IDataObject; timeout: number },
): Promise<OwnAnswer> {
	const response = await exchange({
		timeout,
		send: async (options) =>
			await context.helpers.httpRequest({ ...options, method: 'POST', url, body }),
	});
	const { httpStatus: status, networkCode, stoppedBecause } = response;
	const message =
		status === undefined
			? (networkCode ?? stoppedBecause)
			: (response.body as IDataObject | null | undefined)?.message;
	return { status, message: String(message ?? '') };
}
