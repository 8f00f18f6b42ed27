import { ControlError, followJourney } from './changes';
import { listEntities, identify } from './journey';
import { idPrefixes, type IdKind } from './mint';
import type { Store } from './store';
import type {
	AkepaDocument,
	Application,
	Customer,
	Entity,
	LegacyDocument,
	LegacyKyc,
	SeparateDocument,
} from './types';

/** Records to put into a sandbox as they are, so that an example of the docs can be replayed to the letter. */
export interface Seed {
	/** Customers; only the id is needed, a complete sample person or business fills the rest. */
	customers?: Array<Partial<Customer> & Pick<Customer, 'customerId'>>;
	/** Applications as just identified, unless told otherwise; their customers are made if they do not exist. */
	applications?: Array<
		Partial<Omit<Application, 'entities'>> &
			Pick<Application, 'applicationId' | 'customerId'> & {
				/** In the order in which to answer them; those of the customer when absent. */
				entityApplications?: Array<Partial<Entity> & Pick<Entity, 'entityId'>>;
			}
	>;
	documents?: Array<Partial<AkepaDocument> & Pick<AkepaDocument, 'id'>>;
	/** Legacy KYCs; their customers are made if they do not exist. */
	legacyCustomers?: Array<
		Partial<Omit<LegacyKyc, 'documents'>> &
			Pick<LegacyKyc, 'customerId'> & {
				kycDocumentList?: Array<Partial<LegacyDocument> & Pick<LegacyDocument, 'id'>>;
			}
	>;
	separateDocuments?: Array<Partial<SeparateDocument> & Pick<SeparateDocument, 'id'>>;
	/** Request ids of the next answers and callbacks, in this order. */
	nextRequestIds?: string[];
	/** Ids to give out next, per kind, in this order. */
	nextIds?: Partial<Record<IdKind, string[]>>;
	/** The client's id in connectFi from now on. */
	aggregatorId?: string;
	/** ISO time for timestamps to come; null returns to the real clock. */
	now?: string | null;
}

/** The individual of the legacy Init example. */
const samplePerson = {
	businessAddresses: [],
	businessPhones: [],
	firstName: 'John',
	lastName: 'Testman',
	gender: 'M',
	dateOfBirth: '1978-10-15',
	email: 'aa@aa.aa',
	citizenshipCountryCodeA3: 'USA',
	addresses: [
		{
			type: 'PRIMARY',
			addressLine1: '123 Main St',
			city: 'Memphis',
			stateCode: 'TN',
			postalCode: '38117',
			countryCodeA3: 'USA',
		},
	],
	phones: [],
	identificationDocuments: [],
};

const sampleBusiness = {
	businessAddresses: [],
	businessPhones: [],
	businessRepresentative: [{ id: 'ExtBusRepId123', firstName: 'John', lastName: 'Testman' }],
};

function seedCustomer(store: Store, given: NonNullable<Seed['customers']>[number]): Customer {
	const { customerId } = given;
	const customerType =
		given.customerType ?? (customerId.startsWith(idPrefixes.business) ? 'business' : 'individual');
	const customer: Customer = {
		reference: customerId.replace(/[^0-9a-zA-Z]/g, '').slice(0, 32),
		customer: structuredClone<Record<string, unknown>>(
			customerType === 'business' ? sampleBusiness : samplePerson,
		),
		boises: [],
		dtsCreatedAt: store.mint.now(),
		...given,
		customerType,
	};
	store.customers.set(customerId, customer);
	return customer;
}

const customerFor = (store: Store, customerId: string) =>
	store.customers.get(customerId) ?? seedCustomer(store, { customerId });

function seedApplication(store: Store, given: NonNullable<Seed['applications']>[number]): void {
	const { entityApplications, ...fields } = given;
	const customer = customerFor(store, given.customerId);
	const application: Application = {
		aggregatorId: store.aggregatorId,
		status: 'running',
		outcome: null,
		webhookUrl: null,
		asynchronous: false,
		startedAt: store.mint.now(),
		entities: listEntities(customer),
		...fields,
	};
	if (fields.status === undefined) identify(application, customer);
	else followJourney(application);
	if (entityApplications !== undefined) {
		const { status } = application;
		application.entities = entityApplications.map((entity) => ({
			isCustomer: entity.entityId === given.customerId,
			status,
			outcome: null,
			documents: [],
			...entity,
		}));
	}
	store.applications.set(application.applicationId, application);
}

function seedLegacy(store: Store, given: NonNullable<Seed['legacyCustomers']>[number]): void {
	const { kycDocumentList = [], ...fields } = given;
	customerFor(store, given.customerId);
	store.legacy.set(given.customerId, {
		attributeCodes: ['cardAttributes'],
		system: 'condor',
		mode: 'licenseUSACondor',
		status: 'WAITING_DATA',
		webhookUrl: null,
		asynchronous: false,
		startedAt: store.mint.now(),
		...fields,
		documents: kycDocumentList.map((document, index) => {
			const documentSide = document.documentSide ?? (index === 0 ? 'FRONT' : 'BACK');
			return {
				label: `LICENSE ${documentSide}`,
				type: 'LICENSE',
				uploadStatus: false,
				...document,
				documentSide,
			};
		}),
	});
}

/**
 * Puts records into a sandbox, over those with the same id.
 * @param store state of the sandbox
 * @param records what to put there; see `Seed` for what may be left out
 * @throws ControlError 400 when a record lacks its id
 */
export function seed(store: Store, records: Seed): void {
	const { customers = [], applications = [], documents = [] } = records;
	const { legacyCustomers = [], separateDocuments = [] } = records;
	const needsIds = [
		...[...customers, ...applications, ...legacyCustomers].map(({ customerId }) => customerId),
		...[...documents, ...separateDocuments].map(({ id }) => id),
		...applications.map(({ applicationId }) => applicationId),
	];
	if (!needsIds.every(Boolean)) throw new ControlError(400, 'Every seeded record needs its id');

	if (records.aggregatorId !== undefined) store.aggregatorId = records.aggregatorId;
	if (records.now !== undefined) store.mint.fixedNow = records.now;
	store.mint.nextRequestIds.push(...(records.nextRequestIds ?? []));
	for (const [kind, ids] of Object.entries(records.nextIds ?? {}) as Array<[IdKind, string[]]>) {
		(store.mint.nextIds[kind] ??= []).push(...ids);
	}
	for (const customer of customers) seedCustomer(store, customer);
	for (const application of applications) seedApplication(store, application);
	for (const document of documents) {
		store.documents.set(document.id, {
			aggregatorId: store.aggregatorId,
			uploadStatus: false,
			workflow: 'PERSONAL',
			name: 'front',
			extension: 'jpg',
			type: 'license',
			dtsCreatedAt: store.mint.now(),
			...document,
		});
	}
	for (const legacyCustomer of legacyCustomers) seedLegacy(store, legacyCustomer);
	for (const document of separateDocuments) {
		store.separateDocuments.set(document.id, { uploadStatus: false, ...document });
	}
}
