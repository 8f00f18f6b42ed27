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
		"Access token of the person who is verified, from Get Access Token or from your app. In CloudPayments' sample apps it lives for about an hour; the API documentation does not say.",
};

/** A user's login, as the vendor's sample apps do it. */
export const loginParameters: INodeProperties[] = [
	{
		displayName:
			"How a user logs in is taken from CloudPayments' sample apps: user name and password are sent as a form with grant_type=password. The API documentation names the address alone.",
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
		description: 'User name with which the person is registered at CloudPayments',
	},
	{
		displayName: 'Password',
		name: 'password',
		type: 'string',
		typeOptions: { password: true },
		required: true,
		default: '',
		description: 'Password of that user',
	},
];
