import { randomUUID } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';
import type { WorkflowFile } from '../../n8n/client';
import { legacySamples } from '../../sandbox/connectfi/samples';
import { jpeg, png } from '../engine/support/images';
import { pdf } from '../engine/support/documents';
import { getError, getItems, countRuns } from '../../n8n/executions';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';
import { changed, editFields } from './support/changes';

/** A node of a chain: its name, its type, and its parameters. */
type Link = [
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
	executeOnce?: boolean,
];

/** A workflow in which each node feeds the next. */
function chain(name: string, links: Link[]): WorkflowFile {
	const nodes = links.map(([nodeName, type, typeVersion, parameters, executeOnce], index) => ({
		id: randomUUID(),
		name: nodeName,
		type,
		typeVersion,
		parameters,
		...(executeOnce && { executeOnce }),
		position: [200 * index, 0] as [number, number],
	}));
	const connections = Object.fromEntries(
		links
			.slice(1)
			.map(([next], index) => [
				links[index][0],
				{ main: [[{ node: next, type: 'main' as const, index: 0 }]] },
			]),
	);
	return { name, nodes, connections };
}

const connectFi = (
	name: string,
	operation: string,
	parameters: INodeParameters,
	executeOnce?: boolean,
): Link => {
	const [resource, value] = operation.split('.');
	const all = { resource, operation: value, ...parameters };
	return [name, 'n8n-nodes-connectfi.connectFi', 1, all, executeOnce];
};

const file = (name: string, sourceProperty: string, fileName: string, mimeType: string): Link => [
	name,
	'n8n-nodes-base.convertToFile',
	1.1,
	{
		operation: 'toBinary',
		sourceProperty,
		binaryPropertyName: 'data',
		options: { fileName, mimeType },
	},
];

const customerId = 'csta-YbQeg60v7orvQFIYA7gKU';
const frontId = 'doc-45SKHDbSp1Imxr1hjGOmfW';
const backId = 'doc-45SKHEQURjRQQQzcUOJZyY';

/** Init, attributes, both sides, status, and a separate document that replaces the front. */
const journey = chain('Legacy journey', [
	['Execute Workflow', 'n8n-nodes-base.manualTrigger', 1, {}],
	connectFi('Initialize', 'legacyKyc.init', { customerId }),
	connectFi('Add Attributes', 'legacyKyc.addAttributes', {
		customerId: '={{ $json.customer.customerId }}',
		cardAttributes: {
			productID: 'AWSM_API_Evolve_Test',
			nameOnCard: 'JOHN TESTMAN UWUR',
			designId: '1',
			addressType: 'PRIMARY',
			issueType: 'NEW',
			additionalData: '{"designId": "1"}',
		},
	}),
	[
		'Documents',
		'n8n-nodes-base.splitOut',
		1,
		{ fieldToSplitOut: 'documentsToUpload', options: {} },
	],
	[
		'Pictures',
		'n8n-nodes-base.set',
		3.4,
		{
			mode: 'raw',
			jsonOutput: `={{ { picture: $json.documentSide === 'FRONT' ? '${jpeg.toString('base64')}' : '${png.toString('base64')}' } }}`,
			options: {},
		},
	],
	file(
		'Files',
		'picture',
		"={{ $('Documents').item.json.documentSide === 'FRONT' ? 'front.jpg' : 'back.png' }}",
		"={{ $('Documents').item.json.documentSide === 'FRONT' ? 'image/jpeg' : 'image/png' }}",
	),
	connectFi('Upload Document', 'legacyKyc.uploadDocument', {
		customerId,
		documentId: "={{ $('Documents').item.json.id }}",
		binaryPropertyName: 'data',
	}),
	connectFi('Get Status', 'legacyKyc.getStatus', { customerId }, true),
	connectFi('Generate ID', 'legacyDocument.generate', {}),
	[
		'Contract',
		'n8n-nodes-base.set',
		3.4,
		{
			mode: 'raw',
			jsonOutput: JSON.stringify({ contract: pdf.toString('base64') }),
			options: {},
		},
	],
	file('Contract File', 'contract', 'contract.pdf', 'application/pdf'),
	connectFi('Upload File', 'legacyDocument.upload', {
		documentId: "={{ $('Generate ID').item.json.id }}",
		binaryPropertyName: 'data',
	}),
	connectFi('Link Document', 'legacyKyc.linkDocument', {
		customerId,
		documentId: frontId,
		separateDocumentId: '={{ $json.id }}',
	}),
]);

