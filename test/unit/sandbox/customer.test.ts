import {
	additional,
	clientOf,
	createCustomer,
	identify,
	person,
	reference,
	useSandbox,
} from './support';
import type { SandboxOptions } from '../../../sandbox';

const used = useSandbox({ aggregatorId: 'evolve' });

const opened = async (options: SandboxOptions) => {
	const sandbox = await used.open(options);
	return { sandbox, client: clientOf(sandbox) };
};

const init = (body: unknown) => used.client.post('/customer/init', body);

describe('POST /customer/init', () => {
	it('registers an individual and answers in the envelope', async () => {
		const { status, data } = await init({
			customerReference: 'unique1',
			customerType: 'individual',
			customer: person(),
		});
		expect(status).toBe(200);
		expect(data).toEqual({
			code: '0',
			data: {
				reference: 'unique1',
				customerId: expect.stringMatching(/^cstap_[0-9A-Za-z]{22}$/),
				customerType: 'individual',
				customer: { businessAddresses: [], businessPhones: [], ...person() },
				kycStatus: 'PENDING',
				boises: [],
				dtsCreatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
			},
			requestId: expect.stringMatching(/^[0-9a-f]{12}1[0-9a-f]{3}[89ab][0-9a-f]{15}$/),
		});
	});

	it('registers a business, giving ids to representatives that have none', async () => {
		const businessRepresentative = [{ id: 'ExtBusRepId123', lastName: 'One' }, { lastName: 'Two' }];
		const { data } = await init({
			customerReference: reference(),
			customerType: 'business',
			customer: { businessRepresentative },
		});
		expect(data.data.customerId).toMatch(/^cstab_/);
		expect(data.data.customer.businessRepresentative).toEqual([
			{ id: 'ExtBusRepId123', lastName: 'One' },
			{ id: expect.stringMatching(/^cstab_[0-9A-Za-z]{22}$/), lastName: 'Two' },
		]);
	});

	it('knows the name of the pages unless told otherwise', async () => {
		const { status } = await init({
			customerReference: reference(),
			customerType: 'business',
			customer: { businessRepresentatives: [] },
		});
		expect(status).toBe(400);
	});

	it.each([
		['businessRepresentative', 'businessRepresentatives'],
		['businessRepresentatives', 'businessRepresentative'],
	] as const)('that knows %s refuses %s by name', async (known, other) => {
		const { client, sandbox } = await opened({ representativesField: known });
		const send = (name: string) =>
			client.post('/customer/init', {
				customerReference: reference(),
				customerType: 'business',
				customer: { agreedName: 'Acme', [name]: [{ id: 'Rep1', lastName: 'Denied' }] },
			});
		const { status, data } = await send(other);
		expect([status, data.code]).toEqual([400, 'requestValidateError']);
		expect(data.context).toEqual([
			expect.objectContaining({ instancePath: '/customerType', keyword: 'enum' }),
			{
				instancePath: '/customer',
				schemaPath: '#/oneOf/1/properties/customer/additionalProperties',
				keyword: 'additionalProperties',
				params: { additionalProperty: other },
				message: 'must NOT have additional properties',
			},
			expect.objectContaining({ instancePath: '', keyword: 'oneOf' }),
		]);
		expect(sandbox.state().customers).toEqual([]);

		const taken = await send(known);
		expect(taken.status).toBe(200);
		expect(taken.data.data.customer.agreedName).toBe('Acme');
		const { customerId } = taken.data.data;
		expect((await identify(client, customerId)).outcome).toBe('Denied');

		const change = (name: string) =>
			client.post('/customer/update', {
				customerId,
				customerUpdate: { [name]: [{ id: 'Rep1', email: 'b@b.b' }] },
			});
		expect((await change(other)).data).toEqual(additional(other));
		expect((await change(known)).status).toBe(200);
	});

	it('that ignores unknown properties registers no representatives of the other name', async () => {
		const { client } = await opened({ unknownProperties: 'ignore' });
		const customer = { agreedName: 'Acme', businessRepresentatives: [{ lastName: 'Denied' }] };
		const customerId = await createCustomer(client, customer, 'business');
		expect((await identify(client, customerId)).outcome).toBe('Approved');
		const { data } = await client.get(`/customer/status/${customerId}`);
		expect(data.data.customer).toEqual({ agreedName: 'Acme' });
	});

	it('refuses a body that is neither, with the failures of both alternatives', async () => {
		const { status, data } = await init({
			customerReference: reference(),
			customerType: 'individual',
			customer: { firstName: 'John' },
		});
		expect(status).toBe(400);
		expect(data).toEqual({
			requestId: expect.any(String),
			code: 'requestValidateError',
			context: [
				{
					instancePath: '/customer',
					schemaPath: '#/oneOf/0/properties/customer/required',
					keyword: 'required',
					params: { missingProperty: 'lastName' },
					message: "must have required property 'lastName'",
				},
				{
					instancePath: '/customerType',
					schemaPath: '#/oneOf/1/properties/customerType/enum',
					keyword: 'enum',
					params: { allowedValues: ['business'] },
					message: 'must be equal to one of the allowed values',
				},
				expect.objectContaining({ instancePath: '', keyword: 'oneOf' }),
			],
		});
	});

	it.each([
		['an SSN with dashes', { identificationDocuments: [{ type: 'SSN', value: '123-45-6789' }] }],
		['a birth date in words', { dateOfBirth: 'May 1st' }],
		['an email without @', { email: 'nobody' }],
		['a blank last name', { lastName: '   ' }],
		['an angle bracket in the first name', { firstName: '<b>' }],
	])('refuses %s', async (_what, fields) => {
		const { status, data } = await init({
			customerReference: reference(),
			customerType: 'individual',
			customer: { ...person(), ...fields },
		});
		expect([status, data.code]).toEqual([400, 'requestValidateError']);
	});

	it('refuses a reference that is not alphanumeric, and an unknown outer property', async () => {
		const good = { customerReference: 'ok1', customerType: 'individual', customer: person() };
		expect((await init({ ...good, customerReference: 'a-b' })).data.code).toBe(
			'requestValidateError',
		);
		expect((await init({ ...good, extra: 1 })).data.code).toBe('requestValidateError');
		expect((await init(good)).status).toBe(200);
	});

	it('refuses a reference used before', async () => {
		const body = { customerReference: 'same', customerType: 'individual', customer: person() };
		const entityId = (await init(body)).data.data.customerId;
		const { status, data } = await init(body);
		expect(status).toBe(400);
		expect(data).toEqual({
			requestId: expect.any(String),
			code: 'referenceExists',
			context: { reference: 'same', entityId },
			message: 'Reference already exists.',
		});
	});

	it.each([
		[
			'SSN',
			'individual',
			{ ...person(), identificationDocuments: [{ type: 'SSN', value: '123456789' }] },
		],
		['FEIN as a property', 'business', { fein: '12-3456789' }],
		['FEIN as a document', 'business', { identificationDocuments: [{ type: 'FEIN', value: '1' }] }],
	])('refuses a customer with the %s of another', async (_what, customerType, customer) => {
		const customerId = await createCustomer(used.client, customer, customerType);
		const { status, data } = await init({ customerReference: reference(), customerType, customer });
		expect(status).toBe(400);
		expect(data).toEqual({
			requestId: expect.any(String),
			code: 'customerExists',
			context: { cFiAggregatorId: 'evolve', customerId },
			message: 'Customer exists.',
		});
	});
});

