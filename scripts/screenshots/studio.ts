import { writeFileSync } from 'node:fs';
import type { INodeTypeDescription } from 'n8n-workflow';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import type { N8nClient, StoredCredential, StoredWorkflow, WorkflowFile } from '../../n8n/client';
import { fillInCredentials } from '../../n8n/credentials';
import { fillInDataTables } from '../../n8n/dataTables';
import { readExample } from '../../playground/examples';
import type { Sandboxes } from '../../playground/sandboxes';

/** What n8n has. */
interface Stock {
	credentials: StoredCredential[];
	nodeTypes: INodeTypeDescription[];
}

/** The colours of a picture: an editor has few, and with a palette a picture is less than half as large. */
const palette = { palette: true, effort: 10 };

/** Hides the neighbours of a node, which are cut off at its panel's edges, and what n8n reports at the corner. */
const panelOnly = `
	[data-test-id=floating-node], .el-notification { display: none !important }`;

/** An editor in a browser, and what is needed to show something in it. */
export class Studio {
	constructor(
		readonly page: Page,
		readonly client: N8nClient,
		readonly sandboxes: Sandboxes,
		private readonly stock: Stock,
	) {}

	/** Finds something of the editor by n8n's own names for tests. */
	find(testId: string): Locator {
		return this.page.locator(`[data-test-id="${testId}"]`);
	}

	/** A node on the canvas. */
	findNode(name: string): Locator {
		return this.page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`);
	}

	/** Stores an example as its user has it: with credentials and data tables chosen. */
	async importExample(
		file: string,
		change = (workflow: WorkflowFile) => workflow,
	): Promise<StoredWorkflow> {
		const { nodeTypes, credentials } = this.stock;
		const workflow = fillInCredentials(change(readExample(file)), nodeTypes, credentials);
		return await this.client.createWorkflow(await fillInDataTables(this.client, workflow));
	}

	/** Opens a page in a window of that size. */
	async open(path: string, width: number, height: number): Promise<void> {
		await this.page.setViewportSize({ width, height });
		await this.page.goto(path);
	}

	/** Opens a workflow, and waits for its nodes. */
	async openWorkflow({ id }: StoredWorkflow, width: number, height: number): Promise<void> {
		await this.open(`/workflow/${id}`, width, height);
		await this.find('canvas-node').first().waitFor();
		await this.settle();
	}

	/** Presses "Execute workflow", and waits for the end of the execution. */
	async execute({ id }: StoredWorkflow): Promise<void> {
		const known = (await this.client.listExecutions(id)).length;
		await this.find('execute-workflow-button').first().click();
		for (;;) {
			const executions = await this.client.listExecutions(id);
			if (executions.length > known) {
				await this.client.waitForExecution(executions[0].id);
				return;
			}
			await this.page.waitForTimeout(100);
		}
	}

	/** Opens a node's panel, with its output as a list where it has one. */
	async openPanel(node: string): Promise<Locator> {
		await this.findNode(node).dblclick();
		const panel = this.find('ndv');
		await panel.waitFor();
		await this.page.addStyleTag({ content: panelOnly });
		const list = this.find('output-panel').locator('[data-test-id=radio-button-schema]');
		if (await list.isVisible()) await list.click();
		await this.settle();
		return panel;
	}

	/** Waits until the page stands still: movements and icons that come one by one do not say when they are done. */
	async settle(): Promise<void> {
		let before: Buffer | undefined;
		let still = 0;
		for (let look = 0; look < 50; look++) {
			const now = await this.page.screenshot({ type: 'jpeg' });
			still = before?.equals(now) ? still + 1 : 0;
			if (still === 2) return;
			before = now;
			await this.page.waitForTimeout(200);
		}
		throw new Error('The page does not come to rest');
	}

	/** Puts the picture into `docs/images/`. */
	async save(file: string, picture: Buffer): Promise<void> {
		const saved = file.endsWith('.png') ? await sharp(picture).png(palette).toBuffer() : picture;
		writeFileSync(`docs/images/${file}`, saved);
	}
}
