import type { AxiosRequestConfig } from 'axios';
import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox';
import { pdf } from './support/documents';
import { jpeg, png } from './support/images';
import { fileForm, json, nodeRequest, onTheWire, vendorRequest } from './support/wire';
import { useSandbox } from './support/useSandbox';

const customerId = 'csta-YbQeg60v7orvQFIYA7gKU';
const documentId = 'doc-45SKHDbSp1Imxr1hjGOmfW';
const separateDocumentId = 'sdoc_lnj0CHjHqUms6VgpFwU2Q';
const cardAttributes = {
	productID: 'AWSM_API_Evolve_Test',
	nameOnCard: 'JOHN TESTMAN UWUR',
	designId: '1',
	addressType: 'SECONDARY',
	issueType: 'RE-ISSUE',
	additionalData: { designId: '1' },
};
const webhookURL = 'http://sample.com/mywebhook?ref=123something';

let sandbox: Sandbox;
useSandbox((started) => (sandbox = started));
beforeAll(async () => {
	sandbox.seed({
		legacyCustomers: [{ customerId, kycDocumentList: [{ id: documentId }, { id: 'doc-other' }] }],
		separateDocuments: [{ id: separateDocumentId }],
	});
});

type Case = [
	operation: string,
	parameters: INodeParameters,
	path: string,
	client: AxiosRequestConfig,
];

const cases: Case[] = [
	['legacyKyc.init', { customerId }, '/customer/kyc/init', json({ customerId })],
	[
		'legacyKyc.init',
		{ customerId, callback: 'url', webhookUrl: webhookURL, options: { syncMode: true } },
		'/customer/kyc/init',
		json({ customerId, syncMode: true, webhookURL }),
	],
	[
		'legacyKyc.addAttributes',
		{ customerId, cardAttributes: { ...cardAttributes, additionalData: '{"designId":"1"}' } },
		'/customer/kyc/add-attributes',
		json({ customerId, additionalAttributes: { cardAttributes } }),
	],
	['legacyKyc.getStatus', { customerId }, `/customer/kyc/status/${customerId}`, { method: 'GET' }],
	[
		'legacyKyc.linkDocument',
		{ customerId, documentId, separateDocumentId },
		'/customer/kyc/document-link',
		json({ customerId, documentId, separateDocumentId }),
	],
	['legacyDocument.generate', {}, '/document/generate', { method: 'POST' }],
];

it.each(cases)(
	'%s sends what the documented client sends (%#)',
	async (operation, parameters, path, client) => {
		const sent = await nodeRequest(sandbox, operation, parameters);
		const reference = await vendorRequest(sandbox, path, client);
		expect(reference.status).toBeGreaterThan(0);
		expect(onTheWire(sent)).toEqual(onTheWire(reference));
	},
);

const files: Array<[string, string, Buffer]> = [
	['front.jpg', 'image/jpeg', jpeg],
	['Rückseite "2".png', 'image/png', png],
	['tenancy contract.pdf', 'application/pdf', pdf],
	['large.docx', 'application/octet-stream', Buffer.concat([pdf, Buffer.alloc(3_000_000, 7)])],
];
const uploads: Array<[string, INodeParameters, string]> = [
	[
		'legacyKyc.uploadDocument',
		{ customerId, documentId, binaryPropertyName: 'file' },
		`/customer/kyc/upload/${customerId}/${documentId}`,
	],
	[
		'legacyDocument.upload',
		{ documentId: separateDocumentId, binaryPropertyName: 'file' },
		`/document/upload/${separateDocumentId}`,
	],
];

describe.each(uploads)('%s', (operation, parameters, path) => {
	it.each(files)(
		'sends %s as the documented client sends it',
		async (fileName, mimeType, content) => {
			const sent = await nodeRequest(sandbox, operation, parameters, {
				file: { content, fileName, mimeType },
			});
			const reference = await vendorRequest(sandbox, path, fileForm(content, fileName, mimeType));
			expect(reference).toMatchObject({ status: 200, parts: [{ size: content.length }] });
			expect(onTheWire(sent)).toEqual(onTheWire(reference));
		},
	);
});
