import { setTimeout as delay } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import type { Execution, StoredWorkflow, WorkflowFile } from '../../n8n/client';
import { waitFor } from '../../n8n/waitFor';
import { exampleFiles, readExample } from '../../playground/examples';
import { changed, editFields } from './support/changes';
import { getError, getItems, countRuns } from '../../n8n/executions';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';

/** What the examples hold as a file, with another content. */
const notAnImage = {
	data: Buffer.from('this is a letter, not a picture').toString('base64'),
	mimeType: 'image/jpeg',
	fileName: 'back.jpg',
};

/** The two ways to onboard an individual, and where each keeps the picture of the back. */
const onboardings = [
	{
		file: 'individual-onboarding.json',
		attaches: 'Submit Documents',
		withoutBack: (workflow: WorkflowFile) =>
			changed(workflow, editFields('Customer', { backOfLicense: JSON.stringify(notAnImage) })),
	},
	{
		file: 'document-by-document.json',
		attaches: 'Attach Documents',
		withoutBack: (workflow: WorkflowFile) =>
			changed(workflow, {
				node: 'Both Sides',
				parameters: ({ jsonOutput }) => {
					const { sides } = JSON.parse(String(jsonOutput)) as { sides: IDataObject[] };
					sides[1].picture = notAnImage;
					return { jsonOutput: JSON.stringify({ sides }) };
				},
			}),
	},
];
/** What the outputs of the node *Outcome* stand for. */
const ends = ['Approved', 'Declined', 'In Review or Open'];
const findReached = (execution: Execution) =>
	ends.filter((_, output) => getItems(execution, 'Outcome', output).length);

