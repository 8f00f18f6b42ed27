import type { Page } from 'playwright-core';
import type { StoredWorkflow } from '../../n8n/client';
import { waitFor } from '../../n8n/waitFor';
import { getError, getItems } from '../../n8n/executions';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';

// What a new user does: opens the imported example in the browser, presses the button, and sees the customer approved.
describe.each(['2.x', '1.x'] as const)('the editor of n8n %s in a real browser', (line) => {
	let environment: TestEnvironment;
	let workflow: StoredWorkflow;
	let page: Page;
	beforeAll(async () => {
		environment = await startTestEnvironment({ line });
		workflow = await environment.importExample('individual-onboarding.json');
		page = await environment.browser();
		await page.goto(`/workflow/${workflow.id}`);
		await node('Create Customer').waitFor();
	});
	afterAll(async () => await environment.stop());

	const node = (name: string) =>
		page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`);

	it('runs the first example to Approved by its button', async () => {
		await page.locator('[data-test-id=execute-workflow-button]').first().click();
		const { id } = await waitFor(
			async () => (await environment.client.listExecutions(workflow.id))[0],
			'the button to start an execution',
		);
		const execution = await environment.client.waitForExecution(id);
		expect(getError(execution)).toBeUndefined();
		expect(getItems(execution, 'Outcome')).toMatchObject([{ kycStatus: 'APPROVED' }]);
		expect(environment.sandbox.state().applications).toMatchObject([{ outcome: 'Approved' }]);
		await node('Outcome').locator('[data-test-id=canvas-node-status-success]').waitFor();
	});

	it("shows a node's parameters, with a resource and an operation to choose", async () => {
		await node('Create Customer').dblclick();
		const chosen = async (parameter: string) =>
			await page.locator(`[data-test-id=parameter-input-${parameter}] input`).first().inputValue();
		expect(await chosen('resource')).toBe('Customer');
		expect(await chosen('operation')).toBe('Create');
	});
});
