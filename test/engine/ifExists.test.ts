import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox';
import { useFakeClock } from '../support/fakeClock';
import { createCustomer, newReference, runOperation } from './support/connectFi';
import { individual } from './support/individual';
import type { NodeRun } from './support/engine';
import { useSandbox } from './support/useSandbox';

useFakeClock();
let sandbox: Sandbox;
useSandbox((started) => (sandbox = started));
beforeEach(() => {
	sandbox.reset();
});

const use = { ifExists: 'use' };
const pathsSent = () => sandbox.requests.map(({ method, path }) => `${method} ${path}`);
const customers = () => sandbox.state().customers;
const applications = () => sandbox.state().applications;
const detailsOf = (error: { context?: IDataObject } | undefined) =>
	error?.context?.errorDetails as IDataObject;

describe('Create Customer, if the customer exists', () => {
	interface Given extends IDataObject {
		customer?: IDataObject;
		options?: IDataObject;
	}
	const create = async (
		customerReference: string,
		{ customer = individual(), options = use, ...more }: Given = {},
		run: Partial<NodeRun> = {},
	) =>
		await runOperation(
			sandbox,
			'customer.create',
			{
				customerType: 'individual',
				customerReference,
				inputMode: 'json',
				json: JSON.stringify(customer),
				options,
				...more,
			} as INodeParameters,
			run,
		);

	it.each([undefined, 'error'])('is an error that names it: %p', async (ifExists) => {
		const { json } = await create('mine1');
		const { error } = await create('mine1', { options: ifExists ? { ifExists } : {} });
		expect(detailsOf(error)).toMatchObject({
			code: 'referenceExists',
			entityId: json[0].customerId,
		});
	});

	it('is output as connectFi has it, by the same reference', async () => {
		const first = await create('mine1', { customer: individual('Before') });
		expect(first.json[0]).not.toHaveProperty('existed');
		const again = await create('mine1', { customer: individual('After') });
		expect(again.error).toBeUndefined();
		expect(again.json[0]).toMatchObject({
			customerId: first.json[0].customerId,
			reference: 'mine1',
			customer: { lastName: 'Before' },
			existed: true,
		});
		expect(customers()).toHaveLength(1);
		expect(pathsSent().slice(-2)).toEqual([
			'POST /customer/init',
			`GET /customer/status/${first.json[0].customerId as string}`,
		]);
	});

	it('is output under its own reference, by the same SSN', async () => {
		const customer = individual();
		const first = await create('theirs1', { customer });
		const again = await create('mine1', { customer });
		expect(again.json[0]).toMatchObject({
			customerId: first.json[0].customerId,
			reference: 'theirs1',
			existed: true,
		});
		expect(customers()).toHaveLength(1);
	});

	it('is a business too, by guided fields with a second name of the representatives', async () => {
		const business = {
			customerType: 'business',
			inputMode: 'fields',
			businessRepresentatives: { entry: [{ id: 'rep1', lastName: 'Testman' }] },
		};
		const first = await create('mine1', business);
		const again = await create('mine1', business);
		expect(again.json[0]).toMatchObject({ customerId: first.json[0].customerId, existed: true });
		expect(customers()).toHaveLength(1);
	});

	it('of many items, only those that exist are marked', async () => {
		await create('mine1');
		const { json, error } = await create(
			'={{ $json.reference }}',
			{ json: '={{ $json.customer }}' },
			{
				items: ['mine1', 'mine2', 'mine3'].map((reference) => ({
					json: { reference, customer: individual() },
				})),
			},
		);
		expect(error).toBeUndefined();
		expect(json.map(({ reference, existed }) => [reference, existed])).toEqual([
			['mine1', true],
			['mine2', undefined],
			['mine3', undefined],
		]);
	});

	it('and was not created by this run, a failed run does not list it as created', async () => {
		const { json } = await create('mine1');
		const { error } = await create(
			'={{ $json.reference }}',
			{
				options: { ...use, maxConcurrency: 1 },
				json: '={{ $json.customer }}',
			},
			{
				items: [
					{ json: { reference: 'mine1', customer: individual() } },
					{ json: { reference: 'mine2', customer: { ...individual(), email: 7 } } },
				],
			},
		);
		expect(error?.message).toContain('[item 1]');
		expect(error?.description).not.toContain(json[0].customerId);
	});

	const found = { customerId: 'cstap_1', reference: 'mine1', customerType: 'individual' };
	const byReference = { reference: 'mine1', entityId: 'cstap_1' };
	it.each<[string, IDataObject, IDataObject | number, string]>([
		['is not named', { reference: 'mine1' }, found, 'does not name the existing customer'],
		['has no ID', { reference: 'mine1', entityId: '../x' }, found, 'does not name'],
		['has another reference', byReference, { ...found, reference: 'other' }, "reference 'other'"],
		['has no reference', byReference, { ...found, reference: '' }, 'does not tell'],
		['is another one', byReference, { ...found, customerId: 'cstap_2' }, 'does not tell'],
		['is a business', byReference, { ...found, customerType: 'business' }, "type 'individual'"],
		['cannot be read', byReference, 500, 'could not be looked up'],
	])('stays an error where it %s', async (_, context, answer, hint) => {
		sandbox.addFault({
			kind: 'status',
			status: 400,
			path: '/customer/init',
			body: { code: 'referenceExists', context, message: 'Reference already exists.' },
		});
		sandbox.addFault(
			typeof answer === 'number'
				? { kind: 'status', status: answer, path: '/customer/status', times: 0 }
				: {
						kind: 'status',
						status: 200,
						path: '/customer/status',
						body: { code: '0', data: answer },
					},
		);
		const { error, json } = await create('mine1');
		expect(json).toEqual([]);
		expect(error?.message).toBe('Reference already exists. [item 0]');
		expect(detailsOf(error)).toMatchObject({ code: 'referenceExists' });
		expect(detailsOf(error).hint).toContain(hint);
	});

	it('by SSN, stays an error where connectFi does not tell its reference', async () => {
		sandbox.addFault({
			kind: 'status',
			status: 400,
			path: '/customer/init',
			body: { code: 'customerExists', context: { customerId: 'cstap_1' } },
		});
		sandbox.addFault({
			kind: 'status',
			status: 200,
			path: '/customer/status',
			body: { code: '0', data: { customerId: 'cstap_1', customerType: 'individual' } },
		});
		expect(detailsOf((await create('mine1')).error).hint).toContain('does not tell');
	});

	it('leaves every other refusal as it is', async () => {
		sandbox.addFault({
			kind: 'status',
			status: 400,
			path: '/customer/init',
			body: { code: 'extAkepa', context: { customerId: 'cstap_1', entityId: 'cstap_1' } },
		});
		expect(detailsOf((await create('mine1')).error)).toMatchObject({ code: 'extAkepa' });
		expect(pathsSent()).toEqual(['POST /customer/init']);
	});

	it('takes no other word', async () => {
		const { error } = await create('mine1', { options: { ifExists: 'yes' } });
		expect(error?.message).toContain("'If It Exists' holds 'yes'. It must be one of error, use.");
		expect(sandbox.requests).toHaveLength(0);
	});
});

