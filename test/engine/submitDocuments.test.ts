import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox';
import { createCustomer, newReference, runOperation, startApplication } from './support/connectFi';
import { itemWithFiles, type NodeOutcome, type NodeRun } from './support/engine';
import { jpeg, png } from './support/images';
import { useSandbox } from './support/useSandbox';

let sandbox: Sandbox;
useSandbox((started) => (sandbox = started), { keepFiles: true });
beforeEach(() => {
	sandbox.clearRequests();
	sandbox.clearFaults();
});

const bothSides = itemWithFiles({
	front: { content: jpeg, fileName: 'front.jpg' },
	back: { content: png, fileName: 'back.png' },
});
const twoFiles = {
	file: [
		{ binaryPropertyName: 'front', view: 'front', name: 'license front' },
		{ binaryPropertyName: 'back', view: 'back' },
	],
};

async function submit(
	parameters: INodeParameters,
	more: Partial<NodeRun> = {},
): Promise<NodeOutcome> {
	return await runOperation(
		sandbox,
		'application.submitDocuments',
		{ workflow: 'PERSONAL', type: 'license', files: twoFiles, ...parameters },
		{ items: [bothSides], ...more },
	);
}

/** A customer whose identification waits for documents. */
async function waitingCustomer(lastName?: string): Promise<string> {
	const customerId = await createCustomer(sandbox, lastName);
	await startApplication(sandbox, customerId);
	sandbox.clearRequests();
	return customerId;
}

const pathsSent = () =>
	sandbox.requests.map(({ path }) => path.replace(/doc_\w+/, ':documentId')).sort();
const bodiesTo = (path: string) =>
	sandbox.requests
		.filter((request) => request.path === path)
		.map(({ body }) => body as IDataObject);

const generate = '/akepa/document/generate';
const upload = '/akepa/document/upload/:documentId';
const update = '/akepa/update';

