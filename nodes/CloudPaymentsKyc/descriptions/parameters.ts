import type { INodeProperties } from 'n8n-workflow';

/** The user whose verification it is; the vendor's page "Get started with the KYC API", Authorization. */
export const accessTokenParameter: INodeProperties = {
	displayName: 'User Access Token',
	name: 'accessToken',
	type: 'string',
	typeOptions: { password: true },
	required: true,
	default: '',
	placeholder: 'e.g. {{ $json.access_token }}',
	description:
		"Access token of the person being verified, from Get Access Token or from your own app. In CloudPayments' sample apps it is valid for about an hour; the API documentation does not say.",
};

/** A user's login, as the vendor's sample apps do it. */
export const loginParameters: INodeProperties[] = [
	{
		displayName:
			"This login follows CloudPayments' sample apps: user name and password are sent as a form with grant_type=password. The API documentation gives only the address.",
		name: 'loginNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'User Name',
		name: 'username',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. maria',
		description: 'User name under which the person is registered with CloudPayments',
	},
	{
		displayName: 'Password',
		name: 'password',
		type: 'string',
		typeOptions: { password: true },
		required: true,
		default: '',
		description: 'Password of the user',
	},
];
