import type { N8nClient } from '../../n8n/client';
import { workflowFiles, workflowsThatFail, type Target } from './traffic';

/** How many executions have one of the statuses. */
export async function countExecutions(client: N8nClient, status: string[]): Promise<number> {
	return (await listExecutions(client, status)).count;
}

async function listExecutions(client: N8nClient, status: string[], workflowId?: string) {
	const filter = encodeURIComponent(JSON.stringify({ status, workflowId }));
	return await client.request<{ count: number; results: Array<{ id: string }> }>(
		'GET',
		`/rest/executions?limit=20&filter=${filter}`,
	);
}

/** Names every execution that failed though it should not, or did not though it should. */
export class UnexpectedEnds {
	private readonly named = new Set<string>();

	constructor(
		private readonly client: N8nClient,
		private readonly workflows: Target['workflows'],
	) {}

	/** @returns a line for each one since the last call, with its workflow, node and error; the newest 20 of a workflow */
	async findNew(): Promise<string[]> {
		const lines: string[] = [];
		for (const name of Object.keys(workflowFiles) as Array<keyof Target['workflows']>) {
			const status = workflowsThatFail.includes(name)
				? ['success']
				: ['error', 'crashed', 'canceled'];
			const { results } = await listExecutions(this.client, status, this.workflows[name].id);
			for (const { id } of results.filter(({ id }) => !this.named.has(id))) {
				this.named.add(id);
				lines.push(await this.describe(name, id));
			}
		}
		return lines;
	}

	private async describe(workflow: string, id: string): Promise<string> {
		const { status, startedAt, stoppedAt, data } = await this.client.execution(id);
		const { error, lastNodeExecuted } = data.resultData;
		const ended = `'${workflow}' ended as '${status}' (${startedAt} to ${stoppedAt})`;
		return `Execution ${id} of ${ended} at '${lastNodeExecuted}': ${error?.message} ${error?.description ?? ''}`;
	}
}
