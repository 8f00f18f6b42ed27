import type { FastifyPluginAsync } from 'fastify';
import { notifyRequested } from './changes';
import { ConnectFiError } from './errors';
import { identify, listRepresentatives } from './journey';
import { businessUpdate, customerInitBody, customerUpdateBody, individualUpdate } from './schemas';
import type { Store } from './store';
import type { Customer } from './types';

interface InitBody {
	customerReference: string;
	customerType: Customer['customerType'];
	customer: Record<string, unknown>;
}

interface UpdateBody {
	customerId: string;
	customerUpdate: Record<string, unknown>;
}

/**
 * The numbers by which a customer is recognised: SSN of an individual, FEIN of a business. Where a business record
 * holds its FEIN is not documented: a property of that name and an identification document are both understood.
 */
function taxNumbers({ customer }: Pick<Customer, 'customer'>): string[] {
	const documents = Array.isArray(customer.identificationDocuments)
		? (customer.identificationDocuments as Array<Record<string, unknown>>)
		: [];
	return [
		...documents.filter(({ type }) => type === 'SSN' || type === 'FEIN').map(({ value }) => value),
		...Object.entries(customer)
			.filter(([name]) => name.toLowerCase() === 'fein')
			.map(([, value]) => value),
	].filter((value): value is string => typeof value === 'string' && value !== '');
}

function refuseDuplicates(store: Store, { customerReference: reference, ...body }: InitBody): void {
	const taken = taxNumbers(body);
	for (const known of store.customers.values()) {
		const { customerId } = known;
		if (known.reference === reference) {
			throw new ConnectFiError('referenceExists', { reference, entityId: customerId });
		}
		const same = known.customerType === body.customerType;
		if (same && taxNumbers(known).some((number) => taken.includes(number))) {
			const cFiAggregatorId = store.aggregatorId;
			throw new ConnectFiError('customerExists', { cFiAggregatorId, customerId });
		}
	}
}

function register(store: Store, body: InitBody): Customer {
	const { customerReference: reference, customerType } = body;
	const customerId = store.mint.id(customerType);
	if (customerType === 'business') {
		for (const representative of listRepresentatives(body.customer)) {
			representative.id ??= store.mint.id('representative');
		}
	}
	const customer: Customer = {
		customerId,
		reference,
		customerType,
		customer:
			customerType === 'business'
				? body.customer
				: // The legacy Init example shows an individual with both lists, empty.
					{ businessAddresses: [], businessPhones: [], ...body.customer },
		boises: [],
		dtsCreatedAt: store.mint.now(),
	};
	store.customers.set(customerId, customer);
	return customer;
}

function applyUpdate(customer: Record<string, unknown>, update: Record<string, unknown>): void {
	const { businessRepresentatives, businessRepresentative, ...plain } = update;
	Object.assign(customer, plain);
	for (const change of listRepresentatives({ businessRepresentatives, businessRepresentative })) {
		const known = listRepresentatives(customer).find(({ id }) => id === change.id);
		if (known !== undefined) Object.assign(known, change);
	}
}

/** /customer/init, /customer/status/:customerId and /customer/update. */
export const customerRoutes: FastifyPluginAsync<{ store: Store }> = async (app, { store }) => {
	const { representativesField } = store.settings;
	const updateOfBusiness = businessUpdate(representativesField);

	app.post<{ Body: InitBody }>(
		'/customer/init',
		{ schema: { body: customerInitBody(representativesField) } },
		({ body }) => {
			refuseDuplicates(store, body);
			return store.envelope(store.customerView(register(store, body)));
		},
	);

	app.get<{ Params: { customerId: string } }>('/customer/status/:customerId', ({ params }) =>
		store.envelope(store.customerView(store.customer(params.customerId))),
	);

	app.post<{ Body: UpdateBody }>(
		'/customer/update',
		{ schema: { body: customerUpdateBody } },
		(request) => {
			const { customerId, customerUpdate } = request.body;
			const record = store.customer(customerId);
			// The error for a field of the other customer type is not documented; INFERRED requestValidateError.
			const allowed = record.customerType === 'individual' ? individualUpdate : updateOfBusiness;
			const validate = request.compileValidationSchema(allowed);
			if (!validate(customerUpdate)) {
				throw Object.assign(new Error('invalid update'), { validation: validate.errors });
			}
			applyUpdate(record.customer, customerUpdate);

			const application = store.latestApplication(customerId);
			// INFERRED: the record may hold now what the KYC was waiting for.
			if (application?.status === 'data_request') {
				identify(application, record);
				notifyRequested(store, application, 'data_request');
			}
			return store.envelope(store.customerView(record));
		},
	);
};
