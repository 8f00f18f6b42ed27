import type { Resource } from '../operation';
import * as getSdkToken from './getSdkToken.operation';
import * as getStatus from './getStatus.operation';
import * as register from './register.operation';

export const user: Resource = {
	name: 'User',
	value: 'user',
	description: "A user's verification",
	operations: [getStatus, getSdkToken, register],
};
