import { changed, editFields } from '../../test/e2e/support/changes';
import type { Studio } from './studio';

/** The page of the connectFi sandbox, with a case that is decided and one that waits for a person. */
export async function takeSandboxPage(studio: Studio): Promise<Buffer> {
	const { connectFi } = studio.sandboxes;
	connectFi.reset();
	const workflow = await studio.importExample('individual-onboarding.json');
	await studio.openWorkflow(workflow, 1300, 800);
	await studio.execute(workflow);
	const review = await studio.importExample('individual-onboarding.json', (example) =>
		changed(example, editFields('Customer', { firstName: 'John', lastName: 'WaitReview' })),
	);
	await studio.openWorkflow(review, 1300, 800);
	await studio.execute(review);
	await studio.open(connectFi.url, 1000, 700);
	await studio.settle();
	return await studio.page.screenshot({ fullPage: true });
}
