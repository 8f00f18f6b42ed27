import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { idsOnly, type CallbackIds } from '../callback/parseCallback';
import { askLater, ignore, reject, rejected } from '../callback/reject';
import { verifyCallback } from '../callback/verifyCallback';
import { claim } from './claim';
import { isOver, type ResumeOn } from './isOver';
import { isOwnCall, recheckUnlessUnderWay, resumeUrlOf } from './recheck';

/**
 * What happens to one call on the resume URL of an execution that sleeps in Wait for Outcome: a genuine one about the
 * application it waits for ends the sleep once there is nothing more to wait for, with connectFi's own answer. Never throws:
 * n8n would go on with the error.
 */
export async function handleCallback(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const callback = await verifyCallback(this, {
		// Also a genuine outcome of another application must not end this wait.
		isWanted: (ids) => isAwaited(this, ids),
		isProvenByN8n: () => hasToken(this),
	});
	switch (callback.verdict) {
		case 'rejected':
			return reject(this, callback);
		case 'unwanted':
			return reject(this, rejected(401, 'This execution waits for something else'));
		case 'unproven':
			if (callback.ids.kind === 'akepa' && !isOwnCall(this))
				recheckUnlessUnderWay(this, callback.ids);
			return reject(this, askLater);
		case 'unverified':
			// n8n's own call tells of no change, and comes again.
			if (isOwnCall(this)) return reject(this, askLater);
			return resume(this, { ...idsOnly(callback.ids), verified: false });
		case 'confirmed':
			if (!isOver(callback.json, parameterIn(this, 'resumeOn') as ResumeOn)) return ignore('Noted');
			return resume(this, { ...callback.json, verified: true });
	}
}

function isAwaited(context: IWebhookFunctions, ids: CallbackIds): boolean {
	return (
		ids.kind === 'akepa' &&
		ids.applicationId === parameterIn(context, 'applicationId') &&
		ids.customerId === parameterIn(context, 'customerId')
	);
}

/** A parameter of the node, which reads the same during the sleep; empty if it cannot be read. */
function parameterIn(context: IWebhookFunctions, name: string): string {
	try {
		return String(context.getNodeParameter(name)).trim();
	} catch (error) {
		context.logger.error(
			`A parameter of a sleeping Wait for Outcome cannot be read (${(error as Error).message})`,
		);
		return '';
	}
}

/** Whether n8n has a token of its own in the resume URL, which n8n has checked then. n8n 1.x has none. */
function hasToken(context: IWebhookFunctions): boolean {
	return new URL(resumeUrlOf(context)).searchParams.has('signature');
}

function resume(context: IWebhookFunctions, json: IDataObject): IWebhookResponseData {
	if (claim(context.getExecutionId())) return { workflowData: [[{ json }]] };
	return reject(context, rejected(409, 'The execution goes on already'));
}
