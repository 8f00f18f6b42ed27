import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

/** The credential type that belongs to each value of the `authentication` parameter. */
export const credentials: INodeCredentialDescription[] = [
	{
		name: 'connectFiApi',
		required: true,
		displayOptions: { show: { authentication: ['accessToken'] } },
	},
	{
		name: 'connectFiLoginApi',
		required: true,
		displayOptions: { show: { authentication: ['login'] } },
	},
];

export const authenticationParameter: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	default: 'accessToken',
	description:
		'How n8n proves to connectFi who you are; it decides which kind of credential you choose',
	options: [
		{
			name: 'Access Token',
			value: 'accessToken',
			description: 'An access token that connectFi issued to you',
		},
		{
			name: 'Login',
			value: 'login',
			description: 'Login and password; n8n gets the access token and renews it',
		},
	],
};
