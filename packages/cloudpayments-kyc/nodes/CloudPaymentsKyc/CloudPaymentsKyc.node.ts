import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { sessionProperties } from './resources/session';
import { userProperties } from './resources/user';
import { declarativeDefaults } from './transport/requests';

/** The action node: every call of the KYC API, as declarative requests. */
export class CloudPaymentsKyc implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CloudPayments KYC',
		name: 'cloudPaymentsKyc',
		icon: { light: 'file:cloudPaymentsKyc.svg', dark: 'file:cloudPaymentsKyc.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Verify users with the CloudPayments KYC API (kyc-ms)',
		defaults: { name: 'CloudPayments KYC' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'cloudPaymentsKycApi', required: true }],
		requestDefaults: declarativeDefaults,
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Session', value: 'session', description: 'Log a user in' },
					{ name: 'User', value: 'user', description: 'The verification of a user' },
				],
				default: 'user',
			},
			...sessionProperties,
			...userProperties,
		],
	};
}
