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
		description: 'Starts the workflow when the KYC status of a CloudPayments user changes',
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
