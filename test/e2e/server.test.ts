import { randomUUID } from 'node:crypto';
import type { WorkflowFile } from '../../n8n/client';
import { waitFor } from '../../n8n/waitFor';
import { node, to, webhook } from './support/nodes';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';

/** A workflow without any node of this repository: it answers each call with the number in its body. */
function echo(): WorkflowFile {
	return {
		name: `Echo ${randomUUID()}`,
		nodes: [
			webhook('Webhook', { responseMode: 'lastNode' }),
			node('Answer', 'n8n-nodes-base.set', 3.4, {
				mode: 'raw',
				jsonOutput: '={{ { number: $json.body.number } }}',
			}),
		],
		connections: { Webhook: to('Answer') },
	};
}

// n8n's database module comes from another package than usual (see n8n/2.x/sqlite3), so what n8n needs of it is tested:
// all of its migrations, parallel transactions, and finding everything again after a restart.
describe.each(['2.x', '1.x'] as const)('n8n %s on another SQLite module', (line) => {
	let environment: TestEnvironment;
	beforeAll(async () => {
		environment = await startTestEnvironment({ line, n8n: 'own' });
	});
	afterAll(async () => await environment.stop());

	it('runs executions in parallel and still has them after a restart', async () => {
		const workflow = await environment.importWorkflow(echo());
		await environment.activate(workflow);
		const call = async (number: number) => {
			const response = await environment.callWebhook(workflow, 'Webhook', { number });
			return { status: response.status, body: await response.json() };
		};
		const answer = (number: number) => ({ status: 200, body: { number } });
		expect(await call(-1)).toEqual(answer(-1));

		const numbers = Array.from({ length: 30 }, (_, number) => number);
		expect(await Promise.all(numbers.map(call))).toEqual(numbers.map(answer));
		const stored = async () =>
			(await environment.client.listExecutions(workflow.id)).filter(
				({ status }) => status === 'success',
			);
		await waitFor(
			async () => ((await stored()).length > numbers.length - 1 ? true : undefined),
			'all executions to be stored',
		);
		const before = await stored();

		await environment.restart();
		expect(await stored()).toEqual(before);
		expect(await call(7)).toEqual(answer(7));
	});
});