describe('all files of a customer in one step', () => {
	it('generates and uploads each file, then links them all in one update', async () => {
		const customerId = await waitingCustomer();
		const { json, error } = await submit({ customerId });
		expect(error).toBeUndefined();
		expect(pathsSent()).toEqual([generate, generate, upload, upload, update].sort());
		expect(sandbox.requests.at(-1)?.path).toBe(update);

		const [application] = json;
		expect(application).toMatchObject({ kycStatus: 'APPROVED', isFinal: true, customerId });
		const documents = application.documents as IDataObject[];
		expect(documents).toEqual([
			{
				documentId: expect.stringMatching(/^doc_/) as string,
				entityId: customerId,
				view: 'front',
				name: 'license front',
				type: 'license',
			},
			{
				documentId: expect.stringMatching(/^doc_/) as string,
				entityId: customerId,
				view: 'back',
				name: 'back',
				type: 'license',
			},
		]);
		expect(bodiesTo(update)).toEqual([
			{
				customerId,
				documents: documents.map(({ entityId, documentId, view }) => ({
					entityId,
					documentId,
					view,
				})),
			},
		]);
		expect(sandbox.fileContent(documents[0].documentId as string)).toEqual(jpeg);
		expect(sandbox.fileContent(documents[1].documentId as string)).toEqual(png);
	});

	it('takes ids with hyphens, which the update knows as plain strings', async () => {
		const customerId = 'csta-6TqoA6HtSItCANO1KT0W7u';
		sandbox.seed({
			applications: [{ customerId, applicationId: 'iapp_hyphens' }],
			documents: [{ id: 'doc-1qfdwf5KV66EBv0vVVdmTW' }],
		});
		const { json, error } = await submit({
			customerId,
			options: { existingDocumentIds: `${customerId}:front:doc-1qfdwf5KV66EBv0vVVdmTW` },
		});
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({
			customerId,
			kycStatus: 'APPROVED',
			documents: [{ documentId: 'doc-1qfdwf5KV66EBv0vVVdmTW' }, { view: 'back' }],
		});
	});

	it('takes the extension from the content, and each file its own type, note and owner', async () => {
		const business = await runOperation(sandbox, 'customer.create', {
			customerType: 'business',
			customerReference: newReference(),
			inputMode: 'json',
			json: JSON.stringify({
				businessRepresentative: [
					{ id: 'repA', firstName: 'Jane', lastName: 'Testwoman' },
					{ id: 'repB', firstName: 'John', lastName: 'Testman' },
				],
			}),
		});
		const customerId = business.json[0].customerId as string;
		const started = await startApplication(sandbox, customerId);
		expect([...(started.entitiesAwaitingDocuments as string[])].sort()).toEqual(['repA', 'repB']);
		sandbox.clearRequests();

		const { json, error } = await submit({
			customerId,
			entityId: 'repA',
			files: {
				file: [
					{ binaryPropertyName: 'front', view: 'front' },
					{ binaryPropertyName: 'back', view: 'back', type: '' },
					{ binaryPropertyName: 'front', view: 'front', entityId: 'repB', type: 'passport' },
					{ binaryPropertyName: 'back', view: 'back', entityId: ' repB ', type: 'passport' },
				],
			},
			options: { note: 'Sent by n8n', noteAuthorAgentEmail: 'ops@example.com' },
		});
		expect(error).toBeUndefined();
		const generated = bodiesTo(generate);
		expect(
			generated.map(({ extension, type }) => `${type as string} ${extension as string}`).sort(),
		).toEqual(['license jpg', 'license png', 'passport jpg', 'passport png']);
		for (const body of generated)
			expect(body).toMatchObject({
				workflow: 'PERSONAL',
				note: 'Sent by n8n',
				note_author_agent_email: 'ops@example.com',
			});
		const documents = json[0].documents as IDataObject[];
		expect(documents.map(({ entityId, type }) => [entityId, type])).toEqual([
			['repA', 'license'],
			['repA', 'license'],
			['repB', 'passport'],
			['repB', 'passport'],
		]);
		expect(json[0].kycStatus).toBe('APPROVED');
	});

	it('works on the files at the same time, but never on more than asked for', async () => {
		const files = {
			file: Array.from({ length: 6 }, () => ({ binaryPropertyName: 'front', view: 'front' })),
		};
		sandbox.addFault({ kind: 'latency', delayMs: 30, times: 0 });
		for (const [maxConcurrency, peak] of [
			[6, 6],
			[2, 2],
		]) {
			const customerId = await waitingCustomer();
			const { error } = await submit({ customerId, files, options: { maxConcurrency } });
			expect(error).toBeUndefined();
			expect(sandbox.peakInFlight).toBe(peak);
		}
	});

	it('sends the application along only if asked to', async () => {
		const customerId = await createCustomer(sandbox);
		const { applicationId } = await startApplication(sandbox, customerId);
		const { error } = await submit({
			customerId,
			options: { applicationId: applicationId as string },
		});
		expect(error).toBeUndefined();
		expect(bodiesTo(update)[0]).toMatchObject({ customerId, applicationId });
	});
});

