import type { IDataObject } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox';
import { createCustomer, newReference, runOperation, startApplication } from './support/connectFi';
import { individual } from './support/individual';
import { itemWithFiles } from './support/engine';
import { jpeg, png } from './support/images';
import { useSandbox } from './support/useSandbox';

let sandbox: Sandbox;
useSandbox((started) => (sandbox = started));
beforeEach(() => {
	sandbox.clearRequests();
	sandbox.clearFaults();
});

/** Generates an id for an image and uploads it, each with its own node. */
async function uploadedDocument(name: string, content = jpeg, extension = 'jpg'): Promise<string> {
	const generated = await runOperation(sandbox, 'document.generate', {
		workflow: 'PERSONAL',
		name,
		extension,
		type: 'license',
	});
	const documentId = generated.json[0].id as string;
	const uploaded = await runOperation(
		sandbox,
		'document.upload',
		{ documentId, binaryPropertyName: 'data' },
		{ items: [itemWithFiles({ data: { content, fileName: `${name}.${extension}` } })] },
	);
	expect(uploaded.error).toBeUndefined();
	expect(uploaded.json[0]).toMatchObject({ id: documentId, uploadStatus: true });
	return documentId;
}

describe('the journey of an individual, one node after the other', () => {
	it.each([
		['Testman', 'WAITING_DATA', 'APPROVED', true],
		['WaitReview', 'WAITING_DATA', 'WAITING_REVIEW', false],
	])('%s is %s, then %s', async (lastName, afterStart, afterDocuments, final) => {
		const customerId = await createCustomer(sandbox, lastName);
		const application = await startApplication(sandbox, customerId);
		expect(application).toMatchObject({
			kycStatus: afterStart,
			isFinal: false,
			entitiesAwaitingDocuments: [customerId],
			requestId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
		});

		const front = await uploadedDocument('front');
		const back = await uploadedDocument('back', png, 'png');
		const attached = await runOperation(sandbox, 'application.attachDocuments', {
			customerId,
			documents: {
				document: [
					{ documentId: front, view: 'front' },
					{ documentId: back, entityId: customerId, view: 'back' },
				],
			},
		});
		expect(attached.error).toBeUndefined();
		expect(attached.json[0]).toMatchObject({
			applicationId: application.applicationId,
			kycStatus: afterDocuments,
			isFinal: final,
			entitiesAwaitingDocuments: [],
		});

		for (const lookup of ['application', 'customer']) {
			const status = await runOperation(sandbox, 'application.getStatus', {
				lookup,
				customerId,
				applicationId: application.applicationId as string,
			});
			expect(status.json[0]).toMatchObject({
				applicationId: application.applicationId,
				kycStatus: afterDocuments,
			});
		}
		const customer = await runOperation(sandbox, 'customer.getStatus', { customerId });
		expect(customer.json[0]).toMatchObject({ customerId, kycStatus: afterDocuments });
	});

	it('attaches documents by ids with hyphens, which that page knows as plain strings', async () => {
		const customerId = 'csta-6TqoA6HtSItCANO1KT0W7u';
		const sides = ['front', 'back'].map((view) => ({ documentId: `doc-${view}`, view }));
		sandbox.seed({
			applications: [{ customerId, applicationId: 'iapp_hyphens' }],
			documents: sides.map(({ documentId }) => ({ id: documentId, uploadStatus: true })),
		});
		const { json, error } = await runOperation(sandbox, 'application.attachDocuments', {
			customerId,
			documents: { document: sides },
		});
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ customerId, kycStatus: 'APPROVED' });
	});

	it('ends at the start for Denied', async () => {
		const application = await startApplication(sandbox, await createCustomer(sandbox, 'Denied'));
		expect(application).toMatchObject({ outcome: 'Denied', kycStatus: 'DECLINED', isFinal: true });
	});

	it('gives the whole answer unchanged if asked to', async () => {
		const customerId = await createCustomer(sandbox);
		const { json } = await runOperation(sandbox, 'application.start', {
			customerId,
			reference: newReference(),
			options: { fullResponse: true },
		});
		expect(Object.keys(json[0]).sort()).toEqual(['code', 'data', 'requestId']);
		expect(json[0].code).toBe('0');
		expect(json[0].data).not.toHaveProperty('kycStatus');
	});
});

