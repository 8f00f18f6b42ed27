import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import type { Locator, Page } from 'playwright-core';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';
import { node } from './support/nodes';

/** What a user types to find a node; the panel shows it under its name. */
const packages = [
	{
		entry: 'connectFi',
		type: 'n8n-nodes-connectfi.connectFi',
		words: ['connectfi', 'kyc', 'kyb', 'onboarding', 'identity verification'],
	},
	{
		entry: 'CloudPayments KYC',
		type: 'n8n-nodes-cloudpayments-kyc.cloudPaymentsKyc',
		words: ['cloudpayments', 'kyc', 'onboarding', 'identity verification'],
	},
];

/** What the panel offers of a node, and what it fills in when it is chosen. */
interface Offer {
	label: string;
	/** The names of the options that are chosen, by parameter. */
	chosen: Record<string, string>;
}

// n8n builds the panel's entries from the descriptions and the codex files of all nodes, and hides some: only the panel
// shows what a user finds.
describe.each(['2.x', '1.x'] as const)('the node panel of n8n %s', (line) => {
	let environment: TestEnvironment;
	let nodeTypes: INodeTypeDescription[];
	let page: Page;
	/** Whether the page shows a workflow of its own. */
	let isNew = false;
	beforeAll(async () => {
		environment = await startTestEnvironment({ line });
		nodeTypes = await environment.client.nodeTypes();
		page = await environment.browser();
		// A workflow that was not saved is left without regret.
		page.on('dialog', (dialog) => void dialog.accept());
	});
	afterAll(async () => await environment.stop());

	const byTestId = (id: string) => page.locator(`[data-test-id=${id}]`);

	/** The names of what is found, once the panel has come to rest. */
	async function found(words: string): Promise<string[]> {
		await byTestId('node-creator-search-bar').fill(words);
		const entries = byTestId('node-creator-item-name');
		await entries.first().waitFor();
		for (let before = -1; before !== (await entries.count()); await page.waitForTimeout(300))
			before = await entries.count();
		return await entries.allInnerTexts();
	}

	async function openOnEmptyCanvas(): Promise<void> {
		if (isNew) await clearCanvas();
		else await page.goto('/workflow/new');
		isNew = true;
		await byTestId('canvas-add-button').click();
		await byTestId('node-creator-search-bar').waitFor();
	}

	/** Much faster than to load the editor anew. */
	async function clearCanvas(): Promise<void> {
		// First the node's own panel or the node panel.
		await page.keyboard.press('Escape');
		for (const panel of ['ndv', 'node-creator']) await byTestId(panel).waitFor({ state: 'hidden' });
		if (await byTestId('canvas-add-button').isVisible()) return;
		await page.keyboard.press('ControlOrMeta+a');
		await page.keyboard.press('Delete');
	}

	/** Opens the entry of a node: its triggers are listed, its actions unfold. */
	async function openEntry(entry: string): Promise<void> {
		await openOnEmptyCanvas();
		await found(entry);
		await itemCalled(entry).click();
		await itemCalled(entry).waitFor({ state: 'hidden' });
		const actions = byTestId('node-creator-category-item').filter({ hasText: 'Actions' });
		await actions.click();
		await byTestId('node-creator-item-name').nth(2).waitFor();
	}

	/** A quick click lands in n8n's list of all AI nodes at times. Opened again, the panel lists the tools. */
	async function openToolsOfAgent(): Promise<void> {
		const plus = page
			.locator('.canvas-node-handle-non-main-input', { hasText: 'Tool' })
			.locator('[data-test-id=canvas-handle-plus]');
		const header = byTestId('nodes-list-header');
		await plus.click();
		await header
			.getByText(/^(Tools|Other AI Nodes)$/)
			.first()
			.waitFor();
		// The header is drawn once more when the panel knows what was clicked.
		await page.waitForTimeout(500);
		if (await header.getByText('Other AI Nodes').isVisible()) {
			await page.keyboard.press('Escape');
			await byTestId('node-creator').waitFor({ state: 'hidden' });
			await plus.click();
		}
		await header.getByText('Tools').waitFor();
	}

	const itemCalled = (name: string): Locator =>
		page.locator('[data-test-id=node-creator-item-name]').getByText(name, { exact: true });

	it.each(packages)('finds $entry by what it is for, once', async ({ entry, words }) => {
		await openOnEmptyCanvas();
		for (const typed of words)
			expect([typed, (await found(typed)).filter((name) => name === entry)]).toEqual([
				typed,
				[entry],
			]);
	});

	it.each(packages)('offers every action and event of $entry', async ({ entry, type }) => {
		const expected = [...listActions(nodeTypes, type), ...listEvents(nodeTypes, type)];
		await openEntry(entry);
		// The panel draws its entries one after the other.
		for (const { label } of expected) await itemCalled(label).first().waitFor();
		const offered = await byTestId('node-creator-item-name').allInnerTexts();
		expect(offered.sort()).toStrictEqual(expected.map(({ label }) => label).sort());
	});

	it.each(packages)('adds $entry with the action or event chosen', async ({ entry, type }) => {
		const actions = listActions(nodeTypes, type);
		// One of each resource, the last one: it is nobody's default.
		const lastOnes = new Map(actions.map((action) => [action.chosen.resource, action]));
		for (const { label, chosen } of [...lastOnes.values(), listEvents(nodeTypes, type)[0]]) {
			await openEntry(entry);
			await itemCalled(label).click();
			for (const [parameter, name] of Object.entries(chosen)) {
				const field = byTestId(`parameter-input-${parameter}`).first();
				await field.waitFor();
				const value = await field.locator('input').first().inputValue();
				const tags = await field.locator('.el-tag').allInnerTexts();
				expect([label, parameter, value || tags.join()]).toEqual([label, parameter, name]);
			}
		}
	});

	it.each(packages)('offers $entry as a tool of an AI agent', async ({ entry, type }) => {
		expect(nodeTypes.map(({ name }) => name)).toContain(`${type}Tool`);
		const agent = await environment.importWorkflow({
			name: 'Agent',
			nodes: [node('AI Agent', '@n8n/n8n-nodes-langchain.agent', 2)],
			connections: {},
		});
		isNew = false;
		await page.goto(`/workflow/${agent.id}`);
		await openToolsOfAgent();
		expect(await found(entry)).toContain(`${entry} Tool`);
	});
});

