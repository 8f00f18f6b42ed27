import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox';
import { useFakeClock } from '../support/fakeClock';
import { createCustomer, individual, newReference, runOperation } from './support/connectFi';
import { itemWithFiles } from './support/engine';
import { jpeg } from './support/images';

/** `npm run outcomes` runs this file too, and has it write the table that it compares. */
const isWriting = process.env.npm_lifecycle_event === 'outcomes';
const page = join(__dirname, '../../docs/reliability.md');

const time = useFakeClock();
let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());

/** Longer than any default timeout of a node, in milliseconds. */
const beyondTimeout = 200_000;
/** How late a request is processed whose sender has given up, in real milliseconds. */
const late = 300;

type Fault = Parameters<Sandbox['addFault']>[0];
/** What comes back for the first request that the row is about. */
const faults: Record<string, Fault> = {
	'lost response': { kind: 'lostAnswer' },
	'reset before': { kind: 'reset' },
	'HTTP 502': { kind: 'status', status: 502 },
	timeout: { kind: 'slowBody', delayMs: beyondTimeout },
	'timeout, processed later': { kind: 'latency', delayMs: late },
};

/** A request that creates or changes something, with what it needs at the sandbox. */
interface Row {
	name: string;
	operation: string;
	/** The request that goes wrong. */
	path: string;
	/** Brings the sandbox to where the operation is to run. */
	enter(): Promise<INodeParameters>;
	/** How often the sandbox has what the request makes. */
	count(): number;
	/** Set by the user who runs it again, as the hint says. */
	again?: INodeParameters;
	/** One that is never used may be left over. */
	harmless?: boolean;
	/** The sandbox has no status by customer. */
	cannotBeAsked?: boolean;
}

const files = {
	workflow: 'PERSONAL',
	type: 'license',
	files: {
		file: ['front', 'back'].map((view) => ({ binaryPropertyName: 'data', view })),
	},
};
const cardAttributes = {
	productID: 'P1',
	nameOnCard: 'JOHN TESTMAN',
	designId: '1',
	addressType: 'PRIMARY',
	issueType: 'NEW',
	additionalData: '{"designId": "1"}',
};
const reference = 'mine1';

async function run(operation: string, parameters: INodeParameters) {
	const items = [itemWithFiles({ data: { content: jpeg, fileName: 'front.jpg' } })];
	return await runOperation(sandbox, operation, parameters, { items });
}

/** Runs what must succeed, and gives what it outputs. */
async function output(operation: string, parameters: INodeParameters = {}): Promise<IDataObject> {
	const { json, error } = await run(operation, parameters);
	if (error) throw error;
	return json[0];
}

const startedCustomer = async () => {
	const customerId = await createCustomer(sandbox);
	await output('application.start', { customerId, reference });
	return customerId;
};

const uploadedDocument = async () => {
	const { id } = await output('document.generate', { ...files, name: 'front', extension: 'jpg' });
	await output('document.upload', { documentId: id as string, binaryPropertyName: 'data' });
	return id as string;
};

const legacyCustomer = async () => {
	const customerId = await createCustomer(sandbox);
	const { documentsToUpload } = await output('legacyKyc.init', { customerId });
	const [front, back] = (documentsToUpload as IDataObject[]).map(({ id }) => id as string);
	return { customerId, front, back };
};

const state = () => sandbox.state();
/** How often all of an application's two documents are linked. */
const updates = () => (state().applications[0]?.entities[0].documents.length ?? 0) / 2;

const attach: Omit<Row, 'name'> = {
	operation: 'application.attachDocuments',
	path: '/akepa/update',
	async enter() {
		const document = [];
		for (const view of ['front', 'back'])
			document.push({ documentId: await uploadedDocument(), view });
		return { customerId: await startedCustomer(), documents: { document } };
	},
	count: updates,
};

const start: Omit<Row, 'name'> = {
	operation: 'application.start',
	path: '/akepa/identification',
	enter: async () => ({ customerId: await createCustomer(sandbox), reference }),
	count: () => state().applications.length,
	again: { options: { ifExists: 'use' } },
};

