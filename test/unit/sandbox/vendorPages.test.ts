import { startSandbox, type Sandbox, type Seed } from '../../../sandbox/index';
import { clientOf, form } from './support';

/**
 * The vendor's own examples, replayed to the letter: request, status and whole answer as on the page. Comments inside
 * the pages' JSON are left out.
 */
interface Example {
	page: string;
	seed: Seed;
	request: [method: string, path: string, body?: object];
	answer: [status: number, body: object];
}

const entity = (
	entityId: string,
	isCustomer: boolean,
	status: string,
	outcome: 'approved' | null = null,
) => ({ entityId, isCustomer, status, outcome });

const representative = entity('ExtBusRepId123', false, 'pending_step_up');
const step = (customerId: string) => entity(customerId, true, 'pending_step_up');
const passed = (entityId: string, isCustomer = true) =>
	entity(entityId, isCustomer, 'completed', 'approved');

const success = (data: object, requestId: string): Example['answer'] => [
	200,
	{ code: '0', data, requestId },
];

const oldDocument = {
	aggregatorId: 'amplifi',
	workflow: 'BUSINESS',
	name: 'front',
	extension: 'jpg',
	type: 'license',
};

const links = (entityId: string) =>
	['doc_7fdqI9X17TFQFxI33ZNiO6', 'doc_7Jl5kNLvfvClB7BVogm5Vw'].map((documentId, index) => ({
		entityId,
		documentId,
		view: index === 0 ? 'front' : 'back',
	}));
const linkable = links('').map(({ documentId }) => ({ id: documentId, uploadStatus: true }));

const legacyCustomer = {
	reference: '2222369478',
	customerId: 'csta-YbQeg60v7orvQFIYA7gKU',
	customerType: 'individual' as const,
	customer: {},
	boises: [],
	dtsCreatedAt: '2022-10-07T17:18:56.424Z',
};
const legacyKyc = {
	attributeCodes: ['cardAttributes'],
	system: 'condor',
	mode: 'licenseUSACondor',
	status: 'WAITING_DATA',
};
const kycAttributes = {
	cardAttributes: {
		productID: 'AWSM_API_Evolve_Test',
		nameOnCard: 'JOHN TESTMAN UWUR',
		designId: '1',
		addressType: 'PRIMARY',
		issueType: 'NEW',
		additionalData: { designId: '1' },
	},
};
const linkSeed: Seed = {
	customers: [legacyCustomer],
	legacyCustomers: [
		{
			customerId: legacyCustomer.customerId,
			attributes: kycAttributes,
			kycDocumentList: [{ id: 'doc-45SKHDbSp1Imxr1hjGOmfW' }, { id: 'doc-45SKHEQURjRQQQzcUOJZyY' }],
		},
	],
	separateDocuments: [
		{ id: 'sdoc_lnj0CHjHqUms6VgpFwU2Q', uploadStatus: true, extension: 'png' },
		{ id: 'sdoc_6llmzUqpMNmIMM0fRUDmKK' },
	],
};
const linkBody = {
	customerId: 'csta-YbQeg60v7orvQFIYA7gKU',
	documentId: 'doc-45SKHDbSp1Imxr1hjGOmfW',
	separateDocumentId: 'sdoc_lnj0CHjHqUms6VgpFwU2Q',
};

const initCustomer = {
	reference: '22223',
	customerId: 'csta-6TqoA6HtSItCANO1KT0W7u',
	customerType: 'individual' as const,
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
	boises: [],
	dtsCreatedAt: '2022-10-07T17:18:56.424Z',
};

const required = (missingProperty: string, requestId: string): Example['answer'] => [
	400,
	{
		requestId,
		code: 'requestValidateError',
		context: [
			{
				instancePath: '',
				schemaPath: '#/required',
				keyword: 'required',
				params: { missingProperty },
				message: `must have required property '${missingProperty}'`,
			},
		],
	},
];

const notFound = (documentId: string, requestId: string): Example['answer'] => [
	400,
	{ requestId, code: 'documentNotFound', message: `Document ${documentId} not found` },
];

