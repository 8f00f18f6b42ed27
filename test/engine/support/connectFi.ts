import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ConnectFi } from '../../../nodes/ConnectFi/ConnectFi.node';
import type { Sandbox } from '../../../sandbox';
import { runNode, type NodeOutcome, type NodeRun, type StoredCredential } from './engine';
import { individual } from './individual';

/** The credential that fits a sandbox. */
export function tokenCredential(sandbox: Sandbox, more: IDataObject = {}): StoredCredential {
	return {
		type: 'connectFiApi',
		data: { baseUrl: sandbox.url, token: sandbox.token, ...more } as StoredCredential['data'],
	};
}

/** The same by login, with no token yet. */
export function loginCredential(sandbox: Sandbox): StoredCredential {
	return {
		type: 'connectFiLoginApi',
		data: { baseUrl: sandbox.url, login: sandbox.login, password: sandbox.password },
	};
}

/**
 * Runs one operation of the connectFi node against a sandbox.
 * @param operation resource and operation, as `application.start`
 */
export async function runOperation(
	sandbox: Sandbox,
	operation: string,
	parameters: INodeParameters,
	more: Partial<NodeRun> = {},
): Promise<NodeOutcome> {
	const [resource, name] = operation.split('.');
	const credential = more.credential ?? tokenCredential(sandbox);
	return await runNode({
		nodeType: new ConnectFi(),
		...more,
		credential,
		parameters: {
			authentication: credential.type === 'connectFiLoginApi' ? 'login' : 'accessToken',
			resource,
			operation: name,
			...parameters,
		},
	});
}

let references = 0;

/** A reference that was not used before. */
export const newReference = () => `ref${Date.now()}x${++references}`;

/** Creates a customer through the node, and gives its id. */
export async function createCustomer(sandbox: Sandbox, lastName?: string): Promise<string> {
	const { json, error } = await runOperation(sandbox, 'customer.create', {
		customerType: 'individual',
		customerReference: newReference(),
		inputMode: 'json',
		json: JSON.stringify(individual(lastName)),
	});
	if (error) throw error;
	return json[0].customerId as string;
}

/** Starts the identification of a customer through the node, and gives the application. */
export async function startApplication(sandbox: Sandbox, customerId: string): Promise<IDataObject> {
	const { json, error } = await runOperation(sandbox, 'application.start', {
		customerId,
		reference: newReference(),
	});
	if (error) throw error;
	return json[0];
}