describe.each(['2.x', '1.x'] as const)('customers of the deprecated kind on n8n %s', (line) => {
	let environment: TestEnvironment;
	beforeAll(async () => {
		environment = await startTestEnvironment({ line });
	});
	afterAll(async () => await environment.stop());
	beforeEach(() => environment.sandbox.reset());

	it('go from init over both sides and the status to a linked document', async () => {
		environment.sandbox.seed({
			customers: [{ customerId }],
			nextIds: { legacyDocument: [frontId, backId] },
		});
		const execution = await environment.runManually(await environment.importWorkflow(journey));
		expect(getError(execution)).toBeUndefined();

		expect(getItems(execution, 'Initialize')).toMatchObject([
			{
				kycStatus: 'WAITING_DATA',
				missingAttributes: ['cardAttributes'],
				documentsToUpload: [{ id: frontId }, { id: backId }],
			},
		]);
		expect(getItems(execution, 'Add Attributes')).toMatchObject([{ missingAttributes: [] }]);
		expect(getItems(execution, 'Upload Document')).toHaveLength(2);
		expect(getItems(execution, 'Get Status')).toMatchObject([
			{
				kyc: { status: 'APPROVED' },
				kycStatus: 'APPROVED',
				isFinal: true,
				documentsToUpload: [],
				kycDocumentList: [
					{ id: frontId, uploadStatus: true, extension: 'jpg' },
					{ id: backId, uploadStatus: true, extension: 'png' },
				],
			},
		]);
		expect(getItems(execution, 'Upload File')).toMatchObject([
			{ uploadStatus: true, extension: 'pdf' },
		]);
		expect(getItems(execution, 'Link Document')).toMatchObject([
			{
				kycStatus: 'APPROVED',
				kycDocumentList: [{ id: frontId, extension: 'pdf' }, { id: backId }],
			},
		]);

		const uploads = environment.sandbox.requests.filter(({ parts }) => parts);
		expect(uploads.map(({ path, parts }) => [path.split('/').at(-1), parts])).toEqual(
			expect.arrayContaining([
				[frontId, [expect.objectContaining({ filename: 'front.jpg', size: jpeg.length })]],
				[backId, [expect.objectContaining({ filename: 'back.png', size: png.length })]],
				[
					expect.stringMatching(/^sdoc_/),
					[expect.objectContaining({ filename: 'contract.pdf', size: pdf.length })],
				],
			]),
		);
		expect(uploads).toHaveLength(3);
	});

	describe('legacy-to-akepa.json', () => {
		/** What the outputs of the node *Outcome* stand for. */
		const outcomes = ['Approved', 'Declined', 'In Review or Open'];

		/** Runs the example for one of the customers that a sandbox to play with has. */
		async function runToEnd(id: string) {
			environment.sandbox.seed(legacySamples);
			const workflow = await environment.importExample('legacy-to-akepa.json', (example) =>
				changed(example, editFields('Legacy Customer', { customerId: id })),
			);
			const execution = await environment.runManually(workflow);
			expect(getError(execution)).toBeUndefined();
			const reached = [
				...['Keep the Decision', 'Use the Known ID'].filter((end) => countRuns(execution, end)),
				...outcomes.filter((_, output) => getItems(execution, 'Outcome', output).length),
			];
			return { execution, reached };
		}
		const sent = (path: string) =>
			environment.sandbox.requests.filter((request) => request.path.startsWith(path));

		it('identifies a customer who is still open anew, under the same ID', async () => {
			const id = 'csta_6clNH3W2pBehujY8mpTCU8';
			const { execution, reached } = await runToEnd(id);
			expect(reached).toEqual(['Approved']);
			expect(getItems(execution, 'Outcome')).toMatchObject([
				{ customerId: id, kycStatus: 'APPROVED' },
			]);
			expect(sent('/customer/init')).toEqual([]);
			expect(sent('/akepa/document/upload')).toHaveLength(2);
		});

		it('registers a customer anew whose ID akepa does not take', async () => {
			const { execution, reached } = await runToEnd('csta-6TqoA6HtSItCANO1KT0W7u');
			expect(reached).toEqual(['Approved']);
			const [{ customerId: newId }] = getItems(execution, 'Register Anew');
			expect(newId).toMatch(/^cstap_/);
			expect(getItems(execution, 'Outcome')).toMatchObject([{ customerId: newId }]);
			const [{ body }] = sent('/customer/init');
			expect(body).toMatchObject({
				customerType: 'individual',
				customer: { firstName: 'John', lastName: 'Testman', dateOfBirth: '1978-10-15' },
			});
			expect(Object.keys((body as { customer: object }).customer)).not.toContain('businessPhones');
		});

		it('says under which ID connectFi knows the person already', async () => {
			environment.sandbox.addFault({
				kind: 'status',
				status: 400,
				path: '/customer/init',
				body: {
					code: 'customerExists',
					context: { cFiAggregatorId: 'CLIENTID', customerId: 'cstap_known' },
					message: 'Customer exists.',
				},
			});
			const { execution, reached } = await runToEnd('csta-6TqoA6HtSItCANO1KT0W7u');
			expect(reached).toEqual(['Use the Known ID']);
			expect(getItems(execution, 'Register Anew', 1)).toMatchObject([
				{ error: expect.stringContaining('Customer exists.') as string },
			]);
			expect(sent('/akepa')).toEqual([]);
		});

		it('leaves a customer as they are who is decided', async () => {
			const { reached } = await runToEnd('csta_2DrPdoqtfvsfLdBBvHDla');
			expect(reached).toEqual(['Keep the Decision']);
			expect(environment.sandbox.requests).toHaveLength(1);
		});
	});
});
