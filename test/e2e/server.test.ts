import { randomUUID } from 'node:crypto';
import type { WorkflowFile } from '../../n8n/client';
import { waitFor } from '../../n8n/waitFor';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';

/** A workflow without any node of this repository: it answers each call with the number in its body. */
function echo(path: string): WorkflowFile {
	return {
		name: `Echo ${path}`,
		nodes: [
			{
				id: randomUUID(),
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				webhookId: path,
				parameters: { httpMethod: 'POST', path, responseMode: 'lastNode' },
			},
			{
				id: randomUUID(),
				name: 'Answer',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				position: [200, 0],
				parameters: { mode: 'raw', jsonOutput: '={{ { number: $json.body.number } }}' },
			},
		],
		connections: { Webhook: { main: [[{ node: 'Answer', type: 'main', index: 0 }]] } },
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

	async function call(path: string, number: number): Promise<{ status: number; body: unknown }> {
		const response = await fetch(`${environment.client.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ number }),
		});
		return { status: response.status, body: await response.json() };
	}

	it('runs executions in parallel and still has them after a restart', async () => {
		const path = randomUUID();
		const workflow = await environment.importWorkflow(echo(path));
		await environment.activate(workflow);
		await waitFor(
			async () => ((await call(path, -1)).status === 200 ? true : undefined),
			'the webhook to listen',
		);

		const numbers = Array.from({ length: 30 }, (_, number) => number);
		const answers = await Promise.all(numbers.map(async (number) => await call(path, number)));
		expect(answers).toEqual(numbers.map((number) => ({ status: 200, body: { number } })));
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
		expect(await call(path, 7)).toEqual({ status: 200, body: { number: 7 } });
	});
});
