import { randomUUID } from 'node:crypto';
import type { Execution, N8nClient, StoredWorkflow, WorkflowFile } from '../../../n8n/client';
import { fillInDataTables } from '../../../n8n/dataTables';
import { getError, getItems } from '../../../n8n/executions';
import { waitFor } from '../../../n8n/waitFor';
import { readExample } from '../../../playground/examples';
import { changed } from './changes';
import { postJson } from './postJson';
import type { TestEnvironment } from './testEnvironment';

/** How many equal calls come at once. */
export const equalCalls = 20;

/**
 * The example that handles each change once. Here every call starts an execution, as if each had come to another webhook process,
 * and to an address of its own, as after an import in the editor.
 */
export async function handleOnce(client: N8nClient): Promise<WorkflowFile> {
	const example = readExample('reconcile-missed-callbacks.json');
	const everyCallStarts = changed(example, {
		node: 'connectFi Trigger',
		parameters: () => ({ options: { ignoreDuplicates: false } }),
	});
	for (const node of everyCallStarts.nodes) if (node.webhookId) node.webhookId = randomUUID();
	return await fillInDataTables(client, everyCallStarts);
}

/**
 * connectFi approves a case of that workflow and calls; the same call comes again, all at once.
 * @param workflow listens
 * @param application which its own nodes started
 * @returns the executions that the calls started, one for each
 */
export async function callAtOnce(
	{ client, sandbox }: TestEnvironment,
	workflow: StoredWorkflow,
	application: { applicationId: string; webhookUrl: string },
): Promise<Execution[]> {
	const { applicationId, webhookUrl } = application;
	const { customerId, reference } = sandbox
		.state()
		.applications.find((one) => one.applicationId === applicationId)!;
	const body = { code: '0', data: { customerId, applicationId, reference } };
	const answers = await Promise.all([
		sandbox.decide(applicationId, 'Approved'),
		...Array.from({ length: equalCalls - 1 }, async () => await postJson(webhookUrl, body)),
	]);
	expect(new Set(answers.map((answer) => answer?.status))).toEqual(new Set([200]));

	return await waitFor(async () => {
		const summaries = await client.listExecutions(workflow.id);
		const ended = summaries.filter(({ mode, stoppedAt }) => mode === 'webhook' && stoppedAt);
		const executions = await Promise.all(ended.map(async ({ id }) => await client.execution(id)));
		const about = executions.filter((one) =>
			getItems(one, 'connectFi Trigger').some((item) => item.applicationId === applicationId),
		);
		return about.length === equalCalls ? about : undefined;
	}, 'every call to have its execution');
}

/** The ids of the executions in which the case came out as approved, for the steps that follow. */
export function findHandled(executions: Execution[]): string[] {
	expect(executions.map(getError).filter(Boolean)).toEqual([]);
	return executions.filter((one) => getItems(one, 'What Happened?').length).map(({ id }) => id);
}
