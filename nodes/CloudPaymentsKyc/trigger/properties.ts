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
	{ ...accessTokenParameter, displayOptions: showFor('accessToken') },
	...loginParameters.map((property) => ({
		...property,
		displayOptions: showFor('password'),
	})),
	optionsCollection([methodOption, timeoutOption]),
];
