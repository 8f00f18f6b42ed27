import { randomUUID } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';
import type { Execution, WorkflowFile } from '../../../n8n/client';
import { waitFor } from '../../../n8n/waitFor';
import { getError, getItems, countRuns } from '../../../n8n/executions';
import type { TestEnvironment } from './testEnvironment';
import { connectFi, createCustomer, startIdentification } from './connectFiNodes';
import { node, to, webhook } from './nodes';

/**
 * Waits for the outcome of the application that comes in, and waits again without one: n8n passes the input through where the
 * time limit is over, or where the execution was restarted.
 * @param wait parameters of Wait for Outcome
 */
export function waitUntilDecided(
	wait: INodeParameters,
): Pick<WorkflowFile, 'nodes' | 'connections'> {
	return {
		nodes: [
			connectFi('Wait', 'application', 'waitForOutcome', {
				customerId: '={{ $json.customerId }}',
				...wait,
			}),
			node('Decided?', 'n8n-nodes-base.if', 2, {
				conditions: {
					options: { caseSensitive: true, leftValue: '', typeValidation: 'loose' },
					conditions: [
						{
							id: randomUUID(),
							leftValue: '={{ $json.isFinal }}',
							rightValue: '',
							operator: { type: 'boolean', operation: 'true', singleValue: true },
						},
					],
					combinator: 'and',
				},
				options: {},
			}),
			node('Done', 'n8n-nodes-base.noOp', 1),
		],
		connections: {
			Wait: to('Decided?'),
			'Decided?': { main: [...to('Done').main, ...to('Wait').main] },
		},
	};
}

/**
 * A customer is created and identified, then the execution waits.
 * @param wait parameters of Wait for Outcome
 */
export function waitingWorkflow(wait: INodeParameters = {}): WorkflowFile {
	const { nodes, connections } = waitUntilDecided({
		applicationId: "={{ $('Start').item.json.applicationId }}",
		...wait,
	});
	return {
		name: `Wait ${randomUUID()}`,
		nodes: [
			node('Manually', 'n8n-nodes-base.manualTrigger', 1),
			webhook('By Webhook'),
			createCustomer('Create'),
			startIdentification('Start', { callback: 'execution' }),
			...nodes,
		],
		connections: {
			Manually: to('Create'),
			'By Webhook': to('Create'),
			Create: to('Start'),
			Start: to('Wait'),
			...connections,
		},
	};
}

/** Starts a workflow by its webhook, and returns its execution once it waits. */
export async function waitingInProduction(environment: TestEnvironment): Promise<Execution> {
	const workflow = await environment.importWorkflow(waitingWorkflow());
	await environment.activate(workflow);
	await environment.callWebhook(workflow, 'By Webhook');
	const { id } = await waitFor(
		async () => (await environment.client.listExecutions(workflow.id)).at(0),
		'its execution',
	);
	const execution = await environment.client.waitForExecution(id, { waiting: true });
	expect(execution).toMatchObject({ status: 'waiting', mode: 'webhook' });
	return execution;
}

export const getApplication = (execution: Execution) => getItems(execution, 'Start')[0];
export const getApplicationId = (execution: Execution) =>
	getApplication(execution).applicationId as string;

/** Lets connectFi decide, and call back. */
export async function decide(
	environment: TestEnvironment,
	execution: Execution,
	outcome: 'Approved' | 'Denied',
) {
	const callback = await environment.sandbox.decide(getApplicationId(execution), outcome);
	// 409: the node's own recheck, a second after it began to wait, found the decision a moment before the callback.
	expect([200, 409]).toContain(callback?.status);
}

/** The execution came to its end with this outcome, once. */
export function expectOutcome(execution: Execution, kycStatus: string): void {
	expect(getError(execution)).toBeUndefined();
	expect(execution.status).toBe('success');
	expect(getItems(execution, 'Done')).toEqual([
		expect.objectContaining({
			applicationId: getApplicationId(execution),
			kycStatus,
			isFinal: true,
			verified: true,
		}),
	]);
	expect(countRuns(execution, 'Done')).toBe(1);
}
