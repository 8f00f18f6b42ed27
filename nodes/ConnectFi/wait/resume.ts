import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { admit, turnAway } from '../callback/admit';
import { verify } from '../callback/verify';
import { secretsIn } from '../callback/signature';
import { claim } from './claim';
import { isOver, type ResumeOn } from './isOver';
import { isOwnLook, lookAgain, ownUrl, resumeUrlOf } from './lookAgain';

/**
 * What happens to one call on the resume URL of an execution that sleeps in Wait for Outcome. It goes on only with
 * connectFi's own answer about the application it waits for, and sleeps on after any other call. Never throws: n8n would go
 * on with the error.
 */
export async function resume(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const admission = await admit(this);
	if ('refusal' in admission) return turnAway(this, admission.refusal);
	const { ids, credential } = admission;
	const awaited = awaitedIn(this);
	// Also a genuine outcome of another application must not end this wait; n8n 1.x has no secret in its resume URLs.
	if (
		ids.source !== 'akepa' ||
		ids.applicationId !== awaited?.applicationId ||
		ids.customerId !== awaited.customerId
	)
		return turnAway(this, { status: 401, message: 'This execution waits for something else' });

	const verdict = await verify(this, ids, credential);
	if (verdict.kind === 'madeUp')
		return turnAway(this, { status: 401, message: 'connectFi does not know this case' });
	if (verdict.kind === 'unanswered') {
		const { customerId, applicationId } = ids;
		const ownLook = isOwnLook(this.getQueryData());
		if (!ownLook && isProven(this, credential))
			return resumed(this, { customerId, applicationId, verified: false });
		if (!ownLook) lookAgain(this, ownUrl(this, credential, ids), ids);
		return turnAway(this, { status: 503, message: 'connectFi cannot be asked at the moment' });
	}
	if (!isOver(verdict.json, awaited.resumeOn)) return { webhookResponse: { message: 'Noted' } };
	return resumed(this, { ...verdict.json, verified: true });
}

/** What the node's parameters say, which read the same during the sleep; undefined if they cannot be read. */
function awaitedIn(context: IWebhookFunctions) {
	try {
		const read = (name: string) => String(context.getNodeParameter(name)).trim();
		return {
			customerId: read('customerId'),
			applicationId: read('applicationId'),
			resumeOn: context.getNodeParameter('resumeOn', 'completed') as ResumeOn,
		};
	} catch (error) {
		context.logger.error(
			`A parameter of a sleeping Wait for Outcome cannot be read (${(error as Error).message})`,
		);
		return undefined;
	}
}

/** Whether nobody but connectFi can know the called URL: it was signed, or has n8n's own token, which n8n has checked. */
function isProven(
	context: IWebhookFunctions,
	{ callbackSecret }: ICredentialDataDecryptedObject,
): boolean {
	return (
		secretsIn(callbackSecret).length > 0 ||
		new URL(resumeUrlOf(context)).searchParams.has('signature')
	);
}

function resumed(context: IWebhookFunctions, json: IDataObject): IWebhookResponseData {
	if (claim(context.getExecutionId())) return { workflowData: [[{ json }]] };
	return turnAway(context, { status: 409, message: 'The execution goes on already' });
}