describe('bad input', () => {
	const notAnImage = itemWithFiles({
		front: { content: jpeg, fileName: 'front.jpg' },
		back: { content: Buffer.from('not an image'), fileName: 'back.jpg' },
	});

	it.each<[string, INodeParameters, NodeRun['items'], string]>([
		['no file', { files: {} }, undefined, "'Files' is empty"],
		[
			'a file that is no image',
			{},
			[notAnImage],
			"'back.jpg' in 'back' is not a JPEG or PNG image",
		],
		[
			'a field that is not there',
			{ files: { file: [{ binaryPropertyName: 'selfie', view: 'selfie' }] } },
			undefined,
			"no file in the binary field 'selfie'. This item has: front, back",
		],
		[
			'an unknown view',
			{ files: { file: [{ binaryPropertyName: 'front', view: 'side' }] } },
			undefined,
			"'View' of file 1 holds 'side'",
		],
		[
			'an unknown type',
			{ files: { file: [{ binaryPropertyName: 'front', view: 'front', type: 'LICENSE' }] } },
			undefined,
			"'Type' of file 1 holds 'LICENSE'",
		],
		[
			'a name that is too long',
			{ files: { file: [{ binaryPropertyName: 'front', view: 'front', name: 'x'.repeat(51) }] } },
			undefined,
			"'Name' of file 1 holds",
		],
		[
			'existing IDs that are none',
			{ options: { existingDocumentIds: 'doc_1, doc_2' } },
			undefined,
			"'Existing Document IDs' holds 'doc_1, doc_2'",
		],
	])('refuses %s before any request', async (_, parameters, items = [bothSides], message) => {
		const { error } = await submit({ customerId: 'cstap_1', ...parameters }, { items });
		expect(error?.message).toContain(message);
		expect(error?.message).toMatch(/\[item 0\]$/);
		expect(sandbox.requests).toHaveLength(0);
	});

	it('in one of several items sends nothing of any', async () => {
		const { error } = await submit({ customerId: 'cstap_1' }, { items: [bothSides, notAnImage] });
		expect(error?.message).toMatch(/is not a JPEG or PNG image.*\[item 1\]$/);
		expect(sandbox.requests).toHaveLength(0);
	});
});

