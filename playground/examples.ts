import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { N8nClient, WorkflowFile } from '../n8n/client';
import { fillInCredentials } from '../n8n/credentials';
import { fillInDataTables } from '../n8n/dataTables';
import { repoRoot } from '../n8n/install';

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
		const filledIn = fillInCredentials(example, nodeTypes, credentials);
		await client.createWorkflow(await fillInDataTables(client, filledIn));
		imported.push(example.name);
	}
	return imported;
}
