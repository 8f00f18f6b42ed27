import type { INode } from 'n8n-workflow';
import { exampleFiles, readExample } from '../../playground/examples';

/** Sizes of n8n's canvas, in its pixels. */
const grid = 16;
const nodeSize = 96;
/** A node with more than two outputs is higher by this for each. */
const outputHeight = 32;
/** Name and subtitle below a node. */
const labelHeight = 48;

interface Box {
	name: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
}

const isNote = ({ type }: INode) => type === 'n8n-nodes-base.stickyNote';

function boxOfNote({ name, position: [left, top], parameters }: INode): Box {
	return {
		name,
		left,
		top,
		right: left + Number(parameters.width),
		bottom: top + Number(parameters.height),
	};
}

/** With what stands below the node. */
function boxOfNode({ name, type, position: [left, top], parameters }: INode): Box {
	const { values = [] } = (parameters.rules ?? {}) as { values?: unknown[] };
	const outputs = type === 'n8n-nodes-base.switch' ? values.length + 1 : 1;
	const height = nodeSize + Math.max(0, outputs - 2) * outputHeight;
	return { name, left, top, right: left + nodeSize, bottom: top + height + labelHeight };
}

const isApart = (one: Box, other: Box) =>
	one.right <= other.left ||
	other.right <= one.left ||
	one.bottom <= other.top ||
	other.bottom <= one.top;

const isInside = (inner: Box, outer: Box) =>
	inner.left >= outer.left &&
	inner.right <= outer.right &&
	inner.top >= outer.top &&
	inner.bottom <= outer.bottom;

/** How high a note's text gets, a little more than measured in the editor: `npm run screenshots` measures there. */
function estimateTextHeight(content: string, width: number): number {
	const padding = 32;
	return content
		.split('\n')
		.filter((line) => line.trim())
		.map((line) => {
			const [, hashes = ''] = /^(#*)/.exec(line)!;
			const [letter, height, gap] = hashes
				? hashes.length > 2
					? [8, 22, 8]
					: [12, 32, 8]
				: [6.9, 19, 8];
			const shown = line.replace(/[#*`]/g, '').trim();
			const indent = /^(\d+\.|-) /.test(shown) ? 24 : 0;
			return Math.ceil((shown.length * letter) / (width - padding - indent)) * height + gap;
		})
		.reduce((sum, height) => sum + height, padding);
}

describe.each(exampleFiles())('the canvas of %s', (file) => {
	const { nodes, connections } = readExample(file);
	const notes = nodes.filter(isNote);
	const steps = nodes.filter((node) => !isNote(node));

	it("lies on n8n's grid", () => {
		const offGrid = nodes.filter(({ position, parameters }) =>
			[...position, parameters.width ?? 0, parameters.height ?? 0].some(
				(length) => Number(length) % grid,
			),
		);
		expect(offGrid.map(({ name }) => name)).toEqual([]);
	});

	it('is at most 1,600 pixels wide, so that its picture can be read', () => {
		const boxes = [...notes.map(boxOfNote), ...steps.map(boxOfNode)];
		const left = Math.min(...boxes.map((box) => box.left));
		const right = Math.max(...boxes.map((box) => box.right));
		expect(right - left).toBeLessThanOrEqual(1_600);
	});

	it('leads forward', () => {
		const leftOf = (name: string) => nodes.find((node) => node.name === name)!.position[0];
		const backward = Object.entries(connections).flatMap(([from, { main = [] }]) =>
			main
				.flatMap((targets) => targets ?? [])
				.filter(({ node }) => leftOf(node) < leftOf(from) + nodeSize)
				.map(({ node }) => `${from} → ${node}`),
		);
		expect(backward).toEqual([]);
	});

	it('has a green introduction with numbered steps, and further notes in other colours', () => {
		const [introduction, ...others] = notes;
		expect(nodes[0]).toBe(introduction);
		expect(introduction).toMatchObject({ name: 'About This Workflow', parameters: { color: 4 } });
		expect(introduction.parameters.content).toMatch(/^## .*\n[^]*^1\. .*\n2\. /m);
		for (const { name, parameters } of others) {
			expect([name, parameters.content]).toEqual([name, expect.stringMatching(/^### .*\n/)]);
			expect([name, [1, 2, 3, 5, 6, 7].includes(Number(parameters.color))]).toEqual([name, true]);
		}
	});

	it('shows all of each note', () => {
		const tooSmall = notes.flatMap((note) => {
			const { content, width, height } = note.parameters;
			const box = boxOfNote(note);
			const inside = steps.map(boxOfNode).filter((step) => isInside(step, box));
			const room = Math.min(box.bottom, ...inside.map(({ top }) => top)) - box.top;
			const needed = estimateTextHeight(String(content), Number(width));
			return needed > room ? [`${note.name}: ${needed} of ${room} (${String(height)})`] : [];
		});
		expect(tooSmall).toEqual([]);
	});

	it('has nothing that lies over something else', () => {
		const noteBoxes = notes.map(boxOfNote);
		const stepBoxes = steps.map(boxOfNode);
		const colliding = [
			...noteBoxes.flatMap((note, index) =>
				[...noteBoxes.slice(index + 1), ...stepBoxes].map((other) => [other, note] as const),
			),
			...stepBoxes.flatMap((step, index) =>
				stepBoxes.slice(index + 1).map((other) => [step, other] as const),
			),
		].filter(
			([one, other]) =>
				!isApart(one, other) &&
				!(noteBoxes.includes(other) && stepBoxes.includes(one) && isInside(one, other)),
		);
		expect(colliding.map(([one, other]) => `${one.name} and ${other.name}`)).toEqual([]);
	});
});
