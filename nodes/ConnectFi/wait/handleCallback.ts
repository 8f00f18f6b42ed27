import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { getResumeUrl } from '../callback/callbackUrl';
import { pickIds, type CallbackIds } from '../callback/parseCallback';
import { ignore, reject, rejection, tryAgainLater } from '../callback/reject';
import { verifyCallback } from '../callback/verifyCallback';
import { claimExecution } from './claim';
import { isRecheck, recheckUnlessUnderWay } from './recheck';
import { shouldResume, type ResumeOn } from './shouldResume';

/**
 * Answers one call on the resume URL of an execution that is waiting in Wait for Outcome: a genuine one about the application
 * it waits for resumes it once there is nothing more to wait for, with connectFi's own answer. Never throws, because n8n would
 * resume it with the error.
 */
export async function handleCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const callback = await verifyCallback(context, {
		// Also a genuine outcome of another application must not end this wait.
		isWanted: (ids) => isAwaited(context, ids),
		isProvenByN8n: () => hasResumeToken(context),
	});
	if (callback.verdict === 'rejected') return reject(context, callback);
	if (callback.verdict === 'unwanted')
		return reject(context, rejection(401, 'This execution waits for something else'));

	const { ids } = callback;
	if (callback.verdict === 'confirmed') {
		const { json } = callback;
		if (!shouldResume(json, readParameter(context, 'resumeOn') as ResumeOn)) return ignore('Noted');
		return resume(context, { ...json, verified: true });
	}
	// A recheck tells of no change, and comes again by itself.
	if (isRecheck(context)) return reject(context, tryAgainLater);
	if (callback.verdict === 'unverified')
		return resume(context, { ...pickIds(ids), verified: false });
	if (ids.kind === 'akepa') recheckUnlessUnderWay(context, ids);
	return reject(context, tryAgainLater);
}

function isAwaited(context: IWebhookFunctions, ids: CallbackIds): boolean {
	return (
		ids.kind === 'akepa' &&
		ids.applicationId === readParameter(context, 'applicationId') &&
		ids.customerId === readParameter(context, 'customerId')
	);
}

/** A parameter of the node, which reads the same while it waits; empty if it cannot be read. */
function readParameter(context: IWebhookFunctions, name: string): string {
	try {
		return String(context.getNodeParameter(name)).trim();
	} catch (error) {
		context.logger.error(
			`A parameter of a waiting Wait for Outcome cannot be read (${(error as Error).message})`,
		);
		return '';
	}
}

/** Whether n8n has a token of its own in the resume URL, which n8n has checked then. n8n 1.x has none. */
function hasResumeToken(context: IWebhookFunctions): boolean {
	return new URL(getResumeUrl(context)).searchParams.has('signature');
}

function resume(context: IWebhookFunctions, json: IDataObject): IWebhookResponseData {
	if (claimExecution(context.getExecutionId())) return { workflowData: [[{ json }]] };
	return reject(context, rejection(409, 'The execution has already resumed'));
}
