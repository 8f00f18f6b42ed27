import type { IDataObject, INodeParameters, INodePropertyOptions } from 'n8n-workflow';
import { ConnectFi } from '../../nodes/ConnectFi/ConnectFi.node';
import { startSandbox, type Sandbox } from '../../sandbox';
import { runOperation } from './support/connectFi';
import { itemWithFiles, type NodeRun } from './support/engine';
import { jpeg, png } from './support/images';
import { pdf } from './support/documents';
import { useSandbox } from './support/useSandbox';

const customerId = 'csta-6TqoA6HtSItCANO1KT0W7u';
const front = 'doc-1qfdwf5KV66EBv0vVVdmTW';
const back = 'doc-1qfdwgKNnog8UUyrx390cY';
const cardAttributes = {
	productID: 'AWSM_API_Evolve_Test',
	nameOnCard: 'JOHN TESTMAN UWUR',
	designId: '1',
	addressType: 'PRIMARY',
	issueType: 'RE-ISSUE',
	additionalData: '{"designId": "1"}',
};

/** n8n itself refuses a required parameter that is left empty; an expression that finds nothing reaches the node. */
const empty = '={{ $json.missing }}';

let sandbox: Sandbox;
useSandbox((started) => (sandbox = started));
beforeEach(() => {
	sandbox.reset();
	sandbox.seed({ customers: [{ customerId }], nextIds: { legacyDocument: [front, back] } });
});

/** Runs an operation that must succeed, and gives its items. */
async function run(
	operation: string,
	parameters: INodeParameters = {},
	more: Partial<NodeRun> = {},
): Promise<IDataObject[]> {
	const { json, error } = await runOperation(sandbox, operation, parameters, more);
	expect(error).toBeUndefined();
	return json;
}

/** Runs an operation that must fail, and gives its error. */
async function failure(
	operation: string,
	parameters: INodeParameters = {},
	more: Partial<NodeRun> = {},
) {
	const { error } = await runOperation(sandbox, operation, parameters, more);
	expect(error).toBeDefined();
	return error!;
}

const init = async (parameters: INodeParameters = {}) =>
	(await run('legacyKyc.init', { customerId, ...parameters }))[0];

const file = (content: Buffer, fileName?: string, mimeType?: string) => ({
	items: [itemWithFiles({ data: { content, fileName, mimeType } })],
});

const upload = async (documentId: string, content = jpeg, fileName = 'side.jpg') =>
	(
		await run(
			'legacyKyc.uploadDocument',
			{ customerId, documentId, binaryPropertyName: 'data' },
			file(content, fileName),
		)
	)[0];