/** Without n8n's own 'Custom API Call', which has no action and is not in the panel. */
function listActions(nodeTypes: INodeTypeDescription[], type: string): Offer[] {
	const { properties } = findDescription(nodeTypes, type);
	const resources = getOptions(properties.find(({ name }) => name === 'resource'));
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap((property) => {
			const [resource] = property.displayOptions?.show?.resource ?? [];
			const { name } = resources.find(({ value }) => value === resource)!;
			return getOptions(property).flatMap(({ action, name: operation }) =>
				action ? [{ label: action, chosen: { resource: name, operation } }] : [],
			);
		});
}

/** n8n makes an entry of each option of a trigger's parameter Events, and one of a trigger that has none. */
function listEvents(nodeTypes: INodeTypeDescription[], type: string): Offer[] {
	const trigger = findDescription(nodeTypes, `${type}Trigger`);
	const events = trigger.properties.find(({ displayName }) => displayName === 'Events');
	if (!events)
		return [{ label: `On new ${trigger.displayName.replace(' Trigger', '')} event`, chosen: {} }];
	return getOptions(events).map(({ name }) => ({
		label: `On ${name.toLowerCase()}`,
		chosen: { events: name },
	}));
}

function findDescription(nodeTypes: INodeTypeDescription[], type: string): INodeTypeDescription {
	return nodeTypes.find(({ name }) => name === type)!;
}

function getOptions(property: INodeProperties | undefined): INodePropertyOptions[] {
	return (property?.options ?? []) as INodePropertyOptions[];
}
