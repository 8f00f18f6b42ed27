import type { INodeParameters } from 'n8n-workflow';
import { node } from './nodes';

/** The action node. */
export const connectFi = (
	name: string,
	resource: string,
	operation: string,
	more: INodeParameters = {},
) => node(name, 'n8n-nodes-connectfi.connectFi', 1, { resource, operation, ...more });

/** Creates the customer that comes in, if any: `firstName` and `lastName` decide what the sandbox does. */
export const createCustomer = (name: string, more: INodeParameters = {}) =>
	connectFi(name, 'customer', 'create', {
		customerType: 'individual',
		customerReference: '={{ "c" + $execution.id + "x" + $now.toMillis() + "x" + $itemIndex }}',
		inputMode: 'json',
		json: '={{ JSON.stringify({ firstName: $json.firstName ?? "John", lastName: $json.lastName ?? "Testman" }) }}',
		...more,
	});

/** Starts the identification of the customers that come in. */
export const startIdentification = (name: string, more: INodeParameters) =>
	connectFi(name, 'application', 'start', {
		customerId: '={{ $json.customerId }}',
		reference: '={{ "r" + $execution.id + "x" + $now.toMillis() + "x" + $itemIndex }}',
		...more,
	});
