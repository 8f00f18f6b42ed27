import type { INode, INodeTypeDescription, NodeParameterValueType } from 'n8n-workflow';
import type { CredentialToStore, N8nClient, StoredCredential, WorkflowFile } from './client';

/**
 * Stores credentials, as far as the installed packages bring their types. Those of the same name are brought up to date, so
 * they fit the sandboxes that run now.
 * @param client logged in
 * @param wanted what to store
 */
export async function storeCredentials(
	client: N8nClient,
	wanted: CredentialToStore[],
): Promise<StoredCredential[]> {
	const known = (await client.credentialTypes()).map((type) => type.name);
	const present = await client.credentials();
	return await Promise.all(
		wanted
			.filter(({ type }) => known.includes(type))
			.map(async (credential) => {
				const { name, type, data } = credential;
				const existing = present.find((one) => one.type === type && one.name === name);
				return existing
					? await client.updateCredential(existing, data)
					: await client.createCredential(credential);
			}),
	);
}

/**
 * Chooses for every node of a workflow the stored credential that it needs, as the editor does when there is just one.
 * @param workflow a workflow whose nodes name no credentials, or only their names
 * @param nodeTypes the descriptions of n8n's node types
 * @param credentials what is stored; of each type the first is taken
 * @returns a copy with the credentials set
 */
export function fillInCredentials(
	workflow: WorkflowFile,
	nodeTypes: INodeTypeDescription[],
	credentials: StoredCredential[],
): WorkflowFile {
	const nodes = workflow.nodes.map((node) => {
		const chosen = listNeededCredentials(node, nodeTypes).flatMap((type) => {
			const stored = credentials.find((credential) => credential.type === type);
			return stored ? [[type, { id: stored.id, name: stored.name }] as const] : [];
		});
		return chosen.length ? { ...node, credentials: Object.fromEntries(chosen) } : node;
	});
	return { ...workflow, nodes };
}

/** The credential types that a node asks for with the parameters it has. */
function listNeededCredentials(node: INode, nodeTypes: INodeTypeDescription[]): string[] {
	const description = nodeTypes.find(({ name }) => name === node.type);
	const value = (parameter: string): NodeParameterValueType | undefined =>
		(node.parameters[parameter] as NodeParameterValueType | undefined) ??
		description?.properties.find(({ name }) => name === parameter)?.default;
	return (description?.credentials ?? [])
		.filter(({ displayOptions }) =>
			Object.entries(displayOptions?.show ?? {}).every(([parameter, allowed]) =>
				(allowed as unknown[] | undefined)?.includes(value(parameter)),
			),
		)
		.map(({ name }) => name);
}
