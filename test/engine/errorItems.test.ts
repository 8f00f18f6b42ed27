import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox';
import {
	createCustomer,
	newReference,
	runOperation,
	startApplication,
	tokenCredential,
} from './support/connectFi';
import { individual } from './support/individual';
import { itemWithFiles, type NodeOutcome, type NodeRun } from './support/engine';
import { frontAndBack, jpeg, png } from './support/images';
import { useSandbox } from './support/useSandbox';

let sandbox: Sandbox;
useSandbox((started) => (sandbox = started));
beforeEach(() => {
	sandbox.clearRequests();
	sandbox.clearFaults();
});

const requestId = expect.stringMatching(/^[0-9a-f]{32}$/) as string;

/** Both ways to go on after a failed item: on a branch of its own, where n8n adds the item's input, and in its place. */
describe.each(['continueErrorOutput', 'continueRegularOutput'] as const)('%s', (onError) => {
	const onBranch = onError === 'continueErrorOutput';

	/** Runs an operation, and gives the items that a workflow finds its failed ones among. */
	async function run(
		operation: string,
		parameters: INodeParameters,
		more: Partial<NodeRun> = {},
	): Promise<NodeOutcome['items']> {
		const { outputs } = await runOperation(sandbox, operation, parameters, { ...more, onError });
		return outputs[onBranch ? 1 : 0];
	}

	it("carries connectFi's code, the id it named and what to do next, paired with its input", async () => {
		const customer = individual();
		const create = async (items: NodeRun['items']) =>
			await run(
				'customer.create',
				{
					customerType: 'individual',
					customerReference: '={{ $json.ref }}',
					inputMode: 'json',
					json: '={{ $json.customer }}',
				},
				{ items },
			);
		const [existing] = (
			await runOperation(sandbox, 'customer.create', {
				customerType: 'individual',
				customerReference: newReference(),
				inputMode: 'json',
				json: JSON.stringify(customer),
			})
		).json;
		const inputs = [
			{ ref: newReference(), customer: individual() },
			{ ref: newReference(), customer },
		];
		const output = await create(inputs.map((json) => ({ json: json as unknown as IDataObject })));
		expect(output.at(-1)).toEqual({
			json: {
				...(onBranch && inputs[1]),
				error: 'Customer exists. [item 1]',
				errorDetails: {
					code: 'customerExists',
					httpStatus: 400,
					requestId,
					hint: `Use the existing customer: one with the same SSN or FEIN is already registered. It has the ID ${existing.customerId as string}.`,
					customerId: existing.customerId,
					cFiAggregatorId: 'CLIENTID',
				},
			},
			pairedItem: { item: 1 },
		});
		expect(output).toHaveLength(onBranch ? 1 : 2);
	});

	it("carries the back office's sub-code", async () => {
		sandbox.addFault({
			kind: 'status',
			path: '/akepa/identification',
			status: 400,
			body: { code: 'extAkepa', subCode: 4091, message: 'Multiple entities cannot have the same.' },
		});
		const [{ json }] = await run('application.start', {
			customerId: await createCustomer(sandbox),
			reference: newReference(),
		});
		expect(json.errorDetails).toEqual({
			code: 'extAkepa',
			subCode: 4091,
			httpStatus: 400,
			hint: expect.stringContaining('The verification service behind connectFi') as string,
		});
	});

	it('carries what is wrong with input that was never sent, without a code', async () => {
		const [{ json, pairedItem }] = await run(
			'application.getStatus',
			{ lookup: 'customer', customerId: '={{ $json.id }}' },
			{ items: [{ json: { id: 'no id' } }] },
		);
		expect(json).toEqual({
			...(onBranch && { id: 'no id' }),
			error: expect.stringContaining("'Customer ID' holds 'no id'") as string,
			errorDetails: { hint: 'Nothing was sent for this item. Correct the value and run it again.' },
		});
		expect(pairedItem).toEqual({ item: 0 });
		expect(sandbox.requests).toEqual([]);
	});

	it('carries the advice that belongs to input that was never sent', async () => {
		const [{ json }] = await run('application.start', {
			customerId: 'cstap_1',
			reference: newReference(),
			callback: 'trigger',
		});
		expect(json.error).toContain('There is no connectFi Trigger in this workflow');
		expect((json.errorDetails as IDataObject).hint).toContain('activate (publish) the workflow');
		expect(sandbox.requests).toEqual([]);
	});

	it('carries no code where connectFi did not answer', async () => {
		sandbox.addFault({ kind: 'reset', path: '/akepa/update' });
		const [{ json }] = await run('application.attachDocuments', {
			customerId: 'cstap_1',
			documents: { document: [{ documentId: 'doc_1', view: 'front' }] },
		});
		expect(json).toEqual({
			error: 'The connection to connectFi broke before an answer came. [item 0]',
			errorDetails: { hint: expect.stringContaining('was not sent again') as string },
		});
	});

	it('takes nothing but texts for ids, and no other name of theirs for one of ours', async () => {
		sandbox.addFault({
			kind: 'status',
			path: '/customer/status',
			status: 400,
			body: {
				code: 'customerNotFound',
				subCode: { toString: 1 },
				message: 'Not here.',
				context: {
					customerId: 'cstap_1',
					documentId: { toString: 1 },
					entityId: '',
					code: 'approved',
					hint: 'Approve it.',
					httpStatus: 200,
					requestId: 'theirs',
				},
			},
		});
		const [{ json }] = await run('customer.getStatus', { customerId: 'cstap_1' });
		expect(json.errorDetails).toEqual({
			code: 'customerNotFound',
			httpStatus: 400,
			hint: expect.stringContaining('Check the Customer ID') as string,
			customerId: 'cstap_1',
		});
	});

	it('is what every item becomes where the credential cannot be used', async () => {
		const items = [{ json: { kycStatus: 'APPROVED' } }, { json: { kycStatus: 'APPROVED' } }];
		const { outputs } = await runOperation(
			sandbox,
			'customer.getStatus',
			{ customerId: 'cstap_1' },
			{
				items,
				onError,
				credential: tokenCredential(sandbox, { baseUrl: 'http://connectfi.example.com' }),
			},
		);
		const failed = outputs[onBranch ? 1 : 0];
		expect(outputs.flat()).toHaveLength(2);
		expect(failed.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		for (const { json } of failed) expect(json.error).toContain('must start with https://');
	});

	it('of Submit Documents carries the text that the next run takes as Existing Document IDs', async () => {
		const customerId = await createCustomer(sandbox);
		await startApplication(sandbox, customerId);
		sandbox.addFault({
			kind: 'status',
			path: '/akepa/update',
			status: 400,
			body: { code: 'extAkepa', message: 'Sorry' },
		});
		const parameters = {
			customerId,
			workflow: 'PERSONAL',
			type: 'license',
			files: frontAndBack,
			options: { existingDocumentIds: '={{ $json.existingDocumentIds }}' },
		};
		const files = { front: { content: jpeg }, back: { content: png } };
		const [{ json }] = await run('application.submitDocuments', parameters, {
			items: [itemWithFiles(files)],
		});
		expect(json.existingDocumentIds).toMatch(
			new RegExp(
				`^${customerId}:front:doc_\\w+ \\(uploaded\\), ${customerId}:back:doc_\\w+ \\(uploaded\\)$`,
			),
		);
		expect(json.errorDetails).toEqual({
			code: 'extAkepa',
			httpStatus: 400,
			hint: expect.stringContaining("'Existing Document IDs'") as string,
		});

		sandbox.clearRequests();
		const again = await runOperation(sandbox, 'application.submitDocuments', parameters, {
			items: [itemWithFiles(files, { existingDocumentIds: json.existingDocumentIds })],
		});
		expect(again.json[0]).toMatchObject({ kycStatus: 'APPROVED' });
		expect(sandbox.requests.map(({ path }) => path)).not.toContain('/akepa/document/generate');
	});

	it('of Submit Documents carries no such text where nothing was made', async () => {
		sandbox.addFault({ kind: 'status', path: '/akepa/document/generate', status: 401, times: 0 });
		const [{ json }] = await run(
			'application.submitDocuments',
			{
				customerId: 'cstap_1',
				workflow: 'PERSONAL',
				type: 'license',
				files: { file: [{ binaryPropertyName: 'front', view: 'front' }] },
			},
			{ items: [itemWithFiles({ front: { content: jpeg } })] },
		);
		expect(Object.keys(json).sort()).toEqual(['error', 'errorDetails']);
		expect(json.errorDetails).toEqual({
			httpStatus: 401,
			hint: expect.stringContaining('Check the token') as string,
		});
	});
});
