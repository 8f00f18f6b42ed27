import type {
	IAuthenticateGeneric,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	INodeProperties,
	Icon,
} from 'n8n-workflow';
import { baseUrlExpression } from '../nodes/CloudPaymentsKyc/api/hosts';
import { checkConnection, question } from './CloudPaymentsKyc/connectionCheck';

/** An account of the CloudPayments KYC API: the tenant and its API key. The users' own tokens are parameters of the nodes. */
export class CloudPaymentsKycApi implements ICredentialType {
	name = 'cloudPaymentsKycApi';

	displayName = 'CloudPayments KYC API';

	icon: Icon = {
		light: 'file:../nodes/CloudPaymentsKyc/cloudPaymentsKyc.svg',
		dark: 'file:../nodes/CloudPaymentsKyc/cloudPaymentsKyc.dark.svg',
	};

	documentationUrl = 'https://developers.cloudpayments.com/portal/dockyc';

	properties: INodeProperties[] = [
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Custom', value: 'custom' },
				{
					name: 'Production',
					value: 'production',
					description: "The address api.cloudpayments.com, taken from CloudPayments' sample apps",
				},
				{
					name: 'Staging',
					value: 'staging',
					description: 'The address api.cloudpayments-staging.com, as in the API documentation',
				},
			],
			default: 'staging',
			description:
				"The API documentation names the staging address only; that of production is taken from CloudPayments' sample apps",
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			displayOptions: { show: { environment: ['custom'] } },
			required: true,
			default: '',
			placeholder: 'e.g. https://api.cloudpayments-staging.com',
			description: 'Address of the API; must start with https://',
		},
		{
			displayName: 'Tenant Name',
			name: 'tenantName',
			type: 'string',
			required: true,
			default: '',
			description: 'The tenant code that came with your CloudPayments access',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The APP key in the settings of the CloudPayments developer portal',
		},
		{
			displayName:
				'The connection test shows that the API answers at this address and does not complain about key or tenant. Whether it accepts them shows only with a user\'s access token: run "Get Status" once.',
			name: 'testNotice',
			type: 'notice',
			default: '',
		},
		{
			// n8n calls preAuthentication while such a property is empty, and nothing that the check returns is kept. Only a
			// credential test has this mode: ordinary requests find the property filled and ask for nothing before.
			displayName: 'Connection Check',
			name: 'connectionCheck',
			type: 'hidden',
			typeOptions: { expirable: true },
			default: '={{ $mode === "internal" ? "" : "only in a credential test" }}',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			headers: {
				tenantName: '={{$credentials.tenantName}}',
				'api-key': '={{$credentials.apiKey}}',
			},
		},
	};

	/** Runs in the credential test. @throws Error in words a user can act on */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		await checkConnection(this, credentials);
		return {};
	}

	test: ICredentialTestRequest = { request: { ...question, baseURL: baseUrlExpression } };
}
