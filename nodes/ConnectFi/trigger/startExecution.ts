import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { clock } from '../../shared/clock';

/** So many executions within a second begin as fast as calls come. */
const mostPerSecond = 3;
let recentStarts: number[] = [];

/**
 * Starts an execution, and answers the call. In quiet times the node answers: n8n 2.x forgets what was put into static data
 * if it answers itself, and connectFi would not call again whatever it heard later. In a burst n8n answers, once it has
 * taken the execution: otherwise calls would come faster than executions begin, and those that wait fill n8n's memory. What
 * it forgets then is still remembered by this process, and stored with the next call in quiet times.
 */
export function startExecution(
	context: IWebhookFunctions,
	json: IDataObject,
): IWebhookResponseData {
	const workflowData = [[{ json }]];
	const now = clock.now();
	recentStarts = [...recentStarts.filter((at) => now - at < 1_000), now];
	if (recentStarts.length > mostPerSecond) return { workflowData };
	context.getResponseObject().status(200).json({ message: 'Workflow was started' });
	return { noWebhookResponse: true, workflowData };
}