const rows: Row[] = [
	{
		name: 'Create Customer',
		operation: 'customer.create',
		path: '/customer/init',
		enter: async () => ({
			customerType: 'individual',
			customerReference: newReference(),
			inputMode: 'json',
			json: JSON.stringify(individual()),
		}),
		count: () => state().customers.length,
	},
	{ name: 'Start Identification', ...start },
	{ name: '… of a connectFi without a status by customer', ...start, cannotBeAsked: true },
	{ name: 'Attach Documents', ...attach },
	{ name: '… of a connectFi without a status by customer', ...attach, cannotBeAsked: true },
	{
		name: 'Submit Documents: generate',
		operation: 'application.submitDocuments',
		path: '/akepa/document/generate',
		enter: async () => ({ customerId: await startedCustomer(), ...files }),
		count: updates,
	},
	{
		name: 'Submit Documents: upload',
		operation: 'application.submitDocuments',
		path: '/akepa/document/upload',
		enter: async () => ({ customerId: await startedCustomer(), ...files }),
		count: updates,
	},
	{
		name: 'Submit Documents: update',
		operation: 'application.submitDocuments',
		path: '/akepa/update',
		enter: async () => ({ customerId: await startedCustomer(), ...files }),
		count: updates,
		again: {},
	},
	{
		name: 'Document: Generate ID',
		operation: 'document.generate',
		path: '/akepa/document/generate',
		enter: async () => ({ ...files, name: 'front', extension: 'jpg' }),
		count: () => state().documents.length,
		harmless: true,
	},
	{
		name: 'Document: Upload File',
		operation: 'document.upload',
		path: '/akepa/document/upload',
		async enter() {
			const { id } = await output('document.generate', {
				...files,
				name: 'front',
				extension: 'jpg',
			});
			return { documentId: id as string, binaryPropertyName: 'data' };
		},
		count: () => state().documents.filter(({ uploadStatus }) => uploadStatus).length,
	},
	{
		name: 'Legacy KYC: Initialize',
		operation: 'legacyKyc.init',
		path: '/customer/kyc/init',
		enter: async () => ({ customerId: await createCustomer(sandbox) }),
		count: () => state().legacyCustomers.length,
	},
	{
		name: 'Legacy KYC: Add Attributes',
		operation: 'legacyKyc.addAttributes',
		path: '/customer/kyc/add-attributes',
		async enter() {
			const { customerId } = await legacyCustomer();
			return { customerId, cardAttributes };
		},
		count: () => state().legacyCustomers.filter(({ attributes }) => attributes).length,
	},
	{
		name: 'Legacy KYC: Upload Document, the last one',
		operation: 'legacyKyc.uploadDocument',
		path: '/customer/kyc/upload',
		async enter() {
			const { customerId, front, back } = await legacyCustomer();
			const upload = { customerId, binaryPropertyName: 'data' };
			await output('legacyKyc.addAttributes', { customerId, cardAttributes });
			await output('legacyKyc.uploadDocument', { ...upload, documentId: front });
			return { ...upload, documentId: back };
		},
		count: () => state().legacyCustomers.filter(({ status }) => status === 'APPROVED').length,
	},
	{
		name: 'Legacy KYC: Link Document',
		operation: 'legacyKyc.linkDocument',
		path: '/customer/kyc/document-link',
		async enter() {
			const { customerId, front } = await legacyCustomer();
			const { id } = await output('legacyDocument.generate');
			await output('legacyDocument.upload', {
				documentId: id as string,
				binaryPropertyName: 'data',
			});
			return { customerId, documentId: front, separateDocumentId: id as string };
		},
		count: () => state().separateDocuments.filter(({ linkedTo }) => linkedTo).length,
	},
	{
		name: 'Legacy Document: Generate ID',
		operation: 'legacyDocument.generate',
		path: '/document/generate',
		enter: async () => ({}),
		count: () => state().separateDocuments.length,
		harmless: true,
	},
	{
		name: 'Legacy Document: Upload File',
		operation: 'legacyDocument.upload',
		path: '/document/upload',
		async enter() {
			const { id } = await output('legacyDocument.generate');
			return { documentId: id as string, binaryPropertyName: 'data' };
		},
		count: () => state().separateDocuments.filter(({ uploadStatus }) => uploadStatus).length,
	},
];

/** Lets the timeout of a request pass once the sandbox has it. */
async function timeOut({ kind }: Fault): Promise<void> {
	const arrived = () => sandbox.requests.some(({ fault }) => fault === kind);
	const processed = () => sandbox.requests.some(({ fault, status }) => fault && status === 200);
	while (!(kind === 'latency' ? arrived() : processed()))
		await new Promise((resolve) => setTimeout(resolve, 1));
	time.skip(beyondTimeout);
}

/** What becomes of an operation whose request meets a fault; nothing exists twice, whatever it is. */
async function tryOut(row: Row, fault: Fault): Promise<'succeeds' | 'not known'> {
	const { operation, path, harmless = false } = row;
	sandbox.reset();
	sandbox.clearFaults();
	const parameters = await row.enter();
	sandbox.clearRequests();
	sandbox.addFault({ ...fault, path });
	if (row.cannotBeAsked)
		sandbox.addFault({
			kind: 'status',
			status: 404,
			method: 'GET',
			path: '/akepa/status/',
			times: 0,
		});

	const running = run(operation, parameters);
	if (fault.kind === 'slowBody' || fault.kind === 'latency') await timeOut(fault);
	const { error, json } = await running;
	if (fault.kind === 'latency') await new Promise((resolve) => setTimeout(resolve, late + 50));
	const isKnown = !error;
	if (!isKnown) {
		expect(error.description).toContain('Whether connectFi processed the request is not known');
		const existing = error.context?.existingDocumentIds as string | undefined;
		const options = existing ? { existingDocumentIds: existing } : {};
		const again = await run(operation, { ...parameters, options, ...row.again });
		// An update that went through in spite of all is told by this: nothing is left to be done.
		if (again.error)
			expect(again.error.context?.errorDetails).toMatchObject({ code: 'statusApplicationEntity' });
	} else expect(json[0]).not.toHaveProperty('existed');
	if (harmless) expect([1, 2]).toContain(row.count());
	else expect(row.count()).toBe(1);
	return isKnown ? 'succeeds' : 'not known';
}

