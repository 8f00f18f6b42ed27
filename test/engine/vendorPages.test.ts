import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ConnectFi } from '../../nodes/ConnectFi/ConnectFi.node';
import { mask } from '../../sandbox/core/recorder';
import { examples, pathOf, seedFor, stage, type Scene } from '../support/vendorPages';
import { runOperation } from './support/connectFi';
import { itemWithFiles } from './support/engine';
import { jpeg } from './support/images';

type Shown = (typeof examples)[number];

const { sandboxFor, close } = stage();
afterAll(close);

/** A required value that the page's request leaves out: n8n itself refuses an empty one, an expression reaches the node. */
const orMissing = (value: unknown) => (value ?? '={{ $json.missing }}') as string;

/** The callback as the page's request spells it. */
function callbackIn(request: IDataObject): INodeParameters {
	const field = ['webhookUrl', 'webhookURL'].find((name) => name in request);
	if (!field) return { callback: 'none', options: {} };
	return {
		callback: 'url',
		webhookUrl: request[field] as string,
		options: { webhookField: field },
	};
}

/** Which operation a page's endpoint is, and how a user fills it in to send the page's request. */
const endpoints: Record<string, { operation: string; fill: (scene: Scene) => INodeParameters }> = {
	'/akepa/identification': {
		operation: 'application.start',
		fill({ request = {} }) {
			const { options, ...callback } = callbackIn(request as IDataObject);
			const withReference = request.reference !== undefined;
			return {
				...callback,
				customerId: orMissing(request.customerId),
				...(withReference && { reference: request.reference as string }),
				options: {
					...(options as INodeParameters),
					...(!withReference && { sendReference: false }),
				},
			};
		},
	},
	'/akepa/status/:customerId': {
		operation: 'application.getStatus',
		fill: ({ parameters = {} }) => ({ lookup: 'customer', ...parameters }),
	},
	'/akepa/document/generate': {
		operation: 'document.generate',
		fill: ({ request = {} }) => ({
			...(request as INodeParameters),
			// An expression, as in the editor these two are lists.
			extension: `={{ ${JSON.stringify(request.extension)} }}`,
			type: orMissing(request.type),
		}),
	},
	'/akepa/document/upload/:documentId': {
		operation: 'document.upload',
		fill: ({ parameters = {} }) => ({ ...parameters, binaryPropertyName: 'data' }),
	},
	'/akepa/update': {
		operation: 'application.attachDocuments',
		fill: ({ request = {} }) => ({
			customerId: request.customerId as string,
			documents: { document: request.documents as INodeParameters[] },
		}),
	},
	'/customer/kyc/init': {
		operation: 'legacyKyc.init',
		fill: ({ request = {} }) => ({
			...callbackIn(request as IDataObject),
			customerId: orMissing(request.customerId),
		}),
	},
	'/customer/kyc/document-link': {
		operation: 'legacyKyc.linkDocument',
		fill: ({ request = {} }) => request as INodeParameters,
	},
};

/** What the node adds to the answer's data: one word for the state, whether it is the last, who or what is waited for. */
const waitingFor = (...entitiesAwaitingDocuments: string[]) => ({
	kycStatus: 'WAITING_DATA',
	isFinal: false,
	entitiesAwaitingDocuments,
});
const approved = { kycStatus: 'APPROVED', isFinal: true, entitiesAwaitingDocuments: [] };
const licenseSide = (id: string, documentSide: string) => ({
	id,
	label: `LICENSE ${documentSide}`,
	type: 'LICENSE',
	documentSide,
	uploadStatus: false,
});

