import type { Application, Customer, Entity, LegacyKyc } from './types';

const awaitingDocuments = ['pending_step_up', 'pending_documents'];

/**
 * @param entity an entity of an application
 * @returns whether document images are expected for it
 */
export const awaitsDocuments = ({ status }: Entity): boolean => awaitingDocuments.includes(status);

/** A representative of a business as the customer record holds it. */
export type Representative = Record<string, unknown> & { id?: unknown; lastName?: unknown };

const pickObjects = (value: unknown) => (Array.isArray(value) ? (value as Representative[]) : []);

/**
 * @param customer `customer` object of a business; the docs write both names of the list
 * @returns its representatives
 */
export function listRepresentatives(customer: Record<string, unknown>): Representative[] {
	return [
		...pickObjects(customer.businessRepresentatives),
		...pickObjects(customer.businessRepresentative),
	];
}

/** The last name that decides an entity's fate; a business itself has none. */
function triggerName({ customerType, customer }: Customer, entity: Entity): unknown {
	if (customerType === 'individual') return customer.lastName;
	if (entity.isCustomer) return undefined;
	return listRepresentatives(customer).find(({ id }) => id === entity.entityId)?.lastName;
}

/**
 * INFERRED: the docs say only that a record lacking a field that the client's own procedure requires can lead to
 * `data_request`. Here an individual needs a date of birth and an address, unless a trigger name decides anyway.
 */
function lacksData({ customerType, customer }: Customer): boolean {
	if (customerType === 'business') return false;
	if (customer.lastName === 'Denied' || customer.lastName === 'WaitReview') return false;
	return !customer.dateOfBirth || pickObjects(customer.addresses).length === 0;
}

const hasReviewAddress = (customer: Record<string, unknown>) =>
	pickObjects(customer.businessAddresses).some(
		({ type, postalCode }) => type === 'PRIMARY' && postalCode === '00000',
	);

/** How an entity stands right after identification (Sandbox Tests page and its older table). */
function verdictAtIdentification(customer: Customer, entity: Entity) {
	if (entity.isCustomer && customer.customerType === 'business') {
		return hasReviewAddress(customer.customer)
			? ({ status: 'waiting_review', outcome: null } as const)
			: ({ status: 'completed', outcome: 'approved' } as const);
	}
	return triggerName(customer, entity) === 'Denied'
		? ({ status: 'completed', outcome: 'denied' } as const)
		: ({ status: 'pending_step_up', outcome: null } as const);
}

/** Front and back are both there (the docs name no document type for which one side would do). */
const hasBothSides = ({ documents }: Entity) =>
	['front', 'back'].every((side) => documents.some(({ view }) => view === side));

/**
 * Lists the entities of a new application: representatives first, as in the identification examples.
 * @param customer individual or business
 * @returns entities on which nothing is decided yet
 */
export function listEntities(customer: Customer): Entity[] {
	const entity = (entityId: string, isCustomer: boolean): Entity => ({
		entityId,
		isCustomer,
		status: 'running',
		outcome: null,
		documents: [],
	});
	const representatives =
		customer.customerType === 'business' ? listRepresentatives(customer.customer) : [];
	return [
		...representatives.map(({ id }) => entity(String(id), false)),
		entity(customer.customerId, true),
	];
}

/**
 * The status of the whole journey from those of its entities: approved only if all are. A business in review outweighs
 * representatives who still owe documents, as the postal code 00000 leads to review at identification; in all other
 * cases the documents come first.
 */
function settleJourney(application: Application): void {
	const { entities } = application;
	const has = (status: string) => entities.some((entity) => entity.status === status);
	const settle = (status: string, outcome: Application['outcome'] = null) => {
		application.status = status;
		application.outcome = outcome;
	};
	if (entities.some(({ outcome }) => outcome === 'denied')) return settle('completed', 'Denied');
	if (entities.every(({ outcome }) => outcome === 'approved')) {
		return settle('completed', 'Approved');
	}
	const representativesExist = entities.length > 1;
	if (
		representativesExist &&
		entities.some((entity) => entity.isCustomer && entity.status === 'waiting_review')
	) {
		return settle('waiting_review');
	}
	const owed = awaitingDocuments.find(has);
	if (owed !== undefined) return settle(owed);
	if (has('waiting_review')) return settle('waiting_review');
	settle('running');
}

/**
 * Decides what identification leads to.
 * @param application a new application; its statuses are set
 * @param customer the customer it is about
 */
export function identify(application: Application, customer: Customer): void {
	if (lacksData(customer)) {
		// `data_request` is not among the entity statuses; that the entity is `running` meanwhile is INFERRED.
		application.status = 'data_request';
		return;
	}
	for (const entity of application.entities) {
		Object.assign(entity, verdictAtIdentification(customer, entity));
	}
	settleJourney(application);
}

/**
 * Adds documents that were linked.
 * @param application entities that now have front and back become `running`
 * @returns whether there are such entities, so that `decideEntities` has something to do
 */
export function takeDocuments(application: Application): boolean {
	const complete = application.entities.filter(
		(entity) => awaitsDocuments(entity) && hasBothSides(entity),
	);
	for (const entity of complete) entity.status = 'running';
	return complete.length > 0;
}

/**
 * Decides what linked documents lead to.
 * @param application entities that were taken note of are decided, and the journey's status with them
 * @param customer the customer it is about
 */
export function decideEntities(application: Application, customer: Customer): void {
	for (const entity of application.entities) {
		if (entity.status !== 'running' || !hasBothSides(entity)) continue;
		if (triggerName(customer, entity) === 'WaitReview') entity.status = 'waiting_review';
		else Object.assign(entity, { status: 'completed', outcome: 'approved' });
	}
	settleJourney(application);
}

/**
 * The vendor's table of customer statuses against journey statuses.
 * @param application the latest application of a customer
 * @returns `kycStatus` as GET /customer/status shows it
 */
export function deriveKycStatus({ status, outcome }: Application): string {
	if (['data_request', 'pending_documents', 'pending_step_up'].includes(status)) {
		return 'WAITING_DATA';
	}
	if (['waiting_review', 'pending_journey_application_review'].includes(status)) {
		return 'WAITING_REVIEW';
	}
	if (outcome === 'Approved') return 'APPROVED';
	return outcome === 'Denied' ? 'DECLINED' : 'PENDING';
}

/**
 * Settles a legacy KYC that may have received all it waits for. That the trigger names work here too is INFERRED.
 * @param kyc its status is set
 * @param customer the customer it is about
 */
export function settleLegacyKyc(kyc: LegacyKyc, customer: Customer): void {
	if (kyc.status !== 'WAITING_DATA') return;
	if (kyc.attributes?.cardAttributes === undefined && kyc.attributeCodes.length > 0) return;
	if (!kyc.documents.every(({ uploadStatus }) => uploadStatus)) return;
	kyc.status = customer.customer.lastName === 'WaitReview' ? 'REVIEW' : 'APPROVED';
}
