import type { Resource } from '../operation';
import { getAccessToken } from './getAccessToken.operation';

export const session: Resource = {
	name: 'Session',
	value: 'session',
	description: 'Log in a user',
	operations: [getAccessToken],
};