/** By request id of the page's answer. */
const additions: Record<string, IDataObject> = {
	'135520d078d411eeb5658f28ab5fe311': waitingFor('cstap_6reGTr3k8vpAu8uFV7EdiN'),
	'7fe10b9078db11eeb5658f28ab5fe311': waitingFor('cstab_7BX5DPJcbmipymiokecA6d'),
	'64e9e590b78f11ed877e9cb46042ed12': waitingFor('cstap_24fyE3mgTeGdy7hYlqC9j4'),
	ac956940b79011ed877e9cb46042ed12: waitingFor('ExtBusRepId123'),
	'35c66360b84d11ed94b4966a132cde12': waitingFor('ExtBusRepId123'),
	ba0fd3c0b84f11ed94b4966a132cde12: waitingFor('cstap_3KXMXZEsVcYkgF3ZNIBMxs'),
	dacadc60b90b11ed94b4966a132cde12: {},
	d9ceb730b90d11ed94b4966a132cde12: {},
	f4352f40b86411ed94b4966a132cde12: approved,
	'59900570b86211ed94b4966a132cde12': approved,
	'3eb38da0b79811ed877e9cb46042ed12': {
		kycStatus: 'WAITING_DATA',
		isFinal: false,
		missingAttributes: ['cardAttributes'],
		documentsToUpload: [
			licenseSide('doc-1qfdwf5KV66EBv0vVVdmTW', 'FRONT'),
			licenseSide('doc-1qfdwgKNnog8UUyrx390cY', 'BACK'),
		],
	},
	'5e687b70b85511ed94b4966a132cde12': {
		kycStatus: 'WAITING_DATA',
		isFinal: false,
		missingAttributes: [],
		documentsToUpload: [licenseSide('doc-45SKHEQURjRQQQzcUOJZyY', 'BACK')],
	},
};

interface Words {
	/** The message when connectFi refuses. */
	message: string;
	/** What the user is told to do. */
	todo: string;
	/** The message when the node sends nothing, because it knows. */
	refusal?: string;
}

const correct = 'Correct this value and run the node again.';

/** Page "Link Document" gives one error for both ids, and for a separate document that was linked before. */
const notLinked =
	"'Document ID' must be one of 'kycDocumentList' in this customer's Get Status. 'Separate Document ID' comes from Generate ID of the Legacy Document resource, and each can be linked only once.";

/** By request id of the page's refusal. */
const refusals: Record<string, Words> = {
	daec4c90b79611ed877e9cb46042ed12: {
		message: "Parameter 'Customer ID' is required.",
		todo: correct,
		refusal: "'Customer ID' is empty. It must be 1 to 36 letters, digits or underscores.",
	},
	cc623e30b78411ed877e9cb46042ed12: {
		message: 'Multiple entities cannot have the same external_entity_id.',
		todo: 'The verification service behind connectFi refused this; its own words are in the message.',
	},
	c10eeec0b84c11ed94b4966a132cde12: {
		message: 'Identification not found.',
		todo: 'Start the identification of this customer first.',
	},
	'777d2630b90c11ed94b4966a132cde12': {
		message: "Parameter 'Extension' must be one of jpg, png.",
		todo: correct,
		refusal: "'Extension' holds 'pdf'. It must be one of jpg, png.",
	},
	'9d115ba0b90c11ed94b4966a132cde12': {
		message: "Parameter 'Type' is required.",
		todo: correct,
		refusal:
			"'Type' is empty. It must be one of bank_statement, canada_provincial_id, contract, license, 1065, 1099, 1120, t1, t4, w2, identification_card, indigenous_card, internal, other, passport, paystub, residence_permit, utility.",
	},
	b13ef500b90d11ed94b4966a132cde12: {
		message: 'The specified document has already been uploaded.',
		todo: 'The verification service behind connectFi refused this; its own words are in the message.',
	},
	'0f7b6860b90e11ed94b4966a132cde12': {
		message: 'Document doc_6nUpgZJJXI0WAWhT1etoaK1 not found.',
		todo: 'Check the document ID. It comes from a Generate ID operation.',
	},
	f951f770b8ea11ed94b4966a132cde12: {
		message: 'Entity ExtBusRepId123 has status completed.',
		todo: 'The result for this person or business is already there. Read it with Get Status.',
	},
	'45256f60b8eb11ed94b4966a132cde12': {
		message: 'Identification not found.',
		todo: 'Start the identification of this customer first.',
	},
	'28f3c700b85111ed94b4966a132cde12': {
		message: "Parameter 'Customer ID' is required.",
		todo: correct,
		refusal: "'Customer ID' is empty. It must be letters, digits, underscores or hyphens.",
	},
	a3adca00b85511ed94b4966a132cde12: {
		message: 'Document sdoc_2ztSzf9y8Gc77tEA7f8UCK not found.',
		todo: notLinked,
	},
	aea19770b85511ed94b4966a132cde12: {
		message: 'Document sdoc_2ztSzf9y8Gc77tEA7f8UCK1 not found.',
		todo: notLinked,
	},
	d51e0a00b85511ed94b4966a132cde12: {
		message: 'Document sdoc_6llmzUqpMNmIMM0fRUDmKK do not uploaded.',
		todo: 'Upload the file of the separate document first, with Upload File of the Legacy Document resource.',
	},
};

