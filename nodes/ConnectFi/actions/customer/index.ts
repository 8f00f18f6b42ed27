import type { Resource } from '../operation';
import * as create from './create.operation';
import * as getStatus from './getStatus.operation';

export const customer: Resource = {
	name: 'Customer',
	value: 'customer',
	operations: [create, getStatus],
};