const newPages: Example[] = [
	{
		page: 'Identification: individual customer',
		seed: {
			customers: [{ customerId: 'cstap_6reGTr3k8vpAu8uFV7EdiN' }],
			nextIds: { application: ['iapp_AwXROkAVhfKmkhXjOTmuK'] },
			nextRequestIds: ['135520d078d411eeb5658f28ab5fe311'],
		},
		request: [
			'POST',
			'/akepa/identification',
			{
				customerId: 'cstap_6reGTr3k8vpAu8uFV7EdiN',
				reference: 'extRefApp100',
				webhookUrl: 'https://your_webhook_url/extRefApp100',
			},
		],
		answer: success(
			{
				applicationId: 'iapp_AwXROkAVhfKmkhXjOTmuK',
				aggregatorId: 'CLIENTID',
				customerId: 'cstap_6reGTr3k8vpAu8uFV7EdiN',
				reference: 'extRefApp100',
				status: 'pending_step_up',
				outcome: null,
				entityApplications: [step('cstap_6reGTr3k8vpAu8uFV7EdiN')],
			},
			'135520d078d411eeb5658f28ab5fe311',
		),
	},
	{
		page: 'Identification: business customer',
		seed: {
			customers: [
				{
					customerId: 'cstab_7BX5DO49J48VeWKsJ6gWNb',
					customer: { businessRepresentatives: [{ id: 'cstab_7BX5DPJcbmipymiokecA6d' }] },
				},
			],
			nextIds: { application: ['iapp_3TjDAthM8ZoyKRQOJBUOZk'] },
			nextRequestIds: ['7fe10b9078db11eeb5658f28ab5fe311'],
		},
		request: [
			'POST',
			'/akepa/identification',
			{
				customerId: 'cstab_7BX5DO49J48VeWKsJ6gWNb',
				reference: 'extRefBApp100',
				webhookUrl: 'https://your_webhook_url/extRefBApp100',
			},
		],
		answer: success(
			{
				applicationId: 'iapp_3TjDAthM8ZoyKRQOJBUOZk',
				aggregatorId: 'CLIENTID',
				customerId: 'cstab_7BX5DO49J48VeWKsJ6gWNb',
				reference: 'extRefBApp100',
				status: 'pending_step_up',
				outcome: null,
				entityApplications: [
					entity('cstab_7BX5DPJcbmipymiokecA6d', false, 'pending_step_up'),
					passed('cstab_7BX5DO49J48VeWKsJ6gWNb'),
				],
			},
			'7fe10b9078db11eeb5658f28ab5fe311',
		),
	},
];

