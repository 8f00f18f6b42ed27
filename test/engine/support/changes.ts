import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../../sandbox';
import { createCustomer, newReference, runOperation } from './connectFi';
import { individual } from './individual';
import { itemWithFiles } from './engine';
import { jpeg } from './images';

/** A request that creates or changes something, with what it needs at the sandbox. */
export interface Change {
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
export const cardAttributes = {
	productID: 'P1',
	nameOnCard: 'JOHN TESTMAN',
	designId: '1',
	addressType: 'PRIMARY',
	issueType: 'NEW',
	additionalData: '{"designId": "1"}',
};
export const reference = 'mine1';

/** Every request that creates or changes something, and what brings a sandbox to where it may go wrong. */
export function listChanges(sandbox: () => Sandbox) {
	async function run(operation: string, parameters: INodeParameters) {
		const items = [itemWithFiles({ data: { content: jpeg, fileName: 'front.jpg' } })];
		return await runOperation(sandbox(), operation, parameters, { items });
	}

	/** Runs what must succeed, and gives what it outputs. */
	async function output(operation: string, parameters: INodeParameters = {}): Promise<IDataObject> {
		const { json, error } = await run(operation, parameters);
		if (error) throw error;
		return json[0];
	}

	const startedCustomer = async () => {
		const customerId = await createCustomer(sandbox());
		await output('application.start', { customerId, reference });
		return customerId;
	};

	const uploadedDocument = async () => {
		const { id } = await output('document.generate', { ...files, name: 'front', extension: 'jpg' });
		await output('document.upload', { documentId: id as string, binaryPropertyName: 'data' });
		return id as string;
	};

	const legacyCustomer = async () => {
		const customerId = await createCustomer(sandbox());
		const { documentsToUpload } = await output('legacyKyc.init', { customerId });
		const [front, back] = (documentsToUpload as IDataObject[]).map(({ id }) => id as string);
		return { customerId, front, back };
	};

	const state = () => sandbox().state();
	/** How often all of an application's two documents are linked. */
	const updates = () => (state().applications[0]?.entities[0].documents.length ?? 0) / 2;

	const attach: Omit<Change, 'name'> = {
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

	const start: Omit<Change, 'name'> = {
		operation: 'application.start',
		path: '/akepa/identification',
		enter: async () => ({ customerId: await createCustomer(sandbox()), reference }),
		count: () => state().applications.length,
		again: { options: { ifExists: 'use' } },
	};

	const changes: Change[] = [
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
			enter: async () => ({ customerId: await createCustomer(sandbox()) }),
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

	return { changes, run, output, state, startedCustomer, uploadedDocument, legacyCustomer };
}
