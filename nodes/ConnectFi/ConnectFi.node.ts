import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { nodeProperties, nodeSubtitle } from '../shared/properties';
import { resources } from './actions/resources';
import { router } from './actions/router';
import { sensitiveOutputFields } from './api/sensitiveFields';
import { authenticationParameter, credentials } from './descriptions/authentication';
import { optionsCollection } from './descriptions/options';
import { handleCallback } from './wait/handleCallback';
import { waitWebhooks } from './wait/webhooks';

/** The action node: every operation of connectFi's KYC and KYB API. */
export class ConnectFi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'connectFi',
		name: 'connectFi',
		icon: { light: 'file:connectfi.svg', dark: 'file:connectfi.dark.svg' },
		group: ['transform'],
		// Since 1.1, IDs are filled in from an earlier connectFi node.
		version: [1, 1.1],
		subtitle: nodeSubtitle(resources),
		description: 'Verify individuals (KYC) and businesses (KYB) with connectFi',
		defaults: { name: 'connectFi' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials,
		sensitiveOutputFields,
		webhooks: waitWebhooks,
		waitingNodeTooltip: 'Waiting for connectFi to report the outcome',
		properties: [
			authenticationParameter,
			...nodeProperties({ resources, defaultResource: 'application', optionsCollection }),
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router(this);
	}

	/** A call on the resume URL of an execution that waits in this node. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await handleCallback(this);
	}
}
