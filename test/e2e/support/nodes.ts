import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';

/** A node as the editor makes it. */
export const node = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters = {},
): INode => ({ id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters });

/** n8n's own Webhook node for POST, on a path that nobody else has. */
export function webhook(name: string, more: INodeParameters = {}): INode {
	const path = randomUUID();
	return {
		...node(name, 'n8n-nodes-base.webhook', 2, { httpMethod: 'POST', path, ...more }),
		webhookId: path,
	};
}

/** A connection from one node's first output. */
export const to = (...names: string[]) => ({
	main: [names.map((name) => ({ node: name, type: 'main' as const, index: 0 }))],
});
