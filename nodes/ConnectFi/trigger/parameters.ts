import type { INodeProperties, IWebhookDescription, TriggerPanelDefinition } from 'n8n-workflow';
import { triggerPath } from '../callback/triggerUrl';
import { eventNames, events } from './events';

/** How n8n answers a call that starts an execution: in its own words. Without the empty text it sends the name of a default. */
const answeredByN8n = { responseMode: 'onReceived', responseData: '' } as const;

/** The URL connectFi calls; and the other methods on it, so that they are answered 405 and the editor's test URL opens. */
export const webhooks: IWebhookDescription[] = [
	{ name: 'default', httpMethod: 'POST', ...answeredByN8n, path: triggerPath },
	{
		name: 'setup',
		httpMethod: 'GET,HEAD,PUT,PATCH,DELETE',
		...answeredByN8n,
		path: triggerPath,
		ndvHideUrl: true,
	},
];

const steps =
	"1. Put this node into the workflow with the connectFi node and choose 'connectFi Trigger in This Workflow' as its Callback, or enter the production URL above.<br>2. Activate (publish) the workflow.<br>3. When connectFi decides a case, the workflow starts here.";

export const triggerPanel: TriggerPanelDefinition = {
	header: 'Start when a KYC status changes',
	executionsHelp: {
		inactive: `${steps}<br><br>To try it out now: listen for a test event and open the test URL in a browser; a sample comes in.`,
		active: `${steps}<br><br>To try it out now: listen for a test event and open the test URL in a browser; a sample comes in. Real events show in the list of executions.`,
	},
	activationHint: 'Once the workflow is active, connectFi can call the production URL',
};

export const parameters: INodeProperties[] = [
	{
		displayName:
			"connectFi calls this trigger for cases whose Callback is 'connectFi Trigger in This Workflow'. Choose it in Start Identification or Onboard Customer, on a branch that does not begin here.",
		name: 'callbackNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		noDataExpression: true,
		default: [...eventNames],
		description: 'The changes that start the workflow',
		options: [...events],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Customer IDs',
				name: 'customerIds',
				type: 'string',
				default: '',
				placeholder: 'e.g. cstap_5mBHiIx3QbkvEpjGfKsI9k, cstab_7VYGuBqnMZbLkyXQ8TgWdo',
				description: 'Only these customers start the workflow, separated by commas; all if empty',
			},
			{
				displayName: 'Ignore Duplicates',
				name: 'ignoreDuplicates',
				type: 'boolean',
				default: true,
				description:
					'Whether to ignore a callback that repeats the last known status of the same application, or that is unverified again',
			},
		],
	},
];
