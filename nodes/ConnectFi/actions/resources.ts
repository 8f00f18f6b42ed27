import { application } from './application';
import { customer } from './customer';
import { document } from './document';
import { legacyDocument } from './legacyDocument';
import { legacyKyc } from './legacyKyc';
import type { Operation, Resource } from './operation';

/** Everything the node can do. The editor's dropdowns and the router both read this list. */
export const resources: Resource[] = [customer, document, application, legacyKyc, legacyDocument];

/** @returns undefined if a saved workflow names something that does not exist */
export function findOperation(resource: string, operation: string): Operation | undefined {
	return resources
		.find(({ value }) => value === resource)
		?.operations.find(({ description }) => description.value === operation);
}
