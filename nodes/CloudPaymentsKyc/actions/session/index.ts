import type { Resource } from '../operation';
import * as getAccessToken from './getAccessToken.operation';

export const session: Resource = {
	name: 'Session',
	value: 'session',
	description: 'Log in a user',
	operations: [getAccessToken],
};