/** Asked for without the reference that the old pages do not know. */
const oldPages: Example[] = [
	{
		page: 'akepa: identification of an individual customer',
		seed: {
			aggregatorId: 'evolve',
			customers: [{ customerId: 'cstap_24fyE3mgTeGdy7hYlqC9j4' }],
			nextIds: { application: ['iapp_34rAt1UTohynboSN1hg2KS'] },
			nextRequestIds: ['64e9e590b78f11ed877e9cb46042ed12'],
		},
		request: ['POST', '/akepa/identification', { customerId: 'cstap_24fyE3mgTeGdy7hYlqC9j4' }],
		answer: success(
			{
				applicationId: 'iapp_34rAt1UTohynboSN1hg2KS',
				aggregatorId: 'evolve',
				customerId: 'cstap_24fyE3mgTeGdy7hYlqC9j4',
				status: 'pending_step_up',
				outcome: null,
				entityApplications: [step('cstap_24fyE3mgTeGdy7hYlqC9j4')],
			},
			'64e9e590b78f11ed877e9cb46042ed12',
		),
	},
	{
		page: 'akepa: identification of a business customer',
		seed: {
			aggregatorId: 'evolve',
			customers: [{ customerId: 'cstab_4oeFBBpTPk8rdy5oIhbTuW' }],
			nextIds: { application: ['iapp_5fGHGF3op27jUFOJ79owGS'] },
			nextRequestIds: ['ac956940b79011ed877e9cb46042ed12'],
		},
		request: [
			'POST',
			'/akepa/identification',
			{
				customerId: 'cstab_4oeFBBpTPk8rdy5oIhbTuW',
				webhookURL: 'http://sample.com/mywebhook?ref=123something',
			},
		],
		answer: success(
			{
				applicationId: 'iapp_5fGHGF3op27jUFOJ79owGS',
				aggregatorId: 'evolve',
				customerId: 'cstab_4oeFBBpTPk8rdy5oIhbTuW',
				status: 'pending_step_up',
				outcome: null,
				entityApplications: [representative, passed('cstab_4oeFBBpTPk8rdy5oIhbTuW')],
			},
			'ac956940b79011ed877e9cb46042ed12',
		),
	},
	{
		page: 'akepa: identification with incorrect input data',
		seed: { nextRequestIds: ['daec4c90b79611ed877e9cb46042ed12'] },
		request: ['POST', '/akepa/identification', {}],
		answer: required('customerId', 'daec4c90b79611ed877e9cb46042ed12'),
	},
	{
		page: 'akepa: identification with duplicate entity ids',
		seed: {
			customers: [
				{
					customerId: 'cstab_4oeFBBpTPk8rdy5oIhbTuW',
					customer: { businessRepresentatives: [{ id: 'Same' }, { id: 'Same' }] },
				},
			],
			nextRequestIds: ['cc623e30b78411ed877e9cb46042ed12'],
		},
		request: ['POST', '/akepa/identification', { customerId: 'cstab_4oeFBBpTPk8rdy5oIhbTuW' }],
		answer: [
			400,
			{
				requestId: 'cc623e30b78411ed877e9cb46042ed12',
				code: 'extAkepa',
				subCode: 4091,
				message: 'Multiple entities cannot have the same external_entity_id.',
			},
		],
	},
	{
		page: 'akepa: status of a business customer',
		seed: {
			applications: [
				{
					applicationId: 'iapp_16dsRlhQiylq1f4hktWqNc',
					customerId: 'cstab_5UVqDyjl5n0XB4NZ3jBcHg',
					entityApplications: [representative, passed('cstab_5UVqDyjl5n0XB4NZ3jBcHg')],
				},
			],
			nextRequestIds: ['35c66360b84d11ed94b4966a132cde12'],
		},
		request: ['GET', '/akepa/status/cstab_5UVqDyjl5n0XB4NZ3jBcHg'],
		answer: success(
			{
				applicationId: 'iapp_16dsRlhQiylq1f4hktWqNc',
				aggregatorId: 'amplifi',
				customerId: 'cstab_5UVqDyjl5n0XB4NZ3jBcHg',
				status: 'pending_step_up',
				outcome: null,
				entityApplications: [representative, passed('cstab_5UVqDyjl5n0XB4NZ3jBcHg')],
			},
			'35c66360b84d11ed94b4966a132cde12',
		),
	},
	{
		page: 'akepa: status of an individual customer',
		seed: {
			applications: [
				{
					applicationId: 'iapp_5wdC2B35HnIm1We30x1cFI',
					customerId: 'cstap_3KXMXZEsVcYkgF3ZNIBMxs',
				},
			],
			nextRequestIds: ['ba0fd3c0b84f11ed94b4966a132cde12'],
		},
		request: ['GET', '/akepa/status/cstap_3KXMXZEsVcYkgF3ZNIBMxs'],
		answer: success(
			{
				applicationId: 'iapp_5wdC2B35HnIm1We30x1cFI',
				aggregatorId: 'amplifi',
				customerId: 'cstap_3KXMXZEsVcYkgF3ZNIBMxs',
				status: 'pending_step_up',
				outcome: null,
				entityApplications: [step('cstap_3KXMXZEsVcYkgF3ZNIBMxs')],
			},
			'ba0fd3c0b84f11ed94b4966a132cde12',
		),
	},
	{
		page: 'akepa: status, identification not found',
		seed: { nextRequestIds: ['c10eeec0b84c11ed94b4966a132cde12'] },
		request: ['GET', '/akepa/status/cstab_5UVqDyjl5n0XB4NZ3jBcHg'],
		answer: [
			400,
			{
				requestId: 'c10eeec0b84c11ed94b4966a132cde12',
				code: 'identificationNotFound',
				context: { customerId: 'cstab_5UVqDyjl5n0XB4NZ3jBcHg' },
				message: 'Identification not found',
			},
		],
	},
	{
		page: 'akepa: generate document id',
		seed: {
			now: '2023-03-02T15:06:48.511Z',
			nextIds: { document: ['doc_6ESuXsYo0J8cgjEWK5xFe2'] },
			nextRequestIds: ['dacadc60b90b11ed94b4966a132cde12'],
		},
		request: [
			'POST',
			'/akepa/document/generate',
			{ workflow: 'BUSINESS', name: 'front', extension: 'jpg', type: 'license' },
		],
		answer: success(
			{
				id: 'doc_6ESuXsYo0J8cgjEWK5xFe2',
				uploadStatus: false,
				...oldDocument,
				dtsCreatedAt: '2023-03-02T15:06:48.511Z',
			},
			'dacadc60b90b11ed94b4966a132cde12',
		),
	},
	{
		page: 'akepa: generate, extension not allowed',
		seed: { nextRequestIds: ['777d2630b90c11ed94b4966a132cde12'] },
		request: [
			'POST',
			'/akepa/document/generate',
			{ workflow: 'BUSINESS', name: 'front', extension: 'pdf', type: 'license' },
		],
		answer: [
			400,
			{
				requestId: '777d2630b90c11ed94b4966a132cde12',
				code: 'requestValidateError',
				context: [
					{
						instancePath: '/extension',
						schemaPath: '#/properties/extension/enum',
						keyword: 'enum',
						params: { allowedValues: ['jpg', 'png'] },
						message: 'must be equal to one of the allowed values',
					},
				],
			},
		],
	},
	{
		page: 'akepa: generate, required property missing',
		seed: { nextRequestIds: ['9d115ba0b90c11ed94b4966a132cde12'] },
		request: [
			'POST',
			'/akepa/document/generate',
			{ workflow: 'BUSINESS', name: 'front', extension: 'jpg' },
		],
		answer: required('type', '9d115ba0b90c11ed94b4966a132cde12'),
	},
	{
		page: 'akepa: upload, document already uploaded',
		seed: {
			documents: [{ id: 'doc_6nUpgZJJXI0WAWhT1etoaK', uploadStatus: true }],
			nextRequestIds: ['b13ef500b90d11ed94b4966a132cde12'],
		},
		request: ['POST', '/akepa/document/upload/doc_6nUpgZJJXI0WAWhT1etoaK', form()],
		answer: [
			400,
			{
				requestId: 'b13ef500b90d11ed94b4966a132cde12',
				code: 'extAkepa',
				subCode: 4091,
				message: 'The specified document has already been uploaded.',
			},
		],
	},
	{
		page: 'akepa: upload, document not found',
		seed: { nextRequestIds: ['0f7b6860b90e11ed94b4966a132cde12'] },
		request: ['POST', '/akepa/document/upload/doc_6nUpgZJJXI0WAWhT1etoaK1', form()],
		answer: notFound('doc_6nUpgZJJXI0WAWhT1etoaK1', '0f7b6860b90e11ed94b4966a132cde12'),
	},
	{
		page: 'akepa: upload document',
		seed: {
			documents: [
				{
					id: 'doc_6nUpgZJJXI0WAWhT1etoaK',
					...oldDocument,
					dtsCreatedAt: '2023-03-02T15:20:52.415Z',
				},
			],
			nextRequestIds: ['d9ceb730b90d11ed94b4966a132cde12'],
		},
		request: ['POST', '/akepa/document/upload/doc_6nUpgZJJXI0WAWhT1etoaK', form()],
		answer: success(
			{
				id: 'doc_6nUpgZJJXI0WAWhT1etoaK',
				uploadStatus: true,
				...oldDocument,
				dtsCreatedAt: '2023-03-02T15:20:52.415Z',
			},
			'd9ceb730b90d11ed94b4966a132cde12',
		),
	},
	{
		page: 'akepa: update for the individual customer',
		seed: {
			applications: [
				{
					applicationId: 'iapp_5wdC2B35HnIm1We30x1cFI',
					customerId: 'cstap_3KXMXZEsVcYkgF3ZNIBMxs',
				},
			],
			documents: linkable,
			nextRequestIds: ['f4352f40b86411ed94b4966a132cde12'],
		},
		request: [
			'POST',
			'/akepa/update',
			{
				customerId: 'cstap_3KXMXZEsVcYkgF3ZNIBMxs',
				documents: links('cstap_3KXMXZEsVcYkgF3ZNIBMxs'),
			},
		],
		answer: success(
			{
				applicationId: 'iapp_5wdC2B35HnIm1We30x1cFI',
				aggregatorId: 'amplifi',
				customerId: 'cstap_3KXMXZEsVcYkgF3ZNIBMxs',
				status: 'completed',
				outcome: 'Approved',
				entityApplications: [passed('cstap_3KXMXZEsVcYkgF3ZNIBMxs')],
			},
			'f4352f40b86411ed94b4966a132cde12',
		),
	},
	{
		page: 'akepa: update for the business representative',
		seed: {
			applications: [
				{
					applicationId: 'iapp_6DRSElqm73K3Lcj1GfzAhc',
					customerId: 'cstab_6iaNRLqanalYZ18PUQmvu2',
					entityApplications: [representative, passed('cstab_6iaNRLqanalYZ18PUQmvu2')],
				},
			],
			documents: linkable,
			nextRequestIds: ['59900570b86211ed94b4966a132cde12'],
		},
		request: [
			'POST',
			'/akepa/update',
			{ customerId: 'cstab_6iaNRLqanalYZ18PUQmvu2', documents: links('ExtBusRepId123') },
		],
		answer: success(
			{
				applicationId: 'iapp_6DRSElqm73K3Lcj1GfzAhc',
				aggregatorId: 'amplifi',
				customerId: 'cstab_6iaNRLqanalYZ18PUQmvu2',
				status: 'completed',
				outcome: 'Approved',
				entityApplications: [
					passed('cstab_6iaNRLqanalYZ18PUQmvu2'),
					passed('ExtBusRepId123', false),
				],
			},
			'59900570b86211ed94b4966a132cde12',
		),
	},
	{
		page: 'akepa: update, entity has status completed',
		seed: {
			applications: [
				{
					applicationId: 'iapp_6DRSElqm73K3Lcj1GfzAhc',
					customerId: 'cstab_6iaNRLqanalYZ18PUQmvu2',
					status: 'completed',
					outcome: 'Approved',
					entityApplications: [passed('ExtBusRepId123', false)],
				},
			],
			documents: linkable,
			nextRequestIds: ['f951f770b8ea11ed94b4966a132cde12'],
		},
		request: [
			'POST',
			'/akepa/update',
			{ customerId: 'cstab_6iaNRLqanalYZ18PUQmvu2', documents: links('ExtBusRepId123') },
		],
		answer: [
			400,
			{
				requestId: 'f951f770b8ea11ed94b4966a132cde12',
				code: 'statusApplicationEntity',
				message: 'Entity ExtBusRepId123 has status completed',
			},
		],
	},
	{
		page: 'akepa: update, identification not found',
		seed: {
			customers: [{ customerId: 'cstab_1B2tsPiOvaqwmoLFvtY8cW' }],
			nextRequestIds: ['45256f60b8eb11ed94b4966a132cde12'],
		},
		request: [
			'POST',
			'/akepa/update',
			{ customerId: 'cstab_1B2tsPiOvaqwmoLFvtY8cW', documents: links('ExtBusRepId123') },
		],
		answer: [
			400,
			{
				requestId: '45256f60b8eb11ed94b4966a132cde12',
				code: 'identificationNotFound',
				context: { customerId: 'cstab_1B2tsPiOvaqwmoLFvtY8cW' },
				message: 'Identification not found',
			},
		],
	},
	{
		page: 'legacy Init: incorrect input data',
		seed: { nextRequestIds: ['28f3c700b85111ed94b4966a132cde12'] },
		request: ['POST', '/customer/kyc/init', {}],
		answer: required('customerId', '28f3c700b85111ed94b4966a132cde12'),
	},
	{
		page: 'legacy Init: success',
		seed: {
			customers: [initCustomer],
			nextIds: { legacyDocument: ['doc-1qfdwf5KV66EBv0vVVdmTW', 'doc-1qfdwgKNnog8UUyrx390cY'] },
			nextRequestIds: ['3eb38da0b79811ed877e9cb46042ed12'],
		},
		request: [
			'POST',
			'/customer/kyc/init',
			{
				customerId: 'csta-6TqoA6HtSItCANO1KT0W7u',
				webhookURL: 'http://sample.com/mywebhook?ref=123something',
			},
		],
		answer: success(
			{
				customer: { ...initCustomer, kycStatus: 'WAITING_DATA' },
				kyc: legacyKyc,
				kycDocumentList: [
					{
						id: 'doc-1qfdwf5KV66EBv0vVVdmTW',
						label: 'LICENSE FRONT',
						type: 'LICENSE',
						documentSide: 'FRONT',
						uploadStatus: false,
					},
					{
						id: 'doc-1qfdwgKNnog8UUyrx390cY',
						label: 'LICENSE BACK',
						type: 'LICENSE',
						documentSide: 'BACK',
						uploadStatus: false,
					},
				],
			},
			'3eb38da0b79811ed877e9cb46042ed12',
		),
	},
	{
		page: 'legacy Link Document: success',
		seed: { ...linkSeed, nextRequestIds: ['5e687b70b85511ed94b4966a132cde12'] },
		request: ['POST', '/customer/kyc/document-link', linkBody],
		answer: success(
			{
				customer: { ...legacyCustomer, kycStatus: 'WAITING_DATA' },
				kyc: legacyKyc,
				kycDocumentList: [
					{
						id: 'doc-45SKHDbSp1Imxr1hjGOmfW',
						label: 'LICENSE FRONT',
						type: 'LICENSE',
						documentSide: 'FRONT',
						uploadStatus: true,
						extension: 'png',
					},
					{
						id: 'doc-45SKHEQURjRQQQzcUOJZyY',
						label: 'LICENSE BACK',
						type: 'LICENSE',
						documentSide: 'BACK',
						uploadStatus: false,
					},
				],
				kycAttributes,
			},
			'5e687b70b85511ed94b4966a132cde12',
		),
	},
	{
		page: 'legacy Link Document: document not found (existing customer document)',
		seed: { ...linkSeed, nextRequestIds: ['a3adca00b85511ed94b4966a132cde12'] },
		request: [
			'POST',
			'/customer/kyc/document-link',
			{ ...linkBody, documentId: 'sdoc_2ztSzf9y8Gc77tEA7f8UCK' },
		],
		answer: notFound('sdoc_2ztSzf9y8Gc77tEA7f8UCK', 'a3adca00b85511ed94b4966a132cde12'),
	},
	{
		page: 'legacy Link Document: document not found (separate document)',
		seed: { ...linkSeed, nextRequestIds: ['aea19770b85511ed94b4966a132cde12'] },
		request: [
			'POST',
			'/customer/kyc/document-link',
			{ ...linkBody, separateDocumentId: 'sdoc_2ztSzf9y8Gc77tEA7f8UCK1' },
		],
		answer: notFound('sdoc_2ztSzf9y8Gc77tEA7f8UCK1', 'aea19770b85511ed94b4966a132cde12'),
	},
	{
		page: 'legacy Link Document: document not uploaded',
		seed: { ...linkSeed, nextRequestIds: ['d51e0a00b85511ed94b4966a132cde12'] },
		request: [
			'POST',
			'/customer/kyc/document-link',
			{ ...linkBody, separateDocumentId: 'sdoc_6llmzUqpMNmIMM0fRUDmKK' },
		],
		answer: [
			400,
			{
				requestId: 'd51e0a00b85511ed94b4966a132cde12',
				code: 'documentNotUploaded',
				message: 'Document sdoc_6llmzUqpMNmIMM0fRUDmKK do not uploaded',
			},
		],
	},
];

