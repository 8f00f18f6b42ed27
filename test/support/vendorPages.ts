import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSandbox, type Sandbox, type SandboxOptions, type Seed } from '../../sandbox';

/** One example of a page of the vendor's docs, comments left out. */
export interface PageExample {
	section: string;
	heading: string;
	method: 'GET' | 'POST';
	/** As the page writes it, e.g. `/akepa/status/:customerId`. */
	path: string;
	/** The request headers shown; their values are the page's own placeholders. */
	headers?: Record<string, string>;
	/** The request body shown; null where the page says that there is none. */
	request?: Record<string, unknown> | null;
	/** HTTP status of the answer shown. */
	status?: number;
	/** The answer shown, whole. */
	response?: Record<string, unknown>;
}

/** One page of the vendor's docs with every example on it. */
export interface Page {
	page: string;
	url: string;
	examples: PageExample[];
}

const folder = join(__dirname, '../fixtures/vendor-pages');

/** The pages, as they are kept in `test/fixtures/vendor-pages`. */
export const pages: Page[] = readdirSync(folder).map(
	(file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Page,
);

/** What the page's answer presupposes, and the request that gets it where the page does not print one beside it. */
export interface Scene {
	sandbox?: SandboxOptions;
	seed: Seed;
	/** Values for the `:names` of the path. */
	parameters?: Record<string, string>;
	/** Body of the request; that of the example if absent. */
	request?: Record<string, unknown>;
	/**
	 * Fields in which the page's request holds a placeholder that its own schema refuses (`UNIQUE_REFERENCE_ID`, while a
	 * reference has no underscores), and what a reader might put there.
	 */
	placeholders?: Record<string, string>;
}

/** `section > heading` of an example, unique within its page. */
export const keyOf = ({ section, heading }: PageExample) => `${section} > ${heading}`;

/** The path of an example with a scene's values in it. */
export const pathOf = ({ path }: PageExample, { parameters = {} }: Scene) =>
	path.replace(/:(\w+)/g, (_, name: string) => parameters[name]);

const pageOf = (name: string) => pages.find(({ page }) => page === name)!;
const exampleOf = (page: string, key: string) =>
	pageOf(page).examples.find((example) => keyOf(example) === key)!;
const requestOf = (page: string, key: string) => exampleOf(page, key).request!;

const identification = 'Identification';
const akepa = 'KYC/KYB Process Using /akepa';
const legacyInit = 'Init (deprecated)';
const legacyLink = 'Link Document (deprecated)';

// The pages' callback addresses are other people's.
const oldPage: SandboxOptions = {
	api: '2023',
	aggregatorId: 'amplifi',
	akepaCallbacks: 'asynchronous',
};
const olderAggregator: SandboxOptions = { ...oldPage, aggregatorId: 'evolve' };

const representative = {
	entityId: 'ExtBusRepId123',
	isCustomer: false,
	status: 'pending_step_up',
	outcome: null,
};
const passed = (entityId: string, isCustomer: boolean) => ({
	entityId,
	isCustomer,
	status: 'completed',
	outcome: 'approved' as const,
});

const startBody = requestOf(akepa, 'KYC/KYB Initialization > Request body example');
const startedBusiness = startBody.customerId as string;
const generateBody = requestOf(akepa, 'KYC/KYB Generate Document ID > Request body example');
const updateIndividual = requestOf(
	akepa,
	'KYC/KYB Update Document > Request body examples: Update documents for an individual customer.',
);
const updateBusiness = requestOf(
	akepa,
	'KYC/KYB Update Document > Request body examples: Update documents for a business representative associated with a business customer.',
);
const linkBody = requestOf(legacyLink, 'Link Document > Request body');
const initBody = requestOf(legacyInit, 'Init > Request Body');

const uploadedDocuments = (updateIndividual.documents as Array<{ documentId: string }>).map(
	({ documentId }) => ({ id: documentId, uploadStatus: true }),
);
const individualInUpdate: Seed = {
	applications: [
		{
			applicationId: 'iapp_5wdC2B35HnIm1We30x1cFI',
			customerId: updateIndividual.customerId as string,
		},
	],
	documents: uploadedDocuments,
};
const businessInUpdate: Seed = {
	applications: [
		{
			applicationId: 'iapp_6DRSElqm73K3Lcj1GfzAhc',
			customerId: updateBusiness.customerId as string,
			entityApplications: [representative, passed(updateBusiness.customerId as string, true)],
		},
	],
	documents: uploadedDocuments,
};
const documentToUpload = {
	id: 'doc_6nUpgZJJXI0WAWhT1etoaK',
	workflow: 'BUSINESS',
	dtsCreatedAt: '2023-03-02T15:20:52.415Z',
};
const generated: Seed = {
	now: '2023-03-02T15:06:48.511Z',
	nextIds: { document: ['doc_6ESuXsYo0J8cgjEWK5xFe2'] },
};

const initCustomer = {
	reference: '22223',
	customerId: initBody.customerId as string,
	customerType: 'individual' as const,
	// The lists hold only comments on the page.
	customer: {
		businessAddresses: [],
		businessPhones: [],
		firstName: 'John',
		lastName: 'Testman',
		gender: 'M',
		dateOfBirth: '1978-10-15',
		email: 'aa@aa.aa',
		citizenshipCountryCodeA3: 'USA',
		addresses: [],
		phones: [],
		identificationDocuments: [],
	},
	dtsCreatedAt: '2022-10-07T17:18:56.424Z',
};
const initSeed: Seed = {
	customers: [initCustomer],
	nextIds: { legacyDocument: ['doc-1qfdwf5KV66EBv0vVVdmTW', 'doc-1qfdwgKNnog8UUyrx390cY'] },
};
const linkSeed: Seed = {
	customers: [
		{
			reference: '2222369478',
			customerId: linkBody.customerId as string,
			customer: {},
			dtsCreatedAt: '2022-10-07T17:18:56.424Z',
		},
	],
	legacyCustomers: [
		{
			customerId: linkBody.customerId as string,
			attributes: {
				cardAttributes: {
					productID: 'AWSM_API_Evolve_Test',
					nameOnCard: 'JOHN TESTMAN UWUR',
					designId: '1',
					addressType: 'PRIMARY',
					issueType: 'NEW',
					additionalData: { designId: '1' },
				},
			},
			kycDocumentList: [
				{ id: linkBody.documentId as string },
				{ id: 'doc-45SKHEQURjRQQQzcUOJZyY' },
			],
		},
	],
	separateDocuments: [
		{ id: linkBody.separateDocumentId as string, uploadStatus: true, extension: 'png' },
		{ id: 'sdoc_6llmzUqpMNmIMM0fRUDmKK' },
	],
};

const newStart: Scene = {
	seed: { customers: [{ customerId: 'cstap_5mBHiIx3QbkvEpjGfKsI9k' }] },
	placeholders: { reference: 'UNIQUEREFERENCEID' },
};

/** By page, then by `section > heading`: one scene for each example on each page. */
export const scenes: Record<string, Record<string, Scene>> = {
	[identification]: {
		'Identification > Request Body': newStart,
		'Identification > Snippet Examples: javascript': newStart,
		'Identification > Snippet Examples: cURL': newStart,
		'Identification > 200 AKEPA/IDENTIFICATION SUCCESSFUL RESPONSE FOR INDIVIDUAL CUSTOMER': {
			seed: {
				customers: [{ customerId: 'cstap_6reGTr3k8vpAu8uFV7EdiN' }],
				nextIds: { application: ['iapp_AwXROkAVhfKmkhXjOTmuK'] },
			},
		},
		'Identification > 200 AKEPA/IDENTIFICATION SUCCESSFUL RESPONSE FOR BUSINESS CUSTOMER': {
			seed: {
				customers: [
					{
						customerId: 'cstab_7BX5DO49J48VeWKsJ6gWNb',
						customer: { businessRepresentative: [{ id: 'cstab_7BX5DPJcbmipymiokecA6d' }] },
					},
				],
				nextIds: { application: ['iapp_3TjDAthM8ZoyKRQOJBUOZk'] },
			},
		},
	},
	[akepa]: {
		'KYC/KYB Initialization > Request headers': {
			sandbox: oldPage,
			seed: { customers: [{ customerId: startedBusiness }] },
			request: startBody,
		},
		'KYC/KYB Initialization > Request body example': {
			sandbox: oldPage,
			seed: { customers: [{ customerId: startedBusiness }] },
		},
		'KYC/KYB Initialization > 200 (HTTP response status code) -- Success, KYC/KYB process has been initialized for an individual customer':
			{
				sandbox: olderAggregator,
				seed: {
					customers: [{ customerId: 'cstap_24fyE3mgTeGdy7hYlqC9j4' }],
					nextIds: { application: ['iapp_34rAt1UTohynboSN1hg2KS'] },
				},
				request: { ...startBody, customerId: 'cstap_24fyE3mgTeGdy7hYlqC9j4' },
			},
		'KYC/KYB Initialization > 200 (HTTP response status code) -- Success, KYC/KYB process has been initialized for a business customer':
			{
				sandbox: olderAggregator,
				seed: {
					customers: [{ customerId: startedBusiness }],
					nextIds: { application: ['iapp_5fGHGF3op27jUFOJ79owGS'] },
				},
				request: startBody,
			},
		'KYC/KYB Initialization > 400 (HTTP response status code) -- Incorrect input data': {
			sandbox: oldPage,
			seed: {},
			request: {},
		},
		'KYC/KYB Initialization > 400 (HTTP response status code) -- Duplicate entity IDs': {
			sandbox: oldPage,
			seed: {
				customers: [
					{
						customerId: startedBusiness,
						customer: { businessRepresentative: [{ id: 'Same' }, { id: 'Same' }] },
					},
				],
			},
			request: startBody,
		},

		'Get KYC/KYB Status > Request headers': {
			sandbox: oldPage,
			seed: individualInUpdate,
			parameters: { customerId: 'cstap_3KXMXZEsVcYkgF3ZNIBMxs' },
		},
		'Get KYC/KYB Status > Request body None': {
			sandbox: oldPage,
			seed: individualInUpdate,
			parameters: { customerId: 'cstap_3KXMXZEsVcYkgF3ZNIBMxs' },
		},
		'Get KYC/KYB Status > 200 (HTTP response status code) -- Success, the KYC/KYB process details are returned for the specified business customer':
			{
				sandbox: oldPage,
				seed: {
					applications: [
						{
							applicationId: 'iapp_16dsRlhQiylq1f4hktWqNc',
							customerId: 'cstab_5UVqDyjl5n0XB4NZ3jBcHg',
							entityApplications: [representative, passed('cstab_5UVqDyjl5n0XB4NZ3jBcHg', true)],
						},
					],
				},
				parameters: { customerId: 'cstab_5UVqDyjl5n0XB4NZ3jBcHg' },
			},
		'Get KYC/KYB Status > 200 (HTTP response status code) -- Success, the KYC/KYB process details are returned for the specified individual customer':
			{
				sandbox: oldPage,
				seed: individualInUpdate,
				parameters: { customerId: 'cstap_3KXMXZEsVcYkgF3ZNIBMxs' },
			},
		'Get KYC/KYB Status > 400 (HTTP response status code) -- Identification not found': {
			sandbox: oldPage,
			seed: {},
			parameters: { customerId: 'cstab_5UVqDyjl5n0XB4NZ3jBcHg' },
		},

		'KYC/KYB Generate Document ID > Request headers': {
			sandbox: oldPage,
			seed: generated,
			request: generateBody,
		},
		'KYC/KYB Generate Document ID > Request body example': { sandbox: oldPage, seed: generated },
		'KYC/KYB Generate Document ID > 200 (HTTP response status code) -- Success, the KYC/KYB process details are returned for the specified individual customer':
			{ sandbox: oldPage, seed: generated, request: generateBody },
		'KYC/KYB Generate Document ID > 400 (HTTP response status code) -- Extension not allowed': {
			sandbox: oldPage,
			seed: {},
			request: { ...generateBody, extension: 'pdf' },
		},
		'KYC/KYB Generate Document ID > 400 (HTTP response status code) -- Required property missing': {
			sandbox: oldPage,
			seed: {},
			request: { ...generateBody, type: undefined },
		},

		'KYC/KYB Upload Document > Request headers': {
			sandbox: oldPage,
			seed: { documents: [documentToUpload] },
			parameters: { documentId: documentToUpload.id },
		},
		'KYC/KYB Upload Document > Request body File data': {
			sandbox: oldPage,
			seed: { documents: [documentToUpload] },
			parameters: { documentId: documentToUpload.id },
		},
		'KYC/KYB Upload Document > 200 (HTTP response status code) -- Success, document was uploaded': {
			sandbox: oldPage,
			seed: { documents: [documentToUpload] },
			parameters: { documentId: documentToUpload.id },
		},
		'KYC/KYB Upload Document > 400 (HTTP response status code) -- Document already uploaded': {
			sandbox: oldPage,
			seed: { documents: [{ ...documentToUpload, uploadStatus: true }] },
			parameters: { documentId: documentToUpload.id },
		},
		'KYC/KYB Upload Document > 400 (HTTP response status code) -- Document not found': {
			sandbox: oldPage,
			seed: { documents: [documentToUpload] },
			parameters: { documentId: `${documentToUpload.id}1` },
		},

		'KYC/KYB Update Document > Request headers': {
			sandbox: oldPage,
			seed: individualInUpdate,
			request: updateIndividual,
		},
		'KYC/KYB Update Document > Request body examples: Update documents for an individual customer.':
			{ sandbox: oldPage, seed: individualInUpdate },
		'KYC/KYB Update Document > Request body examples: Update documents for a business representative associated with a business customer.':
			{ sandbox: oldPage, seed: businessInUpdate },
		'KYC/KYB Update Document > 200 (HTTP response status code) -- Success, the documents were updated for the individual customer':
			{ sandbox: oldPage, seed: individualInUpdate, request: updateIndividual },
		'KYC/KYB Update Document > 200 (HTTP response status code) -- Success, the documents were updated for the business representative':
			{ sandbox: oldPage, seed: businessInUpdate, request: updateBusiness },
		'KYC/KYB Update Document > 400 (HTTP response status code) -- Entity has status completed': {
			sandbox: oldPage,
			seed: {
				applications: [
					{
						...businessInUpdate.applications![0],
						status: 'completed',
						outcome: 'Approved',
						entityApplications: [passed('ExtBusRepId123', false)],
					},
				],
				documents: uploadedDocuments,
			},
			request: updateBusiness,
		},
		'KYC/KYB Update Document > 400 (HTTP response status code) -- Identification not found': {
			sandbox: oldPage,
			seed: { customers: [{ customerId: 'cstab_1B2tsPiOvaqwmoLFvtY8cW' }] },
			request: { ...updateBusiness, customerId: 'cstab_1B2tsPiOvaqwmoLFvtY8cW' },
		},
	},
	[legacyInit]: {
		'Init > Request Body': { seed: initSeed },
		'Init > 200 (HTTP response status code) -- Success, KYC process has initialized': {
			seed: initSeed,
			request: initBody,
		},
		'Init > 400 (HTTP response status code) -- Incorrect input data': { seed: {}, request: {} },
	},
	[legacyLink]: {
		'Link Document > Request body': { seed: linkSeed },
		'Link Document > 200 (HTTP response status code) -- Separate document was successfully linked to existing customer document id':
			{ seed: linkSeed, request: linkBody },
		'Link Document > 400 (HTTP response status code) -- Document not found (existing customer document)':
			{
				seed: linkSeed,
				request: { ...linkBody, documentId: 'sdoc_2ztSzf9y8Gc77tEA7f8UCK' },
			},
		'Link Document > 400 (HTTP response status code) -- Document not found (separate document)': {
			seed: linkSeed,
			request: { ...linkBody, separateDocumentId: 'sdoc_2ztSzf9y8Gc77tEA7f8UCK1' },
		},
		'Link Document > 400 (HTTP response status code) -- Document not uploaded': {
			seed: linkSeed,
			request: { ...linkBody, separateDocumentId: 'sdoc_6llmzUqpMNmIMM0fRUDmKK' },
		},
	},
};

/** Sandboxes by their options, each started once; the scene's is empty when it is given. */
export function stage() {
	const sandboxes = new Map<string, Sandbox>();
	return {
		async sandboxFor({ sandbox: options = {} }: Scene): Promise<Sandbox> {
			const key = JSON.stringify(options);
			const sandbox = sandboxes.get(key) ?? (await startSandbox(options));
			sandboxes.set(key, sandbox);
			sandbox.reset();
			return sandbox;
		},
		async close(): Promise<void> {
			await Promise.all([...sandboxes.values()].map((sandbox) => sandbox.close()));
		},
	};
}

/** Every example of every page with its scene, in the order of the pages. */
export const examples = pages.flatMap(({ page, examples: onPage }) =>
	onPage.map((example) => ({ page, key: keyOf(example), example, scene: sceneOf(page, example) })),
);

function sceneOf(page: string, example: PageExample): Scene {
	const scene = scenes[page]?.[keyOf(example)];
	if (!scene) throw new Error(`No scene for "${keyOf(example)}" on page "${page}"`);
	return { ...scene, request: scene.request ?? example.request ?? undefined };
}

/** The scene's records, with the request id of the example's answer laid down. */
export const seedFor = ({ response }: PageExample, { seed }: Scene): Seed => ({
	...seed,
	...(response && { nextRequestIds: [response.requestId as string] }),
});
