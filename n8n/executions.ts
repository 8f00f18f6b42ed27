import type { IDataObject, ITaskData } from 'n8n-workflow';
import type { Execution } from './client';

/**
 * What a node put out in an execution.
 * @param execution with its data
 * @param node the node's name
 * @param output the index of its output: 1 is the second branch
 * @returns the json of the items of its last run; none when it did not run
 */
export function getItems(execution: Execution, node: string, output = 0): IDataObject[] {
	const items = lastRun(execution, node)?.data?.main[output] ?? [];
	return items.map(({ json }) => json);
}

/**
 * How often a node ran in an execution.
 * @param execution with its data
 * @param node the node's name
 */
export function countRuns(execution: Execution, node: string): number {
	return execution.data.resultData.runData[node]?.length ?? 0;
}

/**
 * The error that ended an execution.
 * @param execution with its data
 * @returns its message and description; undefined when there was none
 */
export function getError(
	execution: Execution,
): { message: string; description?: string | null } | undefined {
	return execution.data.resultData.error;
}

function lastRun(execution: Execution, node: string): ITaskData | undefined {
	return execution.data.resultData.runData[node]?.at(-1);
}
