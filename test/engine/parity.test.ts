import type { AxiosRequestConfig } from 'axios';
import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox';
import { createCustomer, newReference, startApplication } from './support/connectFi';
import { individual } from './support/individual';
import { jpeg, png } from './support/images';
import { fileForm, json, nodeRequest, onTheWire, vendorRequest } from './support/wire';
import { useSandbox } from './support/useSandbox';

let sandbox: Sandbox;
let customerId: string;
let applicationId: string;
useSandbox((started) => (sandbox = started));
beforeAll(async () => {
	customerId = await createCustomer(sandbox);
	applicationId = (await startApplication(sandbox, customerId)).applicationId as string;
});

type Case = [
	operation: string,
	parameters: () => INodeParameters,
	path: () => string,
	client: () => AxiosRequestConfig,
];
const reference = newReference();
const customer = individual();

const cases: Case[] = [
	[
		'customer.create',
		() => ({
			customerType: 'individual',
			customerReference: reference,
			inputMode: 'json',
			json: JSON.stringify(customer),
		}),
		() => '/customer/init',
		() => json({ customerReference: reference, customerType: 'individual', customer }),
	],
	[
		'customer.getStatus',
		() => ({ customerId }),
		() => `/customer/status/${customerId}`,
		() => ({ method: 'GET' }),
	],
	[
		'application.start',
		() => ({
			customerId,
			reference,
			callback: 'url',
			webhookUrl: 'https://your_webhook_url/ref',
			options: { syncMode: true },
		}),
		() => '/akepa/identification',
		() =>
			json({ customerId, reference, syncMode: true, webhookUrl: 'https://your_webhook_url/ref' }),
	],
	[
		'application.getStatus',
		() => ({ lookup: 'application', customerId, applicationId }),
		() => '/akepa/status',
		() => json({ customerId, applicationId }),
	],
	[
		'application.getStatus',
		() => ({ lookup: 'customer', customerId }),
		() => `/akepa/status/${customerId}`,
		() => ({ method: 'GET' }),
	],
	[
		'application.attachDocuments',
		() => ({
			customerId,
			documents: {
				document: [
					{ documentId: 'doc_1', view: 'front' },
					{ documentId: 'doc_2', entityId: 'Rep1', view: 'back' },
				],
			},
		}),
		() => '/akepa/update',
		() =>
			json({
				customerId,
				documents: [
					{ entityId: customerId, documentId: 'doc_1', view: 'front' },
					{ entityId: 'Rep1', documentId: 'doc_2', view: 'back' },
				],
			}),
	],
	[
		'application.attachDocuments',
		() => ({
			customerId,
			documents: { document: [{ documentId: 'doc_1', view: 'selfie' }] },
			options: { applicationId },
		}),
		() => '/akepa/update',
		() =>
			json({
				customerId,
				applicationId,
				documents: [{ entityId: customerId, documentId: 'doc_1', view: 'selfie' }],
			}),
	],
	[
		'document.generate',
		() => ({
			workflow: 'BUSINESS',
			name: 'front',
			extension: 'jpg',
			type: 'license',
			options: { note: 'Front of DL for John Doe', noteAuthorAgentEmail: 'aa@aa.bb' },
		}),
		() => '/akepa/document/generate',
		() =>
			json({
				workflow: 'BUSINESS',
				name: 'front',
				extension: 'jpg',
				type: 'license',
				note: 'Front of DL for John Doe',
				note_author_agent_email: 'aa@aa.bb',
			}),
	],
];

it.each(cases)(
	'%s sends what the documented client sends (%#)',
	async (operation, parameters, path, client) => {
		const sent = await nodeRequest(sandbox, operation, parameters());
		const reference = await vendorRequest(sandbox, path(), client());
		expect(onTheWire(sent)).toEqual(onTheWire(reference));
	},
);

it.each([
	['front.jpg', 'image/jpeg', jpeg],
	['Führerschein "Rückseite".png', 'image/png', png],
	['large.jpg', 'image/jpeg', Buffer.concat([jpeg, Buffer.alloc(3_000_000, 7)])],
])(
	'document.upload of %s sends the file that the documented client sends',
	async (fileName, mimeType, content) => {
		const sent = await nodeRequest(
			sandbox,
			'document.upload',
			{ documentId: 'doc_1', binaryPropertyName: 'front' },
			{ front: { content, fileName, mimeType } },
		);
		const reference = await vendorRequest(
			sandbox,
			'/akepa/document/upload/doc_1',
			fileForm(content, fileName, mimeType),
		);
		expect(onTheWire(sent)).toEqual(onTheWire(reference));
	},
);
