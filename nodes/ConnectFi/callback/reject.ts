import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** A call that is turned away, and why, as its caller is told. */
export interface Rejected {
	verdict: 'rejected';
	status: 400 | 401 | 405 | 409 | 413 | 503;
	message: string;
}

/** What a step of the verification gives instead of its result. */
export function rejected(status: Rejected['status'], message: string): Rejected {
	return { verdict: 'rejected', status, message };
}

/** connectFi does not repeat a callback, but whoever calls may know to. */
export const askLater = rejected(503, 'connectFi cannot be asked at the moment');

/** Answers a call that is turned away; nothing starts or goes on. */
export function reject(
	context: IWebhookFunctions,
	{ status, message }: Rejected,
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
