import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { openBrowser } from '../n8n/chromium';
import type { N8nClient, StoredWorkflow, WorkflowFile } from '../n8n/client';
import { fillInCredentials, storeCredentials } from '../n8n/credentials';
import { installN8n } from '../n8n/install';
import { packPackages } from '../n8n/packages';
import { prepareN8n } from '../n8n/prepare';
import { startSandboxes } from '../playground/sandboxes';

const usage = `Takes the pictures of the examples in n8n's editor, on an n8n of its own.
Usage: npm run screenshots [-- <name of an example> ...]`;

const examples = readdirSync('examples')
	.filter((file) => file.endsWith('.json'))
	.map((file) => basename(file, '.json'));

/**
 * Starts an n8n for the pictures, takes them one after the other, and leaves nothing but them behind.
 * @param names of examples
 */
async function main(names: string[]): Promise<void> {
	if (!names.every((name) => examples.includes(name))) throw new Error(usage);
	const folder = mkdtempSync(join(tmpdir(), 'connectfi-pictures-'));
	await installN8n('2.x', console.log);
	const packages = await packPackages(join(folder, 'packages'));
	const sandboxes = await startSandboxes();
	const { n8n, client } = await prepareN8n(
		{ line: '2.x', userFolder: folder, port: 0, logFile: join(folder, 'n8n.log') },
		packages,
	);
	try {
		const credentials = await storeCredentials(client, sandboxes.credentials);
		const nodeTypes = await client.nodeTypes();
		for (const name of names) {
			const file = JSON.parse(readFileSync(`examples/${name}.json`, 'utf8')) as WorkflowFile;
			const workflow = await client.createWorkflow(fillInCredentials(file, nodeTypes, credentials));
			const picture = `docs/images/${name}.png`;
			await takePicture(client, workflow, picture);
			console.log(`${picture} shows '${workflow.name}'`);
		}
	} finally {
		await Promise.all([n8n.stop(), sandboxes.close()]);
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Shows nothing but nodes, notes and connections with their arrows: the editor's own buttons lie over the canvas. */
const canvasOnly = `
	body * { visibility: hidden }
	.vue-flow__viewport, .vue-flow__viewport *, .vue-flow marker * { visibility: visible }`;

/** Opens a workflow in a window that holds all of it at full size, and saves the part of the canvas that it covers. */
async function takePicture(client: N8nClient, workflow: StoredWorkflow, picture: string) {
	const { page, close } = await openBrowser(client, console.log);
	try {
		await page.setViewportSize(computeWindow(workflow));
		await page.goto(`/workflow/${workflow.id}`);
		await page.locator('[data-test-id=canvas-node]').first().waitFor();
		await page.keyboard.press('1');
		// The canvas moves to the new zoom, and icons come one by one; neither says when it is done.
		await page.waitForTimeout(3000);
		const boxes = await Promise.all(
			(await page.locator('.vue-flow__node').all()).map(async (node) => await node.boundingBox()),
		);
		await page.addStyleTag({ content: canvasOnly });
		const png = await page.screenshot({
			clip: surrounding(boxes.filter((box) => box !== null)),
		});
		// An editor has few colours; with a palette, a picture is less than half as large.
		writeFileSync(picture, await sharp(png).png({ palette: true, effort: 10 }).toBuffer());
	} finally {
		await close();
	}
}

interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** Room for the names below the nodes and the plus signs at open ends. */
const margin = { left: 60, top: 40, right: 90, bottom: 80 };

/** The rectangle around some others, with that margin. */
function surrounding(boxes: Box[]): Box {
	const x = Math.min(...boxes.map((box) => box.x)) - margin.left;
	const y = Math.min(...boxes.map((box) => box.y)) - margin.top;
	const right = Math.max(...boxes.map((box) => box.x + box.width)) + margin.right;
	const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + margin.bottom;
	return { x: Math.max(0, x), y: Math.max(0, y), width: right - x, height: bottom - y };
}

/** The editor zooms out when the canvas is too small, and its texts become hard to read. */
function computeWindow({ nodes }: StoredWorkflow): { width: number; height: number } {
	const nodeSize = 100;
	const { width, height } = surrounding(
		nodes.map(({ position: [x, y], parameters }) => ({
			x,
			y,
			// Only notes have a size of their own.
			width: Number(parameters.width ?? nodeSize),
			height: Number(parameters.height ?? nodeSize),
		})),
	);
	const editorAround = 400;
	return { width: width + editorAround, height: height + editorAround };
}

const chosen = process.argv.slice(2);
main(chosen.length ? chosen : examples).catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
