import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';

/** A node as the editor makes it. */
export const node = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters = {},
): INode => ({ id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters });

/** The action node. */
export const connectFi = (
	name: string,
	resource: string,
	operation: string,
	more: INodeParameters = {},
) => node(name, 'n8n-nodes-connectfi.connectFi', 1, { resource, operation, ...more });

/** n8n's own Webhook node for POST, on a path that nobody else has. */
export function webhook(name: string, more: INodeParameters = {}): INode {
	const path = randomUUID();
	return {
		...node(name, 'n8n-nodes-base.webhook', 2, { httpMethod: 'POST', path, ...more }),
		webhookId: path,
	};
}

/** Creates the customer that comes in, if any: `firstName` and `lastName` decide what the sandbox does. */
export const createCustomer = (name: string) =>
	connectFi(name, 'customer', 'create', {
		customerType: 'individual',
		customerReference: '={{ "c" + $execution.id + "x" + $now.toMillis() + "x" + $itemIndex }}',
		inputMode: 'json',
		json: '={{ JSON.stringify({ firstName: $json.firstName ?? "John", lastName: $json.lastName ?? "Testman" }) }}',
	});

/** Starts the identification of the customers that come in. */
export const startIdentification = (name: string, more: INodeParameters) =>
	connectFi(name, 'application', 'start', {
		customerId: '={{ $json.customerId }}',
		reference: '={{ "r" + $execution.id + "x" + $now.toMillis() + "x" + $itemIndex }}',
		...more,
	});

/** A connection from one node's first output. */
export const to = (...names: string[]) => ({
	main: [names.map((name) => ({ node: name, type: 'main' as const, index: 0 }))],
});
