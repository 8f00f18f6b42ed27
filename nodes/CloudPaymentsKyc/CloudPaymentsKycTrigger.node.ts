import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { credentials } from './descriptions/credentials';
import { triggerProperties } from './trigger/properties';
import { poll } from './trigger/poll';

/** The polling trigger: starts a workflow when the KYC status of a user changes. */
export class CloudPaymentsKycTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CloudPayments KYC Trigger',
		name: 'cloudPaymentsKycTrigger',
		icon: { light: 'file:cloudPaymentsKyc.svg', dark: 'file:cloudPaymentsKyc.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: 'KYC status changed',
		// n8n's node panel shows this one for both nodes.
		description:
			'Verify users with the CloudPayments KYC API, or start a workflow when the status of a user changes',
		defaults: { name: 'CloudPayments KYC Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		properties: triggerProperties,
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
