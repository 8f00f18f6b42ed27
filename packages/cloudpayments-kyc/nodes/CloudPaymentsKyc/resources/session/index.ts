import type { INodeProperties } from 'n8n-workflow';
import { shownFor } from '../properties';
import { getAccessToken } from './getAccessToken';

/** The parameters of the resource Session. */
export const sessionProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['session'] } },
		options: [getAccessToken.option],
		default: 'getAccessToken',
	},
	...shownFor('session', getAccessToken),
];
