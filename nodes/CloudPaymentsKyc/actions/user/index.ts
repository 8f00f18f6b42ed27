import type { Resource } from '../operation';
import { getSdkToken } from './getSdkToken.operation';
import { getStatus } from './getStatus.operation';
import { register } from './register.operation';

export const user: Resource = {
	name: 'User',
	value: 'user',
	description: 'The verification of a user',
	operations: [getStatus, getSdkToken, register],
};
