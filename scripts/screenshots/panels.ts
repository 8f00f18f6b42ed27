import { changed, editFields } from '../../test/e2e/support/changes';
import type { Studio } from './studio';

const example = 'individual-onboarding.json';

/** What a scanner makes of a license. */
const scan = {
	data: Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n').toString(
		'base64',
	),
	mimeType: 'application/pdf',
	fileName: 'license-back.pdf',
};

/** The panel of Submit Documents after a run: input, parameters, output. */
export async function takeSubmitDocuments(studio: Studio): Promise<Buffer> {
	const workflow = await studio.importExample(example);
	await studio.openWorkflow(workflow, 1240, 880);
	await studio.execute(workflow);
	return await (await studio.openPanel('Submit Documents')).screenshot();
}

/** The same where the back of the license is a PDF. */
export async function takeError(studio: Studio): Promise<Buffer> {
	const workflow = await studio.importExample(example, (workflow) =>
		changed(workflow, editFields('Customer', { backOfLicense: JSON.stringify(scan) })),
	);
	await studio.openWorkflow(workflow, 1240, 620);
	await studio.execute(workflow);
	return await (await studio.openPanel('Submit Documents')).screenshot();
}

/** The credential's dialog, which tests the connection when it is opened. */
export async function takeCredential(studio: Studio): Promise<Buffer> {
	await studio.open('/home/credentials', 1000, 800);
	await studio.page.getByText('connectFi sandbox', { exact: true }).first().click();
	await studio.page.getByText('Connection tested successfully').waitFor();
	await studio.settle();
	return await studio.find('editCredential-modal').screenshot();
}

/** What the node panel finds for a word. */
export async function takeNodePanel(studio: Studio): Promise<Buffer> {
	await studio.open('/workflow/new', 1280, 480);
	await studio.find('canvas-add-button').click();
	await studio.find('node-creator-search-bar').fill('kyc');
	await studio.find('node-creator-item-name').nth(1).waitFor();
	await studio.settle();
	return await studio.find('node-creator').screenshot();
}
