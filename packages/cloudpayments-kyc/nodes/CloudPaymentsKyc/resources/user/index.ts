import type { INodeProperties } from 'n8n-workflow';
import { shownFor } from '../properties';
import { getSdkToken } from './getSdkToken';
import { getStatus } from './getStatus';
import { register } from './register';

const operations = [getSdkToken, getStatus, register];

/** The parameters of the resource User. */
export const userProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['user'] } },
		options: operations.map(({ option }) => option),
		default: 'getStatus',
	},
	...operations.flatMap((operation) => shownFor('user', operation)),
];