describe('a run that stops half-way', () => {
	/** The ids in the message of a failed run. */
	const idsIn = (error: NodeOutcome['error']) => error?.message.match(/doc_\w+/g) ?? [];
	const documentsAt = () => sandbox.state().documents;

	it.each<[string, Parameters<Sandbox['addFault']>[0], RegExp, string[]]>([
		[
			'an upload is refused',
			{
				kind: 'status',
				path: '/akepa/document/upload',
				status: 400,
				body: { code: 'fileNotFound' },
			},
			/:(front|back):doc_\w+ \(uploaded\)/,
			[upload, update],
		],
		[
			'an ID is not made',
			{ kind: 'status', path: generate, status: 400, body: { code: 'extAkepa' } },
			/:(front|back):doc_\w+ \(uploaded\)/,
			[generate, upload, update],
		],
		[
			'the update is refused',
			{ kind: 'status', path: update, status: 400, body: { code: 'extAkepa', message: 'Sorry' } },
			/:front:doc_\w+ \(uploaded\), \S+:back:doc_\w+ \(uploaded\)\./,
			[update],
		],
	])('lists what was made when %s, and goes on from there', async (_, fault, progress, atLeast) => {
		const customerId = await waitingCustomer();
		const before = documentsAt().length;
		sandbox.addFault(fault);
		const first = await submit({ customerId });
		expect(first.error?.message).toMatch(progress);
		expect(first.error?.message).toMatch(/ \[item 0\]$/);
		if (fault.path !== update) expect(bodiesTo(update)).toHaveLength(0);
		const made = documentsAt().slice(before);
		expect([...idsIn(first.error)].sort()).toEqual(made.map(({ id }) => id).sort());

		sandbox.clearRequests();
		const second = await submit({
			customerId,
			options: { existingDocumentIds: first.error!.message },
		});
		expect(second.error).toBeUndefined();
		expect(second.json[0]).toMatchObject({ kycStatus: 'APPROVED' });
		const sent = pathsSent();
		for (const path of atLeast) expect(sent).toContain(path);
		// Every id of the first run is used, and only missing ones were made.
		const used = (second.json[0].documents as IDataObject[]).map(({ documentId }) => documentId);
		expect(used).toEqual(expect.arrayContaining(made.map(({ id }) => id)));
		expect(documentsAt().length - before).toBe(2);
	});

	it('lets the other files finish, and sends no update', async () => {
		const customerId = await waitingCustomer();
		sandbox.addFault({ kind: 'status', path: generate, status: 400, body: { code: 'extAkepa' } });
		sandbox.addFault({ kind: 'latency', path: '/akepa/document/upload', delayMs: 300 });
		const { error } = await submit({ customerId });
		expect(error?.message).toContain('(uploaded)');
		expect(error?.message).toContain('(no ID yet)');
		expect(pathsSent()).toEqual([generate, generate, upload].sort());
	});

	it('puts the IDs into the item on the error branch', async () => {
		const customerId = await waitingCustomer();
		sandbox.addFault({ kind: 'status', path: update, status: 400, body: { code: 'extAkepa' } });
		const { outputs } = await submit({ customerId }, { onError: 'continueErrorOutput' });
		const [{ json }] = outputs[1];
		expect(json.error).toMatch(
			new RegExp(`${customerId}:front:doc_\\w+ .*${customerId}:back:doc_\\w+ `),
		);
		const made = (json.error as string).match(/doc_\w+/g);
		const again = await submit({
			customerId,
			options: { existingDocumentIds: json.error as string },
		});
		expect((again.json[0].documents as IDataObject[]).map(({ documentId }) => documentId)).toEqual(
			made,
		);
		expect(again.json[0].kycStatus).toBe('APPROVED');
	});

	it('knows entities again whose own IDs have colons, commas and spaces', async () => {
		const entityId = 'Doe, John: director (50%)';
		const { json } = await runOperation(sandbox, 'customer.create', {
			customerType: 'business',
			customerReference: newReference(),
			inputMode: 'json',
			json: JSON.stringify({ businessRepresentative: [{ id: entityId, lastName: 'Doe' }] }),
		});
		const customerId = json[0].customerId as string;
		await startApplication(sandbox, customerId);
		sandbox.addFault({ kind: 'status', path: update, status: 400, body: { code: 'extAkepa' } });
		const { error } = await submit({ customerId, entityId });
		const again = await submit({
			customerId,
			entityId,
			options: { existingDocumentIds: error!.message },
		});
		expect((again.json[0].documents as IDataObject[]).map(({ documentId }) => documentId)).toEqual(
			idsIn(error),
		);
	});

	it('lists what the other items made too', async () => {
		const customers = [await waitingCustomer(), await waitingCustomer()];
		sandbox.addFault({
			kind: 'status',
			path: update,
			status: 400,
			times: 2,
			body: { code: 'extAkepa' },
		});
		sandbox.addFault({ kind: 'latency', delayMs: 50, times: 0 });
		const { error } = await submit(
			{ customerId: '={{ $json.customerId }}' },
			{ items: customers.map((customerId) => ({ ...bothSides, json: { customerId } })) },
		);
		const [first, second] = customers;
		expect(error?.message).toContain(`${first}:front:doc_`);
		expect(error?.description).toMatch(
			new RegExp(`Already created at connectFi in this run: item 1: ${second}:front:doc_\\w+`),
		);
	});

	it('gives nobody an ID that was made for somebody else', async () => {
		const [first, second] = [await waitingCustomer(), await waitingCustomer()];
		sandbox.addFault({ kind: 'status', path: update, status: 400, body: { code: 'extAkepa' } });
		const list = (await submit({ customerId: first })).error!.message;
		sandbox.clearRequests();
		const { json, error } = await submit(
			{ customerId: '={{ $json.customerId }}', options: { existingDocumentIds: list } },
			{ items: [first, second].map((customerId) => ({ ...bothSides, json: { customerId } })) },
		);
		expect(error).toBeUndefined();
		const [ofFirst, ofSecond] = json.map(({ documents }) =>
			(documents as IDataObject[]).map(({ documentId }) => documentId as string),
		);
		for (const id of ofFirst) expect(list).toContain(id);
		for (const id of ofSecond) expect(list).not.toContain(id);
		expect(bodiesTo(generate)).toHaveLength(2);
	});
});
