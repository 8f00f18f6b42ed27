import type { IWebhookDescription } from 'n8n-workflow';

/** The resume URL of a waiting execution (`$execution.resumeUrl`), on which connectFi calls back. */
export const waitWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		path: '',
		restartWebhook: true,
		ndvHideUrl: true,
		ndvHideMethod: true,
	},
];
