import sharp from 'sharp';
import type { WorkflowFile } from '../../n8n/client';
import type { Studio } from './studio';

interface Frame {
	png: Buffer;
	/** How long it is shown, in ms. */
	delay: number;
}

const size = { width: 1340, height: 600 };

/** How much the sandbox is slowed down, so that an eye can follow. */
const latencyMs = 700;

/** A first onboarding in the editor: the canvas, the run, all green, and the outcome. */
export async function animateFirstOnboarding(studio: Studio): Promise<Buffer> {
	const { connectFi } = studio.sandboxes;
	connectFi.reset();
	const workflow = await studio.importExample('onboard-customer.json', withoutNotes);
	await studio.openWorkflow(workflow, size.width, size.height);
	const frames: Frame[] = [];
	const show = async (delay: number) =>
		void frames.push({ png: await studio.page.screenshot(), delay });

	await show(2_500);
	connectFi.addFault({ kind: 'latency', delayMs: latencyMs, times: 0 });
	try {
		const end = studio.execute(workflow).then(() => 'ended');
		const step = 250;
		while ((await Promise.race([end, studio.page.waitForTimeout(step)])) !== 'ended')
			await show(step);
	} finally {
		connectFi.clearFaults();
	}
	await studio.settle();
	await show(2_000);
	await studio.openPanel('Wait for Outcome');
	await show(5_000);
	return await animate(frames);
}

/** Without its notes, the canvas shows the nodes larger. */
const withoutNotes = (workflow: WorkflowFile): WorkflowFile => ({
	...workflow,
	nodes: workflow.nodes.filter(({ type }) => !type.endsWith('.stickyNote')),
});

/** A GIF: npm's and GitHub's pages show it, and so do editors. */
async function animate(frames: Frame[]): Promise<Buffer> {
	const different = frames.reduce<Frame[]>((kept, frame) => {
		const last = kept.at(-1);
		if (last?.png.equals(frame.png)) last.delay += frame.delay;
		else kept.push({ ...frame });
		return kept;
	}, []);
	return await sharp(
		different.map(({ png }) => png),
		{ join: { animated: true } },
	)
		.gif({ delay: different.map(({ delay }) => delay), loop: 0, effort: 10, dither: 0 })
		.toBuffer();
}
