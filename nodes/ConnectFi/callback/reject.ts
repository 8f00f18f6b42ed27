import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** Nothing starts or resumes, and the caller is told why. */
export interface Rejection {
	verdict: 'rejected';
	status: 400 | 401 | 405 | 409 | 413 | 503;
	message: string;
}

/** What a step of the verification gives in place of its result. */
export function rejection(status: Rejection['status'], message: string): Rejection {
	return { verdict: 'rejected', status, message };
}

/** Tells the result of a step from a rejection. */
export function isRejection(result: object): result is Rejection {
	return 'verdict' in result && result.verdict === 'rejected';
}

/** connectFi does not repeat a callback, but whoever calls may know to. */
export const tryAgainLater = rejection(503, 'connectFi cannot be asked at the moment');

/** Answers a call that is rejected. */
export function reject(
	context: IWebhookFunctions,
	{ status, message }: Rejection,
): IWebhookResponseData {
	const response = context.getResponseObject();
	if (status === 405) response.setHeader('Allow', 'POST');
	response.status(status).json({ message });
	return { noWebhookResponse: true };
}

/** Answers a genuine call of which the workflow wants nothing. */
export function ignore(message: string): IWebhookResponseData {
	return { webhookResponse: { message } };
}