describe('a customer by guided fields', () => {
	const [phone] = individual().phones as IDataObject[];
	const [address] = individual().addresses as IDataObject[];

	it('sends what is filled in, and nothing else', async () => {
		const { error } = await runOperation(sandbox, 'customer.create', {
			customerType: 'individual',
			customerReference: newReference(),
			inputMode: 'fields',
			firstName: ' John ',
			lastName: 'Testman',
			gender: 'M',
			dateOfBirth: '1978-10-15T00:00:00',
			email: '',
			citizenshipCountryCodeA3: 'USA',
			phones: { entry: [phone as never] },
			addresses: { entry: [{ ...address, addressLine2: '' } as never] },
			identificationDocuments: {
				entry: [{ type: 'SSN', value: '987654321', issuanceCountryCodeA3: 'USA', expiryDate: '' }],
			},
		});
		expect(error).toBeUndefined();
		expect(sandbox.requests[0].body).toEqual({
			customerReference: expect.any(String) as string,
			customerType: 'individual',
			customer: {
				firstName: 'John',
				lastName: 'Testman',
				gender: 'M',
				dateOfBirth: '1978-10-15',
				citizenshipCountryCodeA3: 'USA',
				phones: [phone],
				addresses: [address],
				identificationDocuments: [
					{ type: 'SSN', value: '987654321', issuanceCountryCodeA3: 'USA' },
				],
			},
		});
	});

	it('sends a business with its representatives and further fields', async () => {
		const { error, json } = await runOperation(sandbox, 'customer.create', {
			customerType: 'business',
			customerReference: newReference(),
			inputMode: 'fields',
			businessAddresses: { entry: [address as never] },
			businessPhones: { entry: [phone as never] },
			identificationDocuments: { entry: [{ type: 'FEIN', value: '123456789' }] },
			businessRepresentatives: {
				entry: [
					{
						id: 'ExtBusRepId123',
						firstName: 'Jane',
						lastName: 'Testwoman',
						dateOfBirth: '1980-01-31',
						addresses: { entry: [address as never] },
					},
				],
			},
			options: { furtherFields: '{"name": "Acme"}' },
		});
		expect(error).toBeUndefined();
		expect(json[0].customerId).toMatch(/^cstab_/);
		expect((sandbox.requests[0].body as IDataObject).customer).toEqual({
			businessAddresses: [address],
			businessPhones: [phone],
			identificationDocuments: [{ type: 'FEIN', value: '123456789' }],
			businessRepresentative: [
				{
					id: 'ExtBusRepId123',
					firstName: 'Jane',
					lastName: 'Testwoman',
					dateOfBirth: '1980-01-31',
					addresses: [address],
				},
			],
			name: 'Acme',
		});
	});

	it('takes types, states and countries that no list has, as text and by expression', async () => {
		const { error } = await runOperation(
			sandbox,
			'customer.create',
			{
				customerType: 'individual',
				customerReference: newReference(),
				inputMode: 'fields',
				firstName: 'John',
				lastName: 'Testman',
				phones: { entry: [{ type: '={{ $json.phone }}', phoneNumber: '2015550123' }] },
				addresses: {
					entry: [{ type: 'MAILING', stateCode: 'NSW', countryCodeA3: '={{ $json.country }}' }],
				},
				identificationDocuments: { entry: [{ type: '={{ $json.document }}', value: 'X1234567' }] },
			},
			{ items: [{ json: { phone: 'HOME', document: 'PASSPORT', country: 'XKX' } }] },
		);
		expect(error).toBeUndefined();
		expect((sandbox.requests[0].body as IDataObject).customer).toMatchObject({
			phones: [{ type: 'HOME', phoneNumber: '2015550123' }],
			addresses: [{ type: 'MAILING', stateCode: 'NSW', countryCodeA3: 'XKX' }],
			identificationDocuments: [{ type: 'PASSPORT', value: 'X1234567' }],
		});
	});

	it('takes the number of a business for no SSN unless the user says so', async () => {
		const { error } = await runOperation(sandbox, 'customer.create', {
			customerType: 'business',
			customerReference: newReference(),
			inputMode: 'fields',
			identificationDocuments: { entry: [{ value: '12-3456789' }] },
		});
		expect(error).toBeUndefined();
		expect((sandbox.requests[0].body as IDataObject).customer).toEqual({
			identificationDocuments: [{ type: 'FEIN', value: '12-3456789' }],
		});
	});

	it.each<[IDataObject, string]>([
		[
			{ dateOfBirth: '1978-10-14T22:00:00.000Z' },
			"'Date of Birth' holds '1978-10-14T22:00:00.000Z'",
		],
		[{ citizenshipCountryCodeA3: 'US' }, "'Citizenship Country Code' holds 'US'"],
		[{ addresses: { entry: [{ city: 'A<B' }] } }, "'City' of address 1 holds 'A<B'"],
		[
			{ identificationDocuments: { entry: [{ type: 'SSN', value: '' }] } },
			"'Value' of identification document 1 is empty",
		],
		[{ customerReference: 'no spaces' }, "'Customer Reference' holds 'no spaces'"],
		[{ customerType: 'person' }, "'Customer Type' holds 'person'"],
		[{ lastName: '' }, 'The customer has no data'],
		[{ inputMode: 'json', json: '[]' }, "'Customer (JSON)' does not hold a JSON object"],
		[{ inputMode: 'json', json: '{broken' }, "'Customer (JSON)' does not hold a JSON object"],
	])('refuses %j before any request', async (parameters, message) => {
		const { error } = await runOperation(sandbox, 'customer.create', {
			customerType: 'individual',
			customerReference: newReference(),
			inputMode: 'fields',
			lastName: 'Testman',
			...(parameters as object),
		});
		expect(error?.message).toContain(message);
		expect(error?.message).toContain('[item 0]');
		expect(sandbox.requests).toHaveLength(0);
	});

	it.each([
		['SSN', '123-45-6789', 'a value of 11 characters'],
		['PASSPORT', '<123456789', 'a value of 10 characters'],
	])('never repeats the number of an identification document: %s', async (type, value, held) => {
		const { error } = await runOperation(sandbox, 'customer.create', {
			customerType: 'individual',
			customerReference: newReference(),
			inputMode: 'fields',
			identificationDocuments: { entry: [{ type, value }] },
		});
		expect(error?.message).toContain(held);
		const { message, description, context, stack } = error!;
		expect(JSON.stringify([message, description, context, stack])).not.toContain(value);
	});
});
