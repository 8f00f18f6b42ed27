import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { INode, INodeTypeDescription, NodeParameterValueType } from 'n8n-workflow';
import { repoRoot } from './install';
import type { N8nClient, StoredCredential, WorkflowFile } from './restClient';

const examplesFolder = join(repoRoot, 'examples');

/** @returns the names of the example workflow files, for example `individual-onboarding.json` */
export function exampleFiles(): string[] {
	return readdirSync(examplesFolder)
		.filter((name) => name.endsWith('.json'))
		.sort();
}

/**
 * Reads an example workflow, as the user gets it.
 * @param file its name in `examples/`
 */
export function readExample(file: string): WorkflowFile {
	return JSON.parse(readFileSync(join(examplesFolder, file), 'utf8')) as WorkflowFile;
}

/**
 * Chooses for every node of a workflow the stored credential that it needs, as the editor does when there is just one.
 * @param workflow a workflow whose nodes name no credentials, or only their names
 * @param nodeTypes the descriptions of n8n's node types
 * @param credentials what is stored; of each type the first is taken
 * @returns a copy with the credentials set
 */
export function withCredentials(
	workflow: WorkflowFile,
	nodeTypes: INodeTypeDescription[],
	credentials: StoredCredential[],
): WorkflowFile {
	const nodes = workflow.nodes.map((node) => {
		const chosen = neededCredentials(node, nodeTypes).flatMap((type) => {
			const stored = credentials.find((credential) => credential.type === type);
			return stored ? [[type, { id: stored.id, name: stored.name }] as const] : [];
		});
		return chosen.length ? { ...node, credentials: Object.fromEntries(chosen) } : node;
	});
	return { ...workflow, nodes };
}

/** The credential types that a node asks for with the parameters it has. */
function neededCredentials(node: INode, nodeTypes: INodeTypeDescription[]): string[] {
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

/**
 * Imports the examples that are not there yet. What the user changed or made stays as it is.
 * @param client logged in
 * @returns the names of the workflows imported now
 */
export async function importExamples(client: N8nClient): Promise<string[]> {
	const [nodeTypes, credentials, present] = await Promise.all([
		client.nodeTypes(),
		client.credentials(),
		client.workflows(),
	]);
	const imported: string[] = [];
	for (const file of exampleFiles()) {
		const example = readExample(file);
		if (present.some(({ name }) => name === example.name)) continue;
		await client.createWorkflow(withCredentials(example, nodeTypes, credentials));
		imported.push(example.name);
	}
	return imported;
}