describe('Start Identification, if the application exists', () => {
	let customerId: string;
	beforeEach(async () => {
		customerId = await createCustomer(sandbox);
		sandbox.clearRequests();
	});
	const start = async (reference: string, options: IDataObject = use) =>
		await runOperation(sandbox, 'application.start', {
			customerId,
			reference,
			options: options as INodeParameters,
		});
	const started = () => pathsSent().filter((path) => path === 'POST /akepa/identification').length;

	it('is an error unless the user says otherwise', async () => {
		await start('mine1', {});
		expect(detailsOf((await start('mine1', {})).error)).toMatchObject({ code: 'referenceExists' });
	});

	it('is output, and nothing is started', async () => {
		const first = await start('mine1');
		expect(first.json[0]).toMatchObject({ kycStatus: 'WAITING_DATA', reference: 'mine1' });
		expect(first.json[0]).not.toHaveProperty('existed');
		const again = await start('mine1');
		expect(again.json[0]).toMatchObject({
			applicationId: first.json[0].applicationId,
			reference: 'mine1',
			kycStatus: 'WAITING_DATA',
			entitiesAwaitingDocuments: [customerId],
			existed: true,
		});
		expect(started()).toBe(1);
		expect(applications()).toHaveLength(1);
	});

	it('is output too where it is not the latest: connectFi refuses its reference and names it', async () => {
		const first = await start('mine1');
		await start('mine2');
		const again = await start('mine1');
		expect(again.json[0]).toMatchObject({
			applicationId: first.json[0].applicationId,
			existed: true,
		});
		expect(applications()).toHaveLength(2);
	});

	it('is output where connectFi has no call by customer', async () => {
		const first = await start('mine1');
		sandbox.addFault({
			kind: 'status',
			status: 404,
			method: 'GET',
			path: '/akepa/status',
			times: 0,
			body: 'no such route',
		});
		const again = await start('mine1');
		expect(again.json[0]).toMatchObject({
			applicationId: first.json[0].applicationId,
			existed: true,
		});
		const other = await start('mine2');
		expect(other.error).toBeUndefined();
		expect(other.json[0]).not.toHaveProperty('existed');
		expect(applications()).toHaveLength(2);
	});

	it('is not the one of another customer', async () => {
		await start('mine1');
		const theirs = customerId;
		customerId = await createCustomer(sandbox);
		const { error } = await start('mine1');
		expect(detailsOf(error)).toMatchObject({ code: 'referenceExists' });
		expect(detailsOf(error).hint).toContain('not known to be one of this customer');
		expect(applications().map((one) => one.customerId)).toEqual([theirs]);
	});

	it.each<[string, IDataObject, IDataObject, string]>([
		['is not named', {}, {}, 'does not name the existing application'],
		['has another reference', { entityId: 'iapp_1' }, { reference: 'other' }, 'this reference'],
		['has no reference', { entityId: 'iapp_1' }, {}, 'this reference'],
		[
			'is of somebody else',
			{ entityId: 'iapp_1' },
			{ reference: 'mine1', customerId: 'cstap_2' },
			'this reference',
		],
	])('stays an error where the refusal of it %s', async (_, context, data, hint) => {
		sandbox.addFault({
			kind: 'status',
			status: 400,
			path: '/akepa/identification',
			body: { code: 'referenceExists', context },
		});
		sandbox.addFault({
			kind: 'status',
			status: 200,
			method: 'POST',
			path: '/akepa/status',
			body: { code: '0', data: { customerId, applicationId: 'iapp_1', ...data } },
		});
		const { error } = await start('mine1');
		expect(detailsOf(error)).toMatchObject({ code: 'referenceExists' });
		expect(detailsOf(error).hint).toContain(hint);
	});

	it('is not looked for in vain: nothing is started while connectFi does not answer', async () => {
		sandbox.addFault({ kind: 'status', status: 503, method: 'GET', times: 0 });
		const { error } = await start('mine1');
		expect(error?.message).toContain('not available');
		expect(started()).toBe(0);
	});

	it('needs a reference to be recognized by', async () => {
		const { error } = await start('mine1', { ...use, sendReference: false });
		expect(error?.message).toContain("'If It Exists' is 'Use', but no reference is sent");
		expect(sandbox.requests).toHaveLength(0);
	});

	it('of an instance that does not tell its reference, is no guess', async () => {
		sandbox.seed({ applications: [{ customerId, applicationId: 'iapp_1', reference: undefined }] });
		const { error } = await start('mine1');
		expect(error?.message).toContain('does not tell whether it is the one with this reference');
		expect(started()).toBe(0);
	});
});

it('the same two nodes may run any number of times: one customer, one application', async () => {
	const customer = individual();
	const [customerReference, reference] = [newReference(), newReference()];
	for (let run = 0; run < 3; run++) {
		const created = await runOperation(sandbox, 'customer.create', {
			customerType: 'individual',
			customerReference,
			inputMode: 'json',
			json: JSON.stringify(customer),
			options: use,
		});
		const { json } = await runOperation(sandbox, 'application.start', {
			customerId: created.json[0].customerId as string,
			reference,
			options: use,
		});
		expect(json[0]).toMatchObject({ reference, kycStatus: 'WAITING_DATA' });
	}
	expect(customers()).toHaveLength(1);
	expect(applications()).toHaveLength(1);
});