const table: string[] = [
	`| request | ${Object.keys(faults).join(' | ')} |`,
	`|---${'|---'.repeat(Object.keys(faults).length)}|`,
];

describe('after a response that did not come, nothing exists twice', () => {
	it.each(rows)('$operation: $name', async (row) => {
		const cells: string[] = [];
		for (const fault of Object.values(faults)) cells.push(await tryOut(row, fault));
		table.push(`| ${row.name} | ${cells.join(' | ')} |`);
	});
});

it('the table in docs/reliability.md says how each ends (else `npm run outcomes`)', () => {
	const place = /(<!-- outcomes -->\n\n)[^]*?(\n\n<!-- \/outcomes -->)/;
	const text = readFileSync(page, 'utf8');
	const current = text.replace(place, (_, before, after) => `${before}${table.join('\n')}${after}`);
	if (isWriting) writeFileSync(page, current);
	expect(readFileSync(page, 'utf8')).toBe(current);
	expect(text).toMatch(place);
});

/** What connectFi tells counts only where it is about this very request. */
describe('no success is read into', () => {
	beforeEach(() => {
		sandbox.reset();
		sandbox.clearFaults();
	});

	const unknown = 'Whether connectFi processed the request is not known';

	it('a customer with the same SSN under another reference', async () => {
		const customer = JSON.stringify(individual());
		const create = async (customerReference: string) =>
			await run('customer.create', {
				customerType: 'individual',
				customerReference,
				inputMode: 'json',
				json: customer,
			});
		await create('theirs1');
		sandbox.addFault({ kind: 'reset', path: '/customer/init' });
		const { error } = await create('mine1');
		expect(error?.context?.errorDetails).toMatchObject({ code: 'customerExists' });
		expect(error?.description).toContain("has the reference 'theirs1' and was not used");
	});

	it('an application with another reference', async () => {
		const customerId = await createCustomer(sandbox);
		await output('application.start', { customerId, reference: 'earlier1' });
		sandbox.addFault({ kind: 'reset', path: '/akepa/identification' });
		const { error } = await run('application.start', { customerId, reference });
		expect(error?.description).toContain(unknown);
	});

	it('an application that waits for documents of one of two, or does not know one', async () => {
		const customerId = await startedCustomer();
		const [{ applicationId }] = state().applications;
		await sandbox.transition(applicationId, {
			status: 'running',
			entityStatuses: { [customerId]: { status: 'running' } },
		});
		const document = [
			{ documentId: 'doc_1', view: 'front' },
			{ documentId: 'doc_2', view: 'front', entityId: 'somebodyElse' },
		];
		sandbox.addFault({ kind: 'reset', path: '/akepa/update' });
		const parameters = { customerId, documents: { document } };
		const { error } = await run('application.attachDocuments', parameters);
		expect(error?.description).toContain(unknown);
	});

	it('a legacy KYC that was decided before', async () => {
		const customerId = await createCustomer(sandbox);
		await output('legacyKyc.init', { customerId });
		await sandbox.decideLegacy(customerId, 'Approved');
		sandbox.addFault({ kind: 'reset', path: '/customer/kyc/init' });
		expect((await run('legacyKyc.init', { customerId })).error?.description).toContain(unknown);
	});

	it('other card attributes', async () => {
		const { customerId } = await legacyCustomer();
		await output('legacyKyc.addAttributes', { customerId, cardAttributes });
		sandbox.addFault({ kind: 'reset', path: '/customer/kyc/add-attributes' });
		const { error } = await run('legacyKyc.addAttributes', {
			customerId,
			cardAttributes: { ...cardAttributes, designId: '2' },
		});
		expect(error?.description).toContain(unknown);
	});

	it('a document that has no file, or whose KYC is not decided', async () => {
		const { customerId, front } = await legacyCustomer();
		const parameters = { customerId, documentId: front };
		sandbox.addFault({ kind: 'reset', path: '/customer/kyc/document-link' });
		const link = await run('legacyKyc.linkDocument', {
			...parameters,
			separateDocumentId: 'sdoc_1',
		});
		expect(link.error?.context?.errorDetails).toMatchObject({ code: 'documentNotFound' });

		const upload = { ...parameters, binaryPropertyName: 'data' };
		await output('legacyKyc.uploadDocument', upload);
		sandbox.addFault({ kind: 'reset', path: '/customer/kyc/upload' });
		sandbox.addFault({
			kind: 'status',
			status: 400,
			path: '/customer/kyc/upload',
			body: { code: 'fileNotFound' },
		});
		const again = await run('legacyKyc.uploadDocument', upload);
		expect(again.error?.context?.errorDetails).toMatchObject({ code: 'fileNotFound' });
	});
});
