import type { IDataObject } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox';
import { newReference, runOperation } from './support/connectFi';

let sandbox: Sandbox;
/** An instance that knows the word of the vendor's prose, and not the name of the tables and samples. */
let prose: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
	prose = await startSandbox({ representativesField: 'businessRepresentatives' });
});
afterAll(async () => await Promise.all([sandbox.close(), prose.close()]));
beforeEach(() => {
	sandbox.reset();
	prose.reset();
});

const representative = { firstName: 'Jane', lastName: 'Testwoman', dateOfBirth: '1980-01-31' };

const create = async (parameters: IDataObject = {}, at = sandbox) =>
	await runOperation(at, 'customer.create', {
		customerType: 'business',
		customerReference: newReference(),
		inputMode: 'fields',
		businessRepresentatives: { entry: [representative] },
		...(parameters as object),
	});

const sent = (at = sandbox) =>
	at.requests.map(({ body }) => (body as { customer: IDataObject }).customer);

const additional = (branch: number, property: string) => ({
	instancePath: '/customer',
	schemaPath: `#/oneOf/${branch}/properties/customer/additionalProperties`,
	keyword: 'additionalProperties',
	params: { additionalProperty: property },
	message: 'must NOT have additional properties',
});
const otherType = {
	instancePath: '/customerType',
	schemaPath: '#/oneOf/0/properties/customerType/enum',
	keyword: 'enum',
	params: { allowedValues: ['individual'] },
	message: 'must be equal to one of the allowed values',
};
const noneMatches = {
	instancePath: '',
	schemaPath: '#/oneOf',
	keyword: 'oneOf',
	params: { passingSchemas: null },
	message: 'must match exactly one schema in oneOf',
};

/** Refuses the next request as AJV does with two customer schemas of which none matches. */
const refuseNext = (...findings: object[]) =>
	sandbox.addFault({
		kind: 'status',
		status: 400,
		body: { requestId: 'f'.repeat(32), code: 'requestValidateError', context: findings },
	});

describe('the representatives of a business', () => {
	it('go out under the name of the tables and samples', async () => {
		const { error } = await create();
		expect(error).toBeUndefined();
		expect(sent()).toEqual([{ businessRepresentative: [representative] }]);
	});

	it('go out under the name of the prose where connectFi knows no other', async () => {
		const { json, error } = await create({}, prose);
		expect(error).toBeUndefined();
		expect(json[0].customerId).toMatch(/^cstab_/);
		expect(sent(prose)).toEqual([
			{ businessRepresentative: [representative] },
			{ businessRepresentatives: [representative] },
		]);
		expect(prose.requests.map(({ status }) => status)).toEqual([400, 200]);
	});

	it('are sent once where connectFi refuses something else', async () => {
		refuseNext(otherType, additional(1, 'businessPhones'), noneMatches);
		const { error } = await create();
		expect(error?.message).toContain("must not contain 'businessPhones'");
		expect(sandbox.requests).toHaveLength(1);
	});

	it('are refused in the words for the published name where neither is taken', async () => {
		// The schema of individuals knows neither name; that of businesses minds only the postal code.
		const postalCode = {
			instancePath: '/customer/businessAddresses/0/postalCode',
			schemaPath: '#/oneOf/1/properties/customer/properties/businessAddresses/items/maxLength',
			keyword: 'maxLength',
			params: { limit: 10 },
			message: 'must NOT have more than 10 characters',
		};
		refuseNext(additional(0, 'businessRepresentative'), postalCode, noneMatches);
		refuseNext(
			additional(0, 'businessRepresentatives'),
			additional(1, 'businessRepresentatives'),
			noneMatches,
		);
		const { error } = await create();
		expect(error?.message).toContain('Business Addresses #1 Postal Code');
		expect(sandbox.requests).toHaveLength(2);
	});

	it('are told what the second answer says where it is not about the name', async () => {
		refuseNext(otherType, additional(1, 'businessRepresentative'), noneMatches);
		sandbox.addFault({
			kind: 'status',
			status: 400,
			body: { code: 'customerExists', context: { customerId: 'cstab_1' }, message: 'Exists.' },
		});
		const { error } = await create();
		expect(error?.description).toContain('It has the ID cstab_1');
		expect(sandbox.requests).toHaveLength(2);
	});

	it.each<[string, IDataObject]>([
		['JSON', { inputMode: 'json', json: '{"businessRepresentatives": [{"lastName": "Doe"}]}' }],
		[
			'Further Fields, which stand in for the guided field',
			{ options: { furtherFields: '{"businessRepresentatives": [{"lastName": "Doe"}]}' } },
		],
	])('stay as the user words them in %s', async (_, parameters) => {
		const { error } = await create(parameters);
		expect(error?.message).toContain("must not contain 'businessRepresentatives'");
		expect(sent()).toEqual([{ businessRepresentatives: [{ lastName: 'Doe' }] }]);
	});
});