describe.each(['2.x', '1.x'] as const)('the examples on n8n %s', (line) => {
	let environment: TestEnvironment;
	beforeAll(async () => {
		environment = await startTestEnvironment({ line });
	});
	afterAll(async () => await environment.stop());
	beforeEach(() => environment.sandbox.reset());

	const applications = () => environment.sandbox.state().applications;
	const sent = (path: string) =>
		environment.sandbox.requests.filter((request) => request.path.startsWith(path));
	const lastName = (node: string, name: string) => (workflow: WorkflowFile) =>
		changed(workflow, editFields(node, { lastName: name }));

	it.each(exampleFiles())('%s is imported as it is, with nodes that this n8n has', async (file) => {
		const example = readExample(file);
		const known = await environment.client.nodeTypes();
		const unknown = example.nodes.filter(
			({ type, typeVersion }) =>
				!known.some(({ name, version }) => name === type && [version].flat().includes(typeVersion)),
		);
		expect(unknown.map(({ type, typeVersion }) => `${type} ${typeVersion}`)).toEqual([]);

		const { id } = await environment.importExample(file);
		const stored = await environment.client.workflow(id);
		expect(stored).toMatchObject({ name: example.name, active: false });
		expect(stored.connections).toEqual(example.connections);
		expect(stored.nodes.map(({ name, parameters }) => ({ name, parameters }))).toEqual(
			example.nodes.map(({ name, parameters }) => ({ name, parameters })),
		);
	});

	describe.each(onboardings)('$file', ({ file, attaches, withoutBack }) => {
		/** Runs the example manually; exactly one of its ends must be reached, and is returned. */
		async function runToEnd(change?: (workflow: WorkflowFile) => WorkflowFile) {
			const execution = await environment.runManually(
				await environment.importExample(file, change),
			);
			expect(getError(execution)).toBeUndefined();
			const reached = findReached(execution);
			expect(reached).toHaveLength(1);
			const [item] = getItems(execution, 'Outcome', ends.indexOf(reached[0]));
			return { end: reached[0], item };
		}

		it('gets an ordinary customer approved', async () => {
			const { end, item } = await runToEnd();
			expect(end).toBe('Approved');
			expect(item).toMatchObject({ kycStatus: 'APPROVED', isFinal: true });
			const [{ customerId, entities, outcome }] = applications();
			expect(outcome).toBe('Approved');
			const { documents } = entities[0];
			expect(documents.map(({ view }) => view)).toEqual(['front', 'back']);
			expect(new Set(documents.map(({ documentId }) => documentId)).size).toBe(2);
			expect(sent('/akepa/update')).toMatchObject([{ body: { customerId }, status: 200 }]);

			// Each side has its own picture: the workflow did not send one of them twice.
			const pictures = sent('/akepa/document/upload').map(({ parts }) => parts?.[0]);
			expect(pictures.map((part) => part?.type)).toEqual(['image/jpeg', 'image/jpeg']);
			expect(new Set(pictures.map((part) => part?.sha256)).size).toBe(2);
		});

		it('ends at Declined for Denied, and sends no documents', async () => {
			expect((await runToEnd(lastName('Customer', 'Denied'))).end).toBe('Declined');
			expect(applications()).toMatchObject([{ status: 'completed', outcome: 'Denied' }]);
			expect(sent('/akepa/document')).toEqual([]);
			expect(sent('/akepa/update')).toEqual([]);
		});

		it('ends at In Review for WaitReview', async () => {
			const { end, item } = await runToEnd(lastName('Customer', 'WaitReview'));
			expect(end).toBe('In Review or Open');
			expect(item).toMatchObject({ kycStatus: 'WAITING_REVIEW', isFinal: false });
			expect(applications()).toMatchObject([{ status: 'waiting_review', outcome: null }]);
		});

		it('refuses a back that is no picture, before any file is sent', async () => {
			const workflow = await environment.importExample(file, withoutBack);
			const execution = await environment.runManually(workflow);
			expect(execution.status).toBe('error');
			expect(getError(execution)?.message).toMatch(
				/'back\.jpg'.* is not a JPEG or PNG image, judging by its content\./,
			);
			expect(countRuns(execution, 'Outcome')).toBe(0);
			expect(getItems(execution, attaches)).toEqual([]);
			expect(sent('/akepa/document/upload')).toEqual([]);
			expect(sent('/akepa/update')).toEqual([]);
			expect(applications()).toMatchObject([{ status: 'pending_step_up' }]);
		});
	});

	describe('onboard-customer.json', () => {
		const runOnce = async (workflow: StoredWorkflow) => {
			const execution = await environment.runManually(workflow, { waiting: true });
			expect(getError(execution)).toBeUndefined();
			return execution;
		};

		it.each([
			['Testman', 'Approved', 2],
			['Denied', 'Declined', 0],
		])('takes %s to %s, and the same again to the same', async (name, end, uploads) => {
			const workflow = await environment.importExample(
				'onboard-customer.json',
				lastName('Customer', name),
			);
			expect(findReached(await runOnce(workflow))).toEqual([end]);
			const again = await runOnce(workflow);
			expect(findReached(again)).toEqual([end]);
			expect(getItems(again, 'Onboard Customer')).toMatchObject([{ existed: true }]);
			expect(applications()).toHaveLength(1);
			expect(environment.sandbox.state().customers).toHaveLength(1);
			expect(sent('/akepa/document/upload')).toHaveLength(uploads);
		});

		describe('of a person in review', () => {
			const startReview = async () => {
				const workflow = await environment.importExample('onboard-customer.json', (example) =>
					changed(lastName('Customer', 'WaitReview')(example), {
						node: 'Wait for Outcome',
						parameters: () => ({ waitAmount: 0.3, waitUnit: 'minutes' }),
					}),
				);
				const execution = await runOnce(workflow);
				expect(execution.status).toBe('waiting');
				return { workflow, execution, applicationId: applications()[0].applicationId };
			};
			/** Waits until the node has asked once more, just after it began to wait: nothing more is asked then. */
			const recheck = async () => {
				for (let asked = -1; asked !== sent('/akepa/status').length; await delay(3_000))
					asked = sent('/akepa/status').length;
			};
			const stop = async ({ id }: Execution) =>
				await environment.client.request('POST', `/rest/executions/${id}/stop`);

			it('continues when a person decides', async () => {
				const { execution, applicationId } = await startReview();
				await environment.sandbox.decide(applicationId, 'Denied');
				const ended = await environment.client.waitForExecution(execution.id);
				expect(findReached(ended)).toEqual(['Declined']);
			});

			// What the note on its canvas says: one test, because n8n looks once a minute whose time is over.
			it('is run again when its wait was lost: a decision is seen at once, a later one in the next run', async () => {
				const { workflow, execution, applicationId } = await startReview();
				await stop(execution);
				const second = await runOnce(workflow);
				expect(second.status).toBe('waiting');
				await recheck();
				// Called back to the run that is no more.
				const callback = await environment.sandbox.decide(applicationId, 'Approved');
				expect(callback?.status).not.toBe(200);
				const ended = await environment.client.waitForExecution(second.id, { timeoutMs: 110_000 });
				expect(findReached(ended)).toEqual(['In Review or Open']);

				expect(findReached(await runOnce(workflow))).toEqual(['Approved']);
				expect(applications()).toHaveLength(1);
				expect(environment.sandbox.state().customers).toHaveLength(1);
			});
		});
	});

	describe('business-kyb.json', () => {
		async function run(values?: Record<string, string>) {
			const workflow = await environment.importExample('business-kyb.json', (example) =>
				values ? changed(example, editFields('Business', values)) : example,
			);
			const execution = await environment.runManually(workflow);
			expect(getError(execution)).toBeUndefined();
			return { execution, reached: findReached(execution) };
		}

		it('sends the documents of each representative who owes some, and gets the business approved', async () => {
			const { reached, execution } = await run();
			expect(reached).toEqual(['Approved']);
			const [{ outcome, entities }] = applications();
			expect(outcome).toBe('Approved');
			expect(entities.find(({ isCustomer }) => isCustomer)?.documents).toEqual([]);
			const representatives = entities.filter(({ isCustomer }) => !isCustomer);
			expect(representatives).toHaveLength(2);
			for (const { documents } of representatives)
				expect(documents.map(({ view }) => view)).toEqual(['front', 'back']);
			expect(
				getItems(execution, 'One Item per Representative').map(({ entityId }) => entityId),
			).toEqual(representatives.map(({ entityId }) => entityId));
		});

		it.each([
			[{ secondRepresentativeLastName: 'Denied' }, 'Declined', 0],
			[{ firstRepresentativeLastName: 'WaitReview' }, 'In Review or Open', 4],
			[{ postalCode: '00000' }, 'In Review or Open', 4],
		])('with %p ends at %s', async (values, end, uploads) => {
			expect((await run(values)).reached).toEqual([end]);
			expect(sent('/akepa/document/upload')).toHaveLength(uploads);
		});
	});

	describe('manual-review.json', () => {
		const notifications = ['Notify: Approved', 'Notify: Denied', 'Notify: Timed Out'];

		/** Runs the example until it waits. */
		async function startReview(change?: (workflow: WorkflowFile) => WorkflowFile) {
			const workflow: StoredWorkflow = await environment.importExample(
				'manual-review.json',
				change,
			);
			const { id, status } = await environment.runManually(workflow, { waiting: true });
			expect(status).toBe('waiting');
			const { applicationId, status: review } = applications().at(-1)!;
			expect(review).toBe('waiting_review');
			return { id, applicationId };
		}

		/** Waits until the execution has ended, and gives who was notified. */
		async function notified(id: string) {
			const execution = await environment.client.waitForExecution(id, { timeoutMs: 110_000 });
			expect(getError(execution)).toBeUndefined();
			return {
				execution,
				names: notifications.filter((node) => countRuns(execution, node) > 0),
			};
		}

		it.each([
			['Approved', 'Notify: Approved'],
			['Denied', 'Notify: Denied'],
		] as const)('waits until a person decides %s', async (decision, notification) => {
			const { id, applicationId } = await startReview();
			await environment.sandbox.decide(applicationId, decision);
			const { names, execution } = await notified(id);
			expect(names).toEqual([notification]);
			expect(countRuns(execution, 'Get Status')).toBe(0);
			expect(getItems(execution, notification)).toMatchObject([{ applicationId, isFinal: true }]);
		});

		it('does not wait for a customer who is declined at once', async () => {
			const workflow = await environment.importExample(
				'manual-review.json',
				lastName('Customer', 'Denied'),
			);
			const { names } = await notified(
				(await environment.runManually(workflow, { waiting: true })).id,
			);
			expect(names).toEqual(['Notify: Denied']);
		});

		const shortLimit = (workflow: WorkflowFile) =>
			changed(workflow, {
				node: 'Wait for Outcome',
				parameters: () => ({ waitAmount: 0.3, waitUnit: 'minutes' }),
			});

		// One test, because n8n looks once a minute whose time is over.
		it('asks once more at the time limit, for a decision whose callback was lost', async () => {
			const open = await startReview(shortLimit);
			const lost = await startReview((workflow) =>
				changed(shortLimit(workflow), {
					node: 'Start Identification',
					parameters: () => ({ callback: 'none' }),
				}),
			);
			// The node asks once before it waits and once just after; the decision comes later than both.
			await waitFor(
				() => (sent('/akepa/status').length > 3 ? true : undefined),
				'the recheck of both applications',
			);
			expect(await environment.sandbox.decide(lost.applicationId, 'Approved')).toBeNull();

			const [timedOut, decided] = [await notified(open.id), await notified(lost.id)];
			expect(timedOut.names).toEqual(['Notify: Timed Out']);
			expect(getItems(timedOut.execution, 'Get Status')).toMatchObject([
				{ applicationId: open.applicationId, kycStatus: 'WAITING_REVIEW' },
			]);
			expect(decided.names).toEqual(['Notify: Approved']);
			expect(getItems(decided.execution, 'Get Status')).toMatchObject([
				{ applicationId: lost.applicationId, kycStatus: 'APPROVED' },
			]);
		});
	});
});