describe.each([
	['new', newPages, {}],
	['old', oldPages, { aggregatorId: 'amplifi', referenceRequired: false }],
])('examples of the %s pages', (_which, examples, options) => {
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startSandbox(options);
	});
	beforeEach(() => sandbox.reset());
	afterAll(() => sandbox.close());

	it.each(examples)('$page', async ({ seed, request: [method, url, data], answer }) => {
		const client = clientOf(sandbox);
		expect((await client.post('/sandbox/seed', seed)).data).toEqual({ seeded: true });
		const { status, data: body } = await client.request({ method, url, data });
		expect([status, body]).toEqual(answer);
	});

	it('refuses to seed a record without its id', async () => {
		const seed = { customers: [{ reference: 'r' }] };
		const { status, data } = await clientOf(sandbox).post('/sandbox/seed', seed);
		expect([status, data.error]).toEqual([400, 'Every seeded record needs its id']);
	});

	it('forgets everything on reset', async () => {
		const client = clientOf(sandbox);
		await client.post('/sandbox/seed', { ...linkSeed, now: '2022-01-01T00:00:00.000Z' });
		await client.post('/sandbox/reset');
		expect(Object.values(sandbox.state()).flat()).toEqual([]);
		sandbox.seed({ customers: [{ customerId: 'csta-1' }] });
		expect(sandbox.state().customers[0].dtsCreatedAt).not.toMatch(/^2022/);
	});
});
