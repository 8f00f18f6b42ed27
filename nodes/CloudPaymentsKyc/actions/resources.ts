import type { Operation, Resource } from './operation';
import { session } from './session';
import { user } from './user';

/** The resource dropdown of the node. */
export const resources: Resource[] = [session, user];

/** The operation that the node's parameters `resource` and `operation` name. */
export function findOperation(resource: string, operation: string): Operation | undefined {
	return resources
		.find(({ value }) => value === resource)
		?.operations.find(({ description }) => description.value === operation);
}
