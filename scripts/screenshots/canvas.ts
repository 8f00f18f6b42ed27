import type { StoredWorkflow } from '../../n8n/client';
import type { Studio } from './studio';

/** Shows nothing but nodes, notes and connections with their arrows: the editor's own buttons lie over the canvas. */
const canvasOnly = `
	body * { visibility: hidden }
	.vue-flow__viewport, .vue-flow__viewport *, .vue-flow marker * { visibility: visible }`;

/**
 * The whole canvas of an example, in a window that holds all of it at full size.
 * @param file its name in `examples/`
 * @throws an Error when a note does not show all of its text
 */
export async function takeExample(studio: Studio, file: string): Promise<Buffer> {
	const { page } = studio;
	const workflow = await studio.importExample(file);
	const { width, height } = computeWindow(workflow);
	await studio.openWorkflow(workflow, width, height);
	await page.keyboard.press('1');
	await studio.settle();
	await refuseCutNotes(studio, file);
	const nodes = await page.locator('.vue-flow__node').all();
	const boxes = await Promise.all(nodes.map(async (node) => await node.boundingBox()));
	await page.addStyleTag({ content: canvasOnly });
	return await page.screenshot({ clip: surround(boxes.filter((box) => box !== null)) });
}

async function refuseCutNotes(studio: Studio, file: string): Promise<void> {
	const cut = await studio.find('sticky').evaluateAll((notes) =>
		notes
			.filter((note) => {
				const end = note.querySelector('p:last-child, ol:last-child, ul:last-child')!;
				return end.getBoundingClientRect().bottom > note.getBoundingClientRect().bottom;
			})
			.map(({ textContent }) => textContent.trim().slice(0, 40)),
	);
	if (cut.length) throw new Error(`${file}: notes are cut: ${cut.join(', ')}`);
}

interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** Room for the names below the nodes and the plus signs at open ends. */
const margin = { left: 60, top: 40, right: 130, bottom: 80 };

/** The rectangle around some others, with that margin. */
function surround(boxes: Box[]): Box {
	const x = Math.min(...boxes.map((box) => box.x)) - margin.left;
	const y = Math.min(...boxes.map((box) => box.y)) - margin.top;
	const right = Math.max(...boxes.map((box) => box.x + box.width)) + margin.right;
	const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + margin.bottom;
	return { x: Math.max(0, x), y: Math.max(0, y), width: right - x, height: bottom - y };
}

/** The editor zooms out when the canvas is too small, and its texts become hard to read. */
function computeWindow({ nodes }: StoredWorkflow): { width: number; height: number } {
	const nodeSize = 96;
	const { width, height } = surround(
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
