import type { INodeProperties } from 'n8n-workflow';
import { methodOption, optionsCollection, timeoutOption } from '../descriptions/options';
import { accessTokenParameter, loginParameters } from '../descriptions/parameters';

const showFor = (userAccess: string) => ({ show: { userAccess: [userAccess] } });

/** The trigger's parameters; n8n adds the poll times. */
export const triggerProperties: INodeProperties[] = [
	{
		displayName: 'User Access',
		name: 'userAccess',
		type: 'options',
		options: [
			{
				name: 'Access Token',
				value: 'accessToken',
				description: 'A token that you renew yourself; polling fails once it has expired',
			},
			{
				name: 'User Name and Password',
				value: 'password',
				description: 'The trigger gets a new token for every poll',
			},
		],
		default: 'accessToken',
		description: 'How the trigger logs in as the user whose status it watches',
	},
	{
		...accessTokenParameter,
		// A trigger has no input that an expression could take it from.
		placeholder: '',
		description:
			"Access token of the person being verified, from your own app. In CloudPayments' sample apps it is valid for about an hour; the API documentation does not say.",
		displayOptions: showFor('accessToken'),
	},
	...loginParameters.map((property) => ({
		...property,
		displayOptions: showFor('password'),
	})),
	optionsCollection([methodOption, timeoutOption]),
];