const requestIdOf = ({ example }: Shown) => String(example.response?.requestId);
const withStatus = (from: number, to: number) =>
	examples.filter(({ example: { status = 0 } }) => status >= from && status <= to);

/** Fills the node in with the page's values and runs it on a sandbox where the page's answer holds. */
async function run({ example, scene }: Shown, options: IDataObject = {}) {
	const sandbox = await sandboxFor(scene);
	sandbox.seed(seedFor(example, scene));
	const { operation, fill } = endpoints[example.path];
	const filled = fill({ ...scene, request: { ...scene.request, ...scene.placeholders } });
	const outcome = await runOperation(
		sandbox,
		operation,
		{
			...filled,
			options: { ...(filled.options as INodeParameters), ...options } as INodeParameters,
		},
		{ items: [itemWithFiles({ data: { content: jpeg, fileName: 'front.jpg' } })] },
	);
	return { sandbox, ...outcome };
}

/** Asserts that exactly one request went out, and that it is the page's. */
function expectOnWire(
	{ example, scene }: Shown,
	{ requests, token }: Awaited<ReturnType<typeof run>>['sandbox'],
) {
	expect(requests).toHaveLength(1);
	const [{ method, path, query, body, parts, headers }] = requests;
	const upload = example.path.includes('/upload/');
	expect({ method, path, query, body }).toEqual({
		method: example.method,
		path: pathOf(example, scene),
		query: {},
		body: scene.request && { ...scene.request, ...scene.placeholders },
	});
	expect(parts?.map(({ name, filename, type, size }) => [name, filename, type, size])).toEqual(
		upload ? [['file', 'front.jpg', 'image/jpeg', jpeg.length]] : undefined,
	);
	expect(headers['x-connectfi-token']).toBe(mask(token));
	const expected = upload
		? /^multipart\/form-data; boundary=/
		: scene.request
			? /^application\/json\b/
			: /^undefined$/;
	expect(String(headers['content-type'])).toMatch(expected);
	for (const [name, value] of Object.entries(example.headers ?? {}))
		expect(String(headers[name.toLowerCase()])).toMatch(
			name === 'x-connectfi-token' ? /^masked:/ : new RegExp(`^${value}`),
		);
}

describe('what the page asks for and gets', () => {
	it.each(withStatus(200, 200))('$page: $key', async (shown) => {
		const { sandbox, error, json } = await run(shown);
		expect(error).toBeUndefined();
		expectOnWire(shown, sandbox);
		const { data, requestId } = shown.example.response as { data: object; requestId: string };
		expect(json).toEqual([{ ...data, ...additions[requestIdOf(shown)], requestId }]);

		const { json: whole } = await run(shown, { fullResponse: true });
		expect(whole).toEqual([shown.example.response]);
	});
});

describe('what the page asks for, its answer being shown elsewhere', () => {
	it.each(withStatus(0, 0))('$page: $key', async (shown) => {
		const { sandbox, error } = await run(shown);
		expect(error).toBeUndefined();
		expectOnWire(shown, sandbox);
	});
});