describe('the legacy journey, one node after the other', () => {
	it('goes from init over attributes and uploads to APPROVED', async () => {
		const started = await init();
		expect(started).toMatchObject({
			customer: { customerId },
			kyc: { status: 'WAITING_DATA', attributeCodes: ['cardAttributes'] },
			kycStatus: 'WAITING_DATA',
			isFinal: false,
			missingAttributes: ['cardAttributes'],
			documentsToUpload: [
				{ id: front, label: 'LICENSE FRONT', type: 'LICENSE', documentSide: 'FRONT' },
				{ id: back, label: 'LICENSE BACK', type: 'LICENSE', documentSide: 'BACK' },
			],
			requestId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
		});

		const [attributed] = await run('legacyKyc.addAttributes', { customerId, cardAttributes });
		expect(attributed).toMatchObject({
			missingAttributes: [],
			kycAttributes: { cardAttributes: { ...cardAttributes, additionalData: { designId: '1' } } },
		});

		expect(await upload(front)).toMatchObject({
			kycStatus: 'WAITING_DATA',
			documentsToUpload: [{ id: back }],
		});
		const complete = await upload(back, png, 'back.png');
		const decided = {
			kyc: { status: 'APPROVED' },
			kycStatus: 'APPROVED',
			isFinal: true,
			missingAttributes: [],
			documentsToUpload: [],
		};
		expect(complete).toMatchObject(decided);
		expect((complete.kycDocumentList as IDataObject[]).map(({ extension }) => extension)).toEqual([
			'jpg',
			'png',
		]);
		expect((await run('legacyKyc.getStatus', { customerId }))[0]).toMatchObject(decided);
	});

	it('links a document that was uploaded separately, also to an approved customer', async () => {
		await init();
		await run('legacyKyc.addAttributes', { customerId, cardAttributes });
		await upload(front);
		await upload(back);

		const [{ id, uploadStatus, ...rest }] = await run('legacyDocument.generate');
		expect({ id, uploadStatus, rest }).toEqual({
			id: expect.stringMatching(/^sdoc_\w{22}$/) as string,
			uploadStatus: false,
			// The vendor's page shows this answer without a request id.
			rest: {},
		});
		const separateDocumentId = id as string;
		expect(
			await run(
				'legacyDocument.upload',
				{ documentId: separateDocumentId, binaryPropertyName: 'data' },
				file(pdf, 'contract.pdf', 'application/pdf'),
			),
		).toEqual([{ id, uploadStatus: true, extension: 'pdf' }]);

		const link = { customerId, documentId: front, separateDocumentId };
		const [linked] = await run('legacyKyc.linkDocument', link);
		expect(linked).toMatchObject({
			kycStatus: 'APPROVED',
			kycDocumentList: [{ id: front, extension: 'pdf', uploadStatus: true }, { id: back }],
		});
		expect(await failure('legacyKyc.linkDocument', link)).toMatchObject({
			message: `Document ${separateDocumentId} not found. [item 0]`,
		});
	});

	it('calls a review WAITING_REVIEW and keeps the original word', async () => {
		await init();
		await sandbox.transitionLegacy(customerId, 'REVIEW');
		expect((await run('legacyKyc.getStatus', { customerId }))[0]).toMatchObject({
			kyc: { status: 'REVIEW' },
			kycStatus: 'WAITING_REVIEW',
			isFinal: false,
		});
	});
});

it('passes every legacy document type, side and status on as connectFi writes it', async () => {
	const types = ['PASSPORT', 'LICENSE', 'CONTRACT', 'UTILITY', 'ID_CARD'];
	const kycDocumentList = types.map((type) => ({ id: `doc-${type}`, type, label: type }));
	sandbox.seed({ legacyCustomers: [{ customerId, kycDocumentList }] });
	const statuses = {
		WAITING_DATA: 'WAITING_DATA',
		PENDING: 'PENDING',
		REVIEW: 'WAITING_REVIEW',
		APPROVED: 'APPROVED',
		DECLINED: 'DECLINED',
		NOT_YET_KNOWN: 'PENDING',
	};
	for (const [status, kycStatus] of Object.entries(statuses)) {
		await sandbox.transitionLegacy(customerId, status);
		const [item] = await run('legacyKyc.getStatus', { customerId });
		const isFinal = kycStatus === 'APPROVED' || kycStatus === 'DECLINED';
		expect(item).toMatchObject({ kyc: { status }, kycStatus, isFinal });
		const open = item.documentsToUpload as IDataObject[];
		expect(open.map(({ type }) => type)).toEqual(isFinal ? [] : types);
	}
});

