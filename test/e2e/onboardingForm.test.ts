import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { Execution, StoredWorkflow } from '../../n8n/client';
import { waitFor } from '../../n8n/waitFor';
import { jpeg, png } from '../engine/support/images';
import { getError, getItems, countRuns } from '../../n8n/executions';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';

// A person applies through the form, in a real browser, on the URL that the published workflow has.
describe.each(['2.x', '1.x'] as const)('onboarding-form.json on n8n %s', (line) => {
	let environment: TestEnvironment;
	let workflow: StoredWorkflow;
	let page: Page;
	let address: string;
	beforeAll(async () => {
		environment = await startTestEnvironment({ line });
		workflow = await environment.importExample('onboarding-form.json', (example) => ({
			...example,
			// Every import gets addresses of its own, as it does in the editor.
			nodes: example.nodes.map((node) =>
				node.webhookId ? { ...node, webhookId: randomUUID() } : node,
			),
		}));
		await environment.activate(workflow);
		const form = workflow.nodes.find(({ name }) => name === 'Application Form')!;
		address = `${environment.client.url}/form/${form.webhookId}`;
		await waitFor(async () => ((await fetch(address)).ok ? true : undefined), 'the form');
		page = await environment.browser();
	});
	afterAll(async () => await environment.stop());
	beforeEach(() => environment.sandbox.reset());

	const front = { name: 'front.jpg', mimeType: 'image/jpeg', buffer: jpeg };

	/** Fills the form in and sends it off. */
	async function apply(lastName: string, frontSide = front): Promise<void> {
		await page.goto(address);
		const texts = {
			'First name': 'Jane',
			'Last name': lastName,
			'Date of birth': '1986-04-23',
			'Street and number': '1 Main Street',
			City: 'Springfield',
			State: 'NY',
			'ZIP code': '10001',
		};
		for (const [label, text] of Object.entries(texts)) await page.getByLabel(label).fill(text);
		await page.getByLabel('License front').setInputFiles(frontSide);
		await page
			.getByLabel('License back')
			.setInputFiles({ name: 'back.png', mimeType: 'image/png', buffer: png });
		await page.getByRole('button', { name: 'Apply' }).click();
	}

	/** The execution that the last form started. */
	async function execution(): Promise<Execution> {
		const [{ id }] = await environment.client.listExecutions(workflow.id);
		return await environment.client.execution(id);
	}

	async function ended(): Promise<Execution> {
		return await environment.client.waitForExecution((await execution()).id);
	}

	const closingPage = async (title: string) =>
		await page.getByRole('heading', { name: title }).waitFor({ timeout: 30_000 });

	it('welcomes a person who is approved, with the pictures at connectFi', async () => {
		await apply('Testman');
		await closingPage('You are approved');
		const run = await ended();
		expect(getError(run)).toBeUndefined();
		expect(getItems(run, 'Submit Documents')).toMatchObject([{ kycStatus: 'APPROVED' }]);

		const { applications, customers, documents } = environment.sandbox.state();
		expect(applications).toMatchObject([{ status: 'completed', outcome: 'Approved' }]);
		expect(customers).toMatchObject([
			{
				customer: {
					firstName: 'Jane',
					lastName: 'Testman',
					dateOfBirth: '1986-04-23',
					addresses: [
						{
							addressLine1: '1 Main Street',
							city: 'Springfield',
							stateCode: 'NY',
							postalCode: '10001',
						},
					],
				},
			},
		]);
		// The files of a person go in parallel: which of them comes first is open.
		const pictures = documents.map(({ extension, file }) => [extension, file?.size]);
		expect(pictures.sort()).toEqual([
			['jpg', jpeg.length],
			['png', png.length],
		]);
	});

	it('tells a person who is declined, without asking for more', async () => {
		await apply('Denied');
		await closingPage('We cannot open an account for you');
		expect(getError(await ended())).toBeUndefined();
		expect(environment.sandbox.state().documents).toEqual([]);
	});

	it('tells a person who sent a PDF what to do, and us that a run failed', async () => {
		const buffer = Buffer.from('%PDF-1.7\n%%EOF\n');
		await apply('Testman', { name: 'license.pdf', mimeType: 'application/pdf', buffer });
		await closingPage('Your pictures were not sent');
		const shown = await page.locator('body').innerText();
		expect(shown).toContain('Convert a PDF or a HEIC photo to JPEG or PNG first.');
		expect(shown).toContain('Then open the form again');
		expect(shown).not.toContain('[item');
		expect(getError(await ended())?.message).toContain("'license.pdf' of file 1 is not a JPEG");
		expect(environment.sandbox.state().documents).toEqual([]);
	});

	it.each([
		['Approved', 'Tell: Approved'],
		['Denied', 'Tell: Declined'],
	] as const)(
		'releases a person who is in review, and resumes when they are %s',
		async (decision, node) => {
			await apply('WaitReview');
			await closingPage('Your application is in review');
			const waiting = await waitFor(async () => {
				const run = await execution();
				return run.status === 'waiting' && countRuns(run, 'Wait for Outcome') ? run : undefined;
			}, 'the execution to wait for the outcome');

			const [{ applicationId }] = environment.sandbox.state().applications;
			await environment.sandbox.decide(applicationId, decision);
			const run = await environment.client.waitForExecution(waiting.id);
			expect(getError(run)).toBeUndefined();
			expect(getItems(run, node)).toMatchObject([{ applicationId, isFinal: true }]);
		},
	);
});
