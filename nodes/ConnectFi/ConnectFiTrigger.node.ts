import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { sensitiveOutputFields } from './api/sensitiveFields';
import { authenticationParameter, credentials } from './descriptions/authentication';
import { lifecycle } from './trigger/lifecycle';
import { parameters, triggerPanel, webhooks } from './trigger/parameters';
import { handleCallback } from './trigger/handleCallback';

/** The trigger node: starts a workflow when connectFi says that a KYC or KYB status changed, and it is true. */
export class ConnectFiTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'connectFi Trigger',
		name: 'connectFiTrigger',
		icon: { light: 'file:connectfi.svg', dark: 'file:connectfi.dark.svg' },
		group: ['trigger'],
		// The same but for n8n's part: of every webhook node of version 1, n8n resolves an expression with each call, and n8n 2.x
		// takes longer for that than for the rest of a call.
		version: [1, 1.1],
		subtitle:
			'={{ $parameter["events"].length > 2 ? $parameter["events"].length + " events" : $parameter["events"].join(", ") }}',
		// n8n's node panel shows this one for both nodes.
		description:
			'Verify individuals (KYC) and businesses (KYB), or start a workflow when a status changes at connectFi',
		defaults: { name: 'connectFi Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		sensitiveOutputFields,
		webhooks,
		triggerPanel,
		eventTriggerDescription: 'Waiting for connectFi to call the test URL',
		activationMessage: 'Your workflow now starts when connectFi reports a change.',
		properties: [authenticationParameter, ...parameters],
	};

	webhookMethods = { default: lifecycle };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await handleCallback(this);
	}
}