describe('files', () => {
	beforeEach(async () => void (await init()));

	const uploaded = () =>
		sandbox.state().legacyCustomers[0].documents.find(({ id }) => id === front)!;

	it.each([
		['a PDF', pdf, 'tenancy.pdf', 'application/pdf', 'tenancy.pdf', 'application/pdf'],
		[
			'a Word document',
			Buffer.from('PK-docx'),
			'tenancy.docx',
			undefined,
			'tenancy.docx',
			undefined,
		],
		[
			'a file without a name, known by its content',
			png,
			undefined,
			undefined,
			'data.png',
			'image/png',
		],
	])('sends %s as it is', async (_what, content, fileName, mimeType, sentName, sentType) => {
		await run(
			'legacyKyc.uploadDocument',
			{ customerId, documentId: front, binaryPropertyName: ' data ' },
			file(content, fileName, mimeType),
		);
		expect(sandbox.requests.at(-1)).toMatchObject({
			method: 'POST',
			path: `/customer/kyc/upload/${customerId}/${front}`,
			parts: [{ name: 'file', filename: sentName, type: sentType ?? 'application/octet-stream' }],
		});
		expect(uploaded().file).toMatchObject({ size: content.length });
	});

	it('replaces a file by uploading again', async () => {
		await upload(front, jpeg, 'first.jpg');
		await upload(front, png, 'second.png');
		expect(uploaded()).toMatchObject({ extension: 'png', file: { filename: 'second.png' } });
	});

	it.each(['lostAnswer', 'reset'] as const)('uploads again after a %s', async (kind) => {
		sandbox.clearRequests();
		sandbox.addFault({ kind, path: '/customer/kyc/upload' });
		expect(await upload(front)).toMatchObject({ documentsToUpload: [{ id: back }] });
		expect(sandbox.requests).toHaveLength(2);
	});

	it('uploads a separate document again after a lost answer', async () => {
		const [{ id }] = await run('legacyDocument.generate');
		sandbox.addFault({ kind: 'lostAnswer', path: '/document/upload' });
		const parameters = { documentId: id as string, binaryPropertyName: 'data' };
		expect(await run('legacyDocument.upload', parameters, file(pdf, 'a.pdf'))).toEqual([
			{ id, uploadStatus: true, extension: 'pdf' },
		]);
	});

	it.each([
		['legacyKyc.uploadDocument', { customerId, documentId: front }],
		['legacyDocument.upload', { documentId: 'sdoc_1' }],
	])('%s refuses an empty or absent file before any request', async (operation, parameters) => {
		sandbox.clearRequests();
		const withoutContent = await failure(
			operation,
			{ ...parameters, binaryPropertyName: 'data' },
			file(Buffer.alloc(0), 'scan.pdf'),
		);
		expect(withoutContent.message).toBe(
			"The file 'scan.pdf' in 'data' is empty. Attach the document. [item 0]",
		);
		const absent = await failure(operation, { ...parameters, binaryPropertyName: 'image' });
		expect(absent.message).toBe(
			"There is no file in the binary field 'image'. This item has no files at all. [item 0]",
		);
		// Entered as text, where an expression would give the file.
		const content = pdf.toString('base64').repeat(10);
		const asText = { ...parameters, binaryPropertyName: `{"data":"${content}"}` };
		expect((await failure(operation, asText)).message).toMatch(
			/^There is no file in the binary field '\{"data":"[\w/+=]{11}…'\. This item has no files at all\./,
		);
		expect(sandbox.requests).toEqual([]);
	});
});

