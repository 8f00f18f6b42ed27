import type { Resource } from '../operation';
import { getSdkToken } from './getSdkToken.operation';
import { getStatus } from './getStatus.operation';
import { register } from './register.operation';

export const user: Resource = {
	name: 'User',
	value: 'user',
	description: "A user's verification",
	operations: [getStatus, getSdkToken, register],
};
