import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { nodeProperties, nodeSubtitle } from '../shared/properties';
import { resources } from './actions/resources';
import { router } from './actions/router';
import { sensitiveOutputFields } from './api/token';
import { credentials } from './descriptions/credentials';
import { operationOptions } from './descriptions/options';

/** The action node: every call of the KYC API. */
export class CloudPaymentsKyc implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CloudPayments KYC',
		name: 'cloudPaymentsKyc',
		icon: { light: 'file:cloudPaymentsKyc.svg', dark: 'file:cloudPaymentsKyc.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: nodeSubtitle(resources),
		description: 'Verify users with the CloudPayments KYC API (kyc-ms)',
		defaults: { name: 'CloudPayments KYC' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials,
		sensitiveOutputFields,
		properties: nodeProperties({
			resources,
			defaultResource: 'user',
			optionsCollection: operationOptions,
		}),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router(this);
	}
}