describe('requests that change something', () => {
	it.each([
		['legacyKyc.init', '/customer/kyc/init', { customerId }],
		['legacyKyc.addAttributes', '/customer/kyc/add-attributes', { customerId, cardAttributes }],
	])('%s is not sent twice after a lost answer', async (operation, path, parameters) => {
		sandbox.addFault({ kind: 'reset', path });
		const error = await failure(operation, parameters);
		expect(error.message).toBe('The connection to connectFi broke before an answer came. [item 0]');
		expect(sandbox.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
	});

	it('lists the customers that were already changed when an item fails', async () => {
		const items = [{ json: { id: customerId } }, { json: { id: 'csta-unknown' } }];
		const error = await failure(
			'legacyKyc.init',
			{ customerId: '={{ $json.id }}', options: { maxConcurrency: 1 } },
			{ items },
		);
		expect(error.message).toBe('Customer not found. [item 1]');
		expect(error.description).toContain(
			`Already created at connectFi in this run: item 0: ${customerId}.`,
		);
	});
});

describe('init', () => {
	const callbackUrl = 'https://example.com/mywebhook?ref=123something';
	const bodies = () => sandbox.requests.map(({ body }) => body);

	it('sends nothing but the customer where no callback is asked for', async () => {
		await init({ options: { syncMode: true } });
		expect(bodies()).toEqual([{ customerId, syncMode: true }]);
	});

	it('names the callback webhookURL', async () => {
		await init({ callback: 'url', webhookUrl: ` ${callbackUrl} ` });
		expect(bodies()).toEqual([{ customerId, webhookURL: callbackUrl }]);
	});

	it('offers no callback that nothing can wait for', () => {
		const callback = new ConnectFi().description.properties.find(
			({ name, displayOptions }) =>
				name === 'callback' && displayOptions?.show?.resource?.includes('legacyKyc'),
		);
		expect((callback?.options as INodePropertyOptions[]).map(({ value }) => value)).toEqual([
			'none',
			'trigger',
			'url',
		]);
	});

	it('refuses a saved workflow that has it, before any request', async () => {
		const error = await failure('legacyKyc.init', { customerId, callback: 'execution' });
		expect(error.message).toBe(
			"'Callback' is 'Wait for Outcome in This Execution', but Wait for Outcome supports only the KYC/KYB Application resource. [item 0]",
		);
		expect(error.description).toBe(
			"Choose 'connectFi Trigger in This Workflow', 'URL' or 'None', or start the identification with the KYC/KYB Application resource.",
		);
		expect(sandbox.requests).toEqual([]);
	});

	describe('at a connectFi that knows only the newer spelling', () => {
		let newer: Sandbox;
		beforeAll(async () => {
			newer = await startSandbox({ legacyWebhookField: 'webhookUrl' });
		});
		afterAll(async () => await newer.close());
		beforeEach(() => {
			newer.reset();
			newer.seed({ customers: [{ customerId }] });
		});
		const start = (options: IDataObject = {}) =>
			runOperation(newer, 'legacyKyc.init', {
				customerId,
				callback: 'url',
				webhookUrl: callbackUrl,
				options: options as INodeParameters,
			});

		it('falls back to it', async () => {
			const { error } = await start();
			expect(error).toBeUndefined();
			expect(newer.requests.map(({ body }) => body)).toEqual([
				{ customerId, webhookURL: callbackUrl },
				{ customerId, webhookUrl: callbackUrl },
			]);
		});

		it('does not, where the option forces the other', async () => {
			const { error } = await start({ webhookField: 'webhookURL' });
			expect(error?.message).toBe("The request must not contain 'webhookURL'. [item 0]");
			expect(newer.requests).toHaveLength(1);
		});
	});

	it.each([
		['mywebhook', "'Callback URL' holds 'mywebhook'. It must be an address that starts with"],
		[empty, "'Callback URL' is empty."],
	])('refuses the callback URL "%s" before any request', async (webhookUrl, message) => {
		const error = await failure('legacyKyc.init', { customerId, callback: 'url', webhookUrl });
		expect(error.message).toContain(message);
		expect(sandbox.requests).toEqual([]);
	});
});

it.each([
	[
		'legacyKyc.linkDocument',
		{ documentId: 'doc-unknown', separateDocumentId: 'sdoc_1' },
		/^'Document ID' must be one of 'kycDocumentList' in this customer's Get Status\. .* can be linked only once\. \(/,
	],
	[
		'legacyKyc.uploadDocument',
		{ documentId: 'doc-unknown', binaryPropertyName: 'data' },
		/^'Document ID' must be one of 'kycDocumentList' in this customer's Get Status\. \(/,
	],
	[
		'legacyDocument.upload',
		{ documentId: 'sdoc_unknown', binaryPropertyName: 'data' },
		/^Check the document ID\. It comes from a Generate ID operation\. \(/,
	],
])('%s says where a document that is not found would come from', async (operation, ids, advice) => {
	await init();
	const error = await failure(operation, { customerId, ...ids }, file(jpeg, 'side.jpg'));
	expect(error.message).toMatch(/^Document \S+ not found\. \[item 0\]$/);
	expect(error.description).toMatch(advice);
});

describe('addAttributes', () => {
	beforeEach(async () => {
		await init();
		sandbox.clearRequests();
	});
	const sent = () => sandbox.requests.at(-1)?.body;

	it('sends what is filled in, and leaves the rest to connectFi', async () => {
		const error = await failure('legacyKyc.addAttributes', {
			customerId,
			cardAttributes: { nameOnCard: ' JOHN ', productID: '', additionalData: '' },
		});
		expect(error.message).toContain(
			"'Additional Attributes Card Attributes Product ID' is required",
		);
		expect(sent()).toEqual({
			customerId,
			additionalAttributes: { cardAttributes: { nameOnCard: 'JOHN' } },
		});
	});

	it('sends the customer alone where nothing is filled in', async () => {
		await run('legacyKyc.addAttributes', { customerId, cardAttributes: {} });
		expect(sent()).toEqual({ customerId });
	});

	it('takes additional data from an expression as an object', async () => {
		await run('legacyKyc.addAttributes', {
			customerId,
			cardAttributes: { ...cardAttributes, additionalData: '={{ { designId: "7" } }}' },
		});
		expect(sent()).toMatchObject({
			additionalAttributes: { cardAttributes: { additionalData: { designId: '7' } } },
		});
	});

	it.each([
		[{ additionalData: '[1]' }, "'Additional Data (JSON)' does not hold a JSON object."],
		[{ nameOnCard: 'J<b>' }, "'Name on Card' holds 'J<b>'."],
	])('refuses %j before any request', async (wrong, message) => {
		const error = await failure('legacyKyc.addAttributes', {
			customerId,
			cardAttributes: { ...cardAttributes, ...wrong },
		});
		expect(error.message).toContain(message);
		expect(sandbox.requests).toEqual([]);
	});
});

it.each([
	['legacyKyc.init', { customerId: '../admin' }, "'Customer ID' holds '../admin'."],
	['legacyKyc.getStatus', { customerId: empty }, "'Customer ID' is empty."],
	['legacyKyc.addAttributes', { customerId: 'a b' }, "'Customer ID' holds 'a b'."],
	[
		'legacyKyc.linkDocument',
		{ customerId, documentId: '?', separateDocumentId: 'sdoc_1' },
		"'Document ID' holds '?'.",
	],
	[
		'legacyKyc.linkDocument',
		{ customerId, documentId: front, separateDocumentId: empty },
		"'Separate Document ID' is empty.",
	],
	['legacyDocument.upload', { documentId: 'sdoc/1' }, "'Document ID' holds 'sdoc/1'."],
])('%s refuses %j before any request', async (operation, parameters, message) => {
	const error = await failure(operation, { binaryPropertyName: 'data', ...parameters });
	expect(error.message).toContain(message);
	expect(sandbox.requests).toEqual([]);
});

it('gives the whole answer on request', async () => {
	const whole = await init({ options: { fullResponse: true } });
	expect(Object.keys(whole)).toEqual(['code', 'data', 'requestId']);
});

it('says of every legacy operation that it is deprecated, and what to use instead', () => {
	const { properties } = new ConnectFi().description;
	const choicesOf = (name: string, resource?: string) =>
		properties
			.filter((property) => property.name === name)
			.filter(
				({ displayOptions }) => !resource || displayOptions?.show?.resource?.includes(resource),
			)
			.flatMap(({ options }) => options as INodePropertyOptions[]);

	const resources = choicesOf('resource').filter(({ value }) => String(value).startsWith('legacy'));
	expect(resources.map(({ value }) => value)).toEqual(['legacyKyc', 'legacyDocument']);
	const operations = resources.flatMap(({ value }) => choicesOf('operation', String(value)));
	for (const { name, description } of [...resources, ...operations]) {
		expect(name).toMatch(/\(Deprecated\)$/);
		expect(description).toMatch(/in new workflows use /);
	}
	for (const { action } of operations)
		expect(action).toMatch(/ deprecated legacy (KYC|document) ?/);
	expect(properties.filter(({ name }) => name === 'deprecated')).toHaveLength(operations.length);
});