describe('what the page says is refused', () => {
	const refused = withStatus(400, 499);

	it.each(refused.filter((shown) => !refusals[requestIdOf(shown)]?.refusal))(
		'$page: $key',
		async (shown) => {
			const { sandbox, error } = await run(shown);
			expectOnWire(shown, sandbox);
			expectInWords(shown, error);
		},
	);

	it.each(refused.filter((shown) => refusals[requestIdOf(shown)]?.refusal))(
		'before it is sent: $page: $key',
		async (shown) => {
			const { refusal } = refusals[requestIdOf(shown)];
			const { sandbox, error } = await run(shown);
			expect(error?.message).toBe(`${refusal} [item 0]`);
			expect(sandbox.requests).toEqual([]);

			// Should connectFi say so all the same, of a request that the node holds to be good, its words are understood.
			const good = examples.find(
				({ page, example }) =>
					page === shown.page && example.path === shown.example.path && example.status === 200,
			)!;
			const again = await sandboxFor(good.scene);
			again.addFault({ kind: 'status', status: 400, body: shown.example.response });
			const { operation, fill } = endpoints[good.example.path];
			expectInWords(shown, (await runOperation(again, operation, fill(good.scene))).error);
		},
	);

	function expectInWords(shown: Shown, error: Awaited<ReturnType<typeof run>>['error']) {
		const { message, todo } = refusals[requestIdOf(shown)];
		const { code, subCode, requestId } = shown.example.response!;
		expect(error?.name).toBe('NodeApiError');
		expect(error?.message).toBe(`${message} [item 0]`);
		expect(error?.description).toBe(
			`${todo} (code ${String(code)}, ${subCode ? `sub-code ${String(subCode)}, ` : ''}HTTP ${shown.example.status}, request ID ${String(requestId)})`,
		);
		expect(error?.httpCode).toBe(String(shown.example.status));
		const { context } = shown.example.response as { context?: IDataObject | IDataObject[] };
		expect(error?.context?.errorDetails).toStrictEqual({
			code,
			...(subCode !== undefined && { subCode }),
			requestId,
			httpStatus: shown.example.status,
			hint: todo,
			...(!Array.isArray(context) && context),
		});
	}

	it('a reference with underscores, which is only a placeholder on the page', async () => {
		const shown = examples.find(({ scene }) => scene.placeholders)!;
		const { sandbox, error } = await run({
			...shown,
			scene: { ...shown.scene, placeholders: undefined },
		});
		expect(error?.message).toBe(
			"'Application Reference' holds 'UNIQUE_REFERENCE_ID'. It must be 1 to 32 letters or digits. [item 0]",
		);
		expect(sandbox.requests).toEqual([]);
	});

	it('a separate document that was linked before, in the words of the one that does not exist', async () => {
		const shown = examples.find(({ key }) => key.endsWith('(separate document)'))!;
		const separateDocumentId = shown.scene.request!.separateDocumentId as string;
		const linked = { id: separateDocumentId, uploadStatus: true, linkedTo: 'doc-1' };
		const seed = { ...shown.scene.seed, separateDocuments: [linked] };
		const { sandbox, error } = await run({ ...shown, scene: { ...shown.scene, seed } });
		expectOnWire(shown, sandbox);
		expectInWords(shown, error);
	});
});

it('every answer of the pages has its expectation', () => {
	const ids = (shown: Shown[]) => shown.map(requestIdOf).sort();
	expect(ids(withStatus(200, 200))).toEqual(Object.keys(additions).sort());
	expect(ids(withStatus(400, 499))).toEqual(Object.keys(refusals).sort());
	expect(examples).toHaveLength(41);
});

it('every endpoint of the pages has its operation in the node', () => {
	const { properties } = new ConnectFi().description;
	const operations = properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options }) =>
			(options as Array<{ value: string }>).map(
				({ value }) => `${String(displayOptions?.show?.resource?.[0])}.${value}`,
			),
		);
	for (const { example } of examples)
		expect(operations).toContain(endpoints[example.path].operation);
});