it('takes a person and a business with the same number', async () => {
	const identificationDocuments = [{ type: 'SSN', value: '123456789' }];
	await createCustomer(used.client, { ...person(), identificationDocuments });
	expect(await createCustomer(used.client, { fein: '123456789' }, 'business')).toMatch(/^cstab_/);
});

describe('GET /customer/status/:customerId', () => {
	it('answers the customer, with the status of its latest application', async () => {
		const customerId = await createCustomer(used.client);
		await identify(used.client, customerId);
		const { status, data } = await used.client.get(`/customer/status/${customerId}`);
		expect(status).toBe(200);
		expect(data.data).toMatchObject({ customerId, kycStatus: 'WAITING_DATA' });
	});

	it.each([
		['data_request', undefined, 'WAITING_DATA'],
		['pending_documents', undefined, 'WAITING_DATA'],
		['pending_step_up', undefined, 'WAITING_DATA'],
		['waiting_review', undefined, 'WAITING_REVIEW'],
		['pending_journey_application_review', undefined, 'WAITING_REVIEW'],
		['completed', 'Approved', 'APPROVED'],
		['completed', 'Denied', 'DECLINED'],
		['running', undefined, 'PENDING'],
		['something_new', undefined, 'PENDING'],
	] as const)('shows %s %s as %s', async (status, outcome, kycStatus) => {
		const customerId = await createCustomer(used.client);
		const { applicationId } = await identify(used.client, customerId);
		await used.sandbox.transition(applicationId, { status, outcome });
		const { data } = await used.client.get(`/customer/status/${customerId}`);
		expect(data.data.kycStatus).toBe(kycStatus);
	});

	it('refuses an unknown customer', async () => {
		const { status, data } = await used.client.get('/customer/status/cstap_nobody');
		expect(status).toBe(400);
		expect(data).toEqual({
			requestId: expect.any(String),
			code: 'customerNotFound',
			context: { customerId: 'cstap_nobody' },
			message: 'Customer not found.',
		});
	});
});

describe('POST /customer/update', () => {
	const update = (customerId: string, customerUpdate: object) =>
		used.client.post('/customer/update', { customerId, customerUpdate });

	it('changes an individual, which may supply what the KYC was waiting for', async () => {
		const { addresses, ...withoutAddress } = person();
		const customerId = await createCustomer(used.client, withoutAddress);
		expect((await identify(used.client, customerId)).status).toBe('data_request');

		const { data } = await update(customerId, { addresses, email: 'b@b.b' });
		expect(data.data.customer).toMatchObject({ addresses, email: 'b@b.b', lastName: 'Testman' });
		const { data: after } = await used.client.get(`/akepa/status/${customerId}`);
		expect(after.data.status).toBe('pending_step_up');
	});

	it('changes a representative of a business', async () => {
		const representative = { id: 'Rep1', lastName: 'One', email: 'a@a.a' };
		const customerId = await createCustomer(
			used.client,
			{ businessRepresentative: [representative] },
			'business',
		);
		const changed = { id: 'Rep1', email: 'b@b.b' };
		const { data } = await update(customerId, { businessRepresentative: [changed] });
		expect(data.data.customer.businessRepresentative).toEqual([{ ...representative, ...changed }]);
	});

	it.each([
		['a name', { lastName: 'Other' }],
		['a field of a business', { businessPhones: [{}] }],
		['an empty list', { phones: [] }],
	])('refuses %s for an individual', async (_what, customerUpdate) => {
		const { status, data } = await update(await createCustomer(used.client), customerUpdate);
		expect([status, data.code]).toEqual([400, 'requestValidateError']);
		expect(data.context).toHaveLength(1);
	});

	it('refuses an unknown customer', async () => {
		expect((await update('cstap_nobody', {})).data.code).toBe('customerNotFound');
	});
});
