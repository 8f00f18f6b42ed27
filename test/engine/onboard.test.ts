import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Fault, Sandbox } from '../../sandbox';
import { useFakeClock } from '../support/fakeClock';
import { runOperation } from './support/connectFi';
import { individual } from './support/individual';
import { itemWithFiles, type NodeRun } from './support/engine';
import { frontAndBack, jpeg, png } from './support/images';
import { useSandbox } from './support/useSandbox';

useFakeClock();
let sandbox: Sandbox;
useSandbox((started) => (sandbox = started), { keepFiles: true });
beforeEach(() => {
	sandbox.reset();
});

const bothSides = itemWithFiles({
	front: { content: jpeg, fileName: 'front.jpg' },
	back: { content: png, fileName: 'back.png' },
});
const { file } = frontAndBack;

interface Given extends IDataObject {
	customer?: IDataObject;
}

/** John, whose data is the same in every run unless given. */
let john: IDataObject;
beforeEach(() => (john = individual()));

const customerParameters = (customer: IDataObject) => ({
	customerType: 'individual',
	customerReference: 'customer1',
	inputMode: 'json',
	json: JSON.stringify(customer),
});

const onboard = async (
	{ customer = john, ...parameters }: Given = {},
	more: Partial<NodeRun> = {},
) =>
	await runOperation(
		sandbox,
		'application.onboard',
		{
			...customerParameters(customer),
			reference: 'case1',
			workflow: 'PERSONAL',
			type: 'license',
			files: frontAndBack,
			...parameters,
		} as INodeParameters,
		{ items: [bothSides], ...more },
	);

/** What an earlier run left that came no further. */
const createCustomer = async () =>
	await runOperation(sandbox, 'customer.create', customerParameters(john));

const pathsSent = () =>
	sandbox.requests.map(({ method, path }) => `${method} ${path.replace(/\/(cstap|doc)_\w+/, '')}`);
const sentTo = (path: string) => sandbox.requests.filter((request) => request.path === path);

/** How often the sandbox has what an onboarding makes. */
function counts() {
	const { customers, applications, documents } = sandbox.state();
	const linked = applications.flatMap(({ entities }) => entities.flatMap((one) => one.documents));
	return {
		customers: customers.length,
		applications: applications.length,
		uploaded: documents.filter(({ uploadStatus }) => uploadStatus).length,
		views: linked.map(({ view }) => view),
		distinct: new Set(linked.map(({ documentId }) => documentId)).size,
	};
}
const once = {
	customers: 1,
	applications: 1,
	uploaded: 2,
	views: ['front', 'back'],
	distinct: 2,
};
const withoutDocuments = { customers: 1, applications: 1, uploaded: 0, views: [], distinct: 0 };

describe('in one step', () => {
	it('creates the customer, starts the identification and submits the documents', async () => {
		const { json, error } = await onboard();
		expect(error).toBeUndefined();
		expect(pathsSent()).toEqual([
			'POST /customer/init',
			'POST /akepa/identification',
			...['generate', 'generate', 'upload', 'upload'].map((one) => `POST /akepa/document/${one}`),
			'POST /akepa/update',
		]);
		const [{ customerId }] = sandbox.state().customers;
		const [{ applicationId }] = sandbox.state().applications;
		expect(json[0]).toMatchObject({
			customerId,
			applicationId,
			customerReference: 'customer1',
			reference: 'case1',
			kycStatus: 'APPROVED',
			isFinal: true,
			entitiesAwaitingDocuments: [],
			requestId: expect.any(String) as string,
			documents: [
				{ entityId: customerId, view: 'front', name: 'front', type: 'license' },
				{ entityId: customerId, view: 'back', name: 'back', type: 'license' },
			],
		});
		expect(json[0]).not.toHaveProperty('existed');
		expect(sentTo('/akepa/update')[0].body).not.toHaveProperty('applicationId');
		expect(counts()).toEqual(once);
	});

	it('takes a business whose representatives have IDs of your own', async () => {
		const entry = (entityId: string) => file.map((one) => ({ ...one, entityId }));
		const business = {
			customerType: 'business',
			customer: {
				businessRepresentative: ['repA', 'repB'].map((id) => ({ id, lastName: 'Testman' })),
			},
			files: { file: [...entry('repA'), ...entry('repB'), ...file, ...entry('somebodyElse')] },
		};
		const { json, error } = await onboard(business);
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ kycStatus: 'APPROVED', entitiesAwaitingDocuments: [] });
		const [{ entities, customerId }] = sandbox.state().applications;
		const views = Object.fromEntries(
			entities.map(({ entityId, documents }) => [entityId, documents.map(({ view }) => view)]),
		);
		expect(views).toEqual({ repA: ['front', 'back'], repB: ['front', 'back'], [customerId]: [] });
		expect(counts()).toMatchObject({ customers: 1, applications: 1, uploaded: 4, distinct: 4 });

		const again = await onboard(business);
		expect(again.json[0]).toMatchObject({ kycStatus: 'APPROVED', existed: true });
		expect(counts()).toMatchObject({ customers: 1, applications: 1, uploaded: 4, distinct: 4 });
	});

	it('sends documents for those alone who still owe some', async () => {
		const business = (entityIds: string[]) => ({
			customerType: 'business',
			customer: {
				businessRepresentative: ['repA', 'repB'].map((id) => ({ id, lastName: 'Testman' })),
			},
			files: {
				file: entityIds.flatMap((entityId) => file.map((one) => ({ ...one, entityId }))),
			},
		});
		const first = await onboard(business(['repA']));
		expect(first.json[0]).toMatchObject({
			kycStatus: 'WAITING_DATA',
			entitiesAwaitingDocuments: ['repB'],
		});
		const second = await onboard(business(['repA', 'repB']));
		expect(second.json[0]).toMatchObject({ kycStatus: 'APPROVED', existed: true });
		expect((second.json[0].documents as IDataObject[]).map(({ entityId }) => entityId)).toEqual([
			'repB',
			'repB',
		]);
		expect(counts()).toMatchObject({ uploaded: 4, distinct: 4 });
	});

	it('sends no files that are not wanted', async () => {
		const { json, error } = await onboard({ customer: individual('Denied') });
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ kycStatus: 'DECLINED', isFinal: true });
		expect(json[0]).not.toHaveProperty('documents');
		expect(pathsSent().at(-1)).toBe('POST /akepa/identification');
		expect(counts()).toEqual(withoutDocuments);
	});

	it('says whose documents are missing if none are given', async () => {
		const { json, error } = await onboard({ files: {} });
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({
			kycStatus: 'WAITING_DATA',
			isFinal: false,
			entitiesAwaitingDocuments: [json[0].customerId],
		});
		expect(json[0]).not.toHaveProperty('documents');
		expect(counts()).toEqual(withoutDocuments);

		const again = await onboard();
		expect(again.json[0]).toMatchObject({ kycStatus: 'APPROVED', existed: true });
		expect(counts()).toEqual(once);
	});

	it('passes the callback on, signed for the customer it has created', async () => {
		const { error } = await onboard(
			{ callback: 'url', webhookUrl: 'http://127.0.0.1:5678/webhook/kyc' },
			{
				credential: {
					type: 'connectFiApi',
					data: {
						baseUrl: sandbox.url,
						token: sandbox.token,
						callbackSecret: 'a secret of 16 or more',
					},
				},
			},
		);
		expect(error).toBeUndefined();
		const [{ customerId, webhookUrl }] = sandbox.state().applications;
		expect(webhookUrl).toMatch(/^http:\/\/127\.0\.0\.1:5678\/webhook\/kyc\?/);
		const signed = [...new URL(webhookUrl!).searchParams.values()];
		expect(signed).toEqual(expect.arrayContaining([customerId, 'case1']));
	});
});

describe('run again', () => {
	it('changes nothing, and tells where the case stands', async () => {
		const first = await onboard();
		const { json, error } = await onboard();
		expect(error).toBeUndefined();
		const { customerId, applicationId } = first.json[0];
		expect(json[0]).toMatchObject({
			customerId,
			applicationId,
			existed: true,
			kycStatus: 'APPROVED',
		});
		expect(json[0]).not.toHaveProperty('documents');
		expect(counts()).toEqual(once);
	});

	const faults = {
		refused: { kind: 'status', status: 400, body: { code: 'extAkepa', message: 'Sorry' } },
		'lost response': { kind: 'lostAnswer' },
		'HTTP 502': { kind: 'status', status: 502 },
		'reset before': { kind: 'reset' },
	} as const;
	const requests: Array<{ path: string; ofKnownCustomer?: true } & Partial<Fault>> = [
		{ path: '/customer/init' },
		{ path: '/akepa/status', method: 'GET', ofKnownCustomer: true },
		{ path: '/akepa/identification' },
		...[0, 1].map((skip) => ({ path: '/akepa/document/generate', skip })),
		...[0, 1].map((skip) => ({ path: '/akepa/document/upload', skip })),
		{ path: '/akepa/update' },
	];
	const cells = requests.flatMap(({ ofKnownCustomer, ...request }) =>
		Object.entries(faults).flatMap(([name, fault]) =>
			[1, 0].map((times) => ({
				...{ name, times, request, ofKnownCustomer },
				fault: { ...fault, ...request, times },
			})),
		),
	);

	it.each(cells)(
		'after $name, $times times, of $request.path: everything is there once',
		async ({ name, times, fault, request, ofKnownCustomer }) => {
			if (ofKnownCustomer) await createCustomer();
			sandbox.addFault(fault);
			const first = await onboard();
			sandbox.clearFaults();
			const details = first.error?.context?.errorDetails as IDataObject | undefined;
			if (first.error) {
				const { customers, applications } = sandbox.state();
				// What the sandbox knows and the node cannot, is what a lost response told.
				if (request.path !== '/customer/init')
					expect(details).toMatchObject({ customerId: customers[0].customerId });
				if (/document|update/.test(request.path)) {
					expect(details).toMatchObject({ applicationId: applications[0].applicationId });
					expect(details?.hint).toContain('Run it again with the same references');
				}
			} else if (times === 1) expect(name).not.toBe('refused');
			const { existingDocumentIds = '' } = first.error?.context ?? {};

			const again = await onboard({ options: { existingDocumentIds } });
			expect(again.error).toBeUndefined();
			expect(again.json[0]).toMatchObject({ kycStatus: 'APPROVED', isFinal: true });
			expect(counts()).toEqual(once);
		},
	);

	it.each(Object.entries(faults))(
		'after %s of the update, without its IDs: linked once',
		async (_, fault) => {
			sandbox.addFault({ ...fault, path: '/akepa/update', times: 0 });
			await onboard();
			sandbox.clearFaults();
			const { json } = await onboard();
			expect(json[0]).toMatchObject({ kycStatus: 'APPROVED' });
			expect(counts()).toMatchObject({ ...once, uploaded: expect.any(Number) as number });
		},
	);

	it.each([
		['an earlier run created the customer', createCustomer],
		[
			'a lost response may hide that an earlier run did',
			() => sandbox.addFault({ kind: 'lostAnswer', path: '/customer/init' }),
		],
	])('asks for an earlier application where %s', async (_, prepare) => {
		await prepare();
		const { error } = await onboard();
		expect(error).toBeUndefined();
		expect(pathsSent()).toContain('GET /akepa/status');
		expect(counts()).toEqual(once);
	});

	it('after a lost update, the application itself is asked about', async () => {
		sandbox.addFault({ kind: 'lostAnswer', path: '/akepa/update' });
		const { error } = await onboard();
		expect(error).toBeUndefined();
		expect(pathsSent().slice(-2)).toEqual(['POST /akepa/update', 'POST /akepa/status']);
	});

	it('sends documents to the application with the reference, also if it is not the latest', async () => {
		const { json } = await onboard({ files: {} });
		const { customerId, applicationId } = json[0] as Record<string, string>;
		await runOperation(sandbox, 'application.start', { customerId, reference: 'another1' });
		const again = await onboard();
		expect(again.json[0]).toMatchObject({ applicationId, kycStatus: 'APPROVED', existed: true });
		const [mine, another] = sandbox.state().applications;
		expect(mine).toMatchObject({ applicationId, outcome: 'Approved' });
		expect(another.entities[0].documents).toEqual([]);
	});

	it('with files that are given later, by the item that failed', async () => {
		sandbox.addFault({ ...faults.refused, path: '/akepa/update' });
		const options = { existingDocumentIds: '={{ $json.existingDocumentIds }}' };
		const { outputs } = await onboard({ options }, { onError: 'continueErrorOutput' });
		const [failed] = outputs[1];
		expect(failed.json).toMatchObject({
			error: expect.stringContaining('Created at connectFi so far') as string,
			errorDetails: {
				code: 'extAkepa',
				customerId: sandbox.state().customers[0].customerId,
				applicationId: sandbox.state().applications[0].applicationId,
			},
			existingDocumentIds: expect.stringContaining(':front:doc_') as string,
		});
		const again = await onboard({ options }, { items: [failed] });
		expect(again.json[0]).toMatchObject({ kycStatus: 'APPROVED', existed: true });
		expect(counts()).toEqual(once);
		expect(sandbox.state().documents).toHaveLength(2);
	});
});

describe('a customer with the same SSN under another reference', () => {
	beforeEach(async () => {
		await onboard({ customerReference: 'theirs1', reference: 'theirs1', files: {} });
	});

	it('is an error, and nothing is started', async () => {
		const { error } = await onboard();
		expect(error?.context?.errorDetails).toMatchObject({ code: 'customerExists' });
		expect(error?.description).toContain("has the reference 'theirs1' and was not used");
		expect(counts()).toEqual(withoutDocuments);
	});

	it('is used if the user says so, and the output tells its reference', async () => {
		const { json } = await onboard({ options: { ifExists: 'use' } });
		expect(json[0]).toMatchObject({
			customerReference: 'theirs1',
			reference: 'case1',
			kycStatus: 'APPROVED',
		});
		expect(counts()).toEqual({ ...once, applications: 2 });
	});
});

it('a customer whose ID cannot be identified is named', async () => {
	const customerId = 'csta-6TqoA6HtSItCANO1KT0W7u';
	sandbox.seed({
		customers: [
			{ customerId, reference: 'customer1', customerType: 'individual', customer: john },
		] as never,
	});
	const { error } = await onboard();
	expect(error?.message).toContain(`'Customer ID' holds '${customerId}'`);
	expect(error?.context?.errorDetails).toMatchObject({ customerId });
	expect(sandbox.state().applications).toEqual([]);
});

describe('bad input', () => {
	const notAnImage = itemWithFiles({
		front: { content: jpeg, fileName: 'front.jpg' },
		back: { content: Buffer.from('not an image'), fileName: 'back.jpg' },
	});
	const longUrl = `https://n8n.example.com/webhook/${'x'.repeat(470)}`;
	const cases: Array<[string, Given, NodeRun['items'], string]> = [
		['no customer data', { customer: {} }, undefined, 'The customer has no data'],
		['a bad customer reference', { customerReference: 'a-b' }, undefined, "'Customer Reference'"],
		['a bad reference', { reference: 'a-b' }, undefined, "'Application Reference' holds 'a-b'"],
		['no reference', { reference: '={{ "" }}' }, undefined, "'Application Reference' is empty"],
		['an unknown callback', { callback: 'mail' }, undefined, "'Callback' holds 'mail'"],
		['a callback URL that is none', { callback: 'url', webhookUrl: 'n8n' }, undefined, 'holds'],
		[
			'a callback URL that is too long for any customer',
			{ callback: 'url', webhookUrl: longUrl },
			undefined,
			"'Callback URL' holds a value of",
		],
		['a file that is no image', {}, [notAnImage], "'back.jpg' in 'back' is not a JPEG or PNG"],
		['a missing file', {}, [{ json: {} }], "no file in the binary field 'front'"],
		['an unknown type', { type: 'LICENSE' }, undefined, "'Type' holds 'LICENSE'"],
		['an unknown word', { options: { ifExists: 'yes' } }, undefined, 'If SSN or FEIN Exists'],
		['bad IDs', { options: { existingDocumentIds: 'doc_1' } }, undefined, 'Existing Document IDs'],
	];

	it.each(cases)('%s: nothing is sent', async (_, parameters, items = [bothSides], message) => {
		const { error } = await onboard(parameters, {
			items,
			credential: {
				type: 'connectFiApi',
				data: { baseUrl: sandbox.url, token: sandbox.token, callbackSecret: 'x'.repeat(16) },
			},
		});
		expect(error?.message).toContain(message);
		expect(error?.message).toMatch(/\[item 0\]$/);
		expect(sandbox.requests).toHaveLength(0);
	});
});

describe('several items', () => {
	const people = (names: string[]) =>
		names.map((name, index) => ({
			...bothSides,
			json: { id: `person${index}`, customer: JSON.stringify(individual(name)) },
		}));
	const parameters = {
		customerReference: '={{ $json.id }}',
		reference: '={{ $json.id }}',
		json: '={{ $json.customer }}',
	};

	it('come out in order, each with its own case', async () => {
		const items = people(['Testman', 'Denied', 'WaitReview']);
		for (const existed of [undefined, true]) {
			const { json, error } = await onboard(parameters, { items });
			expect(error).toBeUndefined();
			expect(json.map((one) => [one.customerReference, one.kycStatus, one.existed])).toEqual([
				['person0', 'APPROVED', existed],
				['person1', 'DECLINED', existed],
				['person2', 'WAITING_REVIEW', existed],
			]);
		}
		expect(counts()).toMatchObject({ customers: 3, applications: 3, uploaded: 4, distinct: 4 });
	});

	it('do not lose each other', async () => {
		const items = people(['Testman', 'Testman', 'Testman']);
		items[1].json.id = 'not valid';
		const { outputs } = await onboard(parameters, { items, onError: 'continueErrorOutput' });
		expect(outputs[0].map(({ json }) => json.customerReference)).toEqual(['person0', 'person2']);
		expect(outputs[1].map(({ json }) => json.error)).toEqual([
			expect.stringContaining("'Customer Reference' holds 'not valid'"),
		]);
		expect(counts()).toMatchObject({ customers: 2, applications: 2, uploaded: 4 });
	});

	it('with bad input in one send nothing, unless one goes on', async () => {
		const items = people(['Testman', 'Testman']);
		items[1].json.id = 'not valid';
		expect((await onboard(parameters, { items })).error?.message).toMatch(/\[item 1\]$/);
		expect(sandbox.requests).toHaveLength(0);
	});
});

describe('a hint for who looks at the output', () => {
	const hints = ({ stored }: Awaited<ReturnType<typeof onboard>>) =>
		(stored.resultData.runData.Tested?.[0]?.hints ?? []).map(({ message }) => message);

	it('is not there for a case that waits for nothing', async () => {
		expect(hints(await onboard())).toEqual([]);
	});

	it('says that connectFi wants more data', async () => {
		const customer = { ...john, dateOfBirth: undefined };
		const run = await onboard({ customer });
		expect(run.json).toMatchObject([{ status: 'data_request' }]);
		expect(hints(run)).toEqual([expect.stringContaining('does not say which')]);
	});

	it('says whose documents are still wanted, and that files of somebody else were not sent', async () => {
		const files = { file: file.map((one) => ({ ...one, entityId: 'rep9' })) };
		const run = await onboard({ files });
		const [{ customerId }] = run.json;
		expect(sentTo('/akepa/update')).toEqual([]);
		expect(hints(run)).toEqual([
			`Item 0: connectFi still waits for documents of ${String(customerId)}. The files for rep9 were not sent: connectFi waits for none of theirs. Check their 'Entity ID'.`,
		]);
	});

	it('is one for all items', async () => {
		const customer = { ...john, dateOfBirth: undefined };
		const json = `={{ JSON.stringify({ ...${JSON.stringify(customer)}, identificationDocuments: [] }) }}`;
		const more = {
			customerReference: '={{ "c" + $itemIndex }}',
			reference: '={{ "r" + $itemIndex }}',
		};
		const run = await onboard({ json, ...more }, { items: [bothSides, bothSides] });
		expect(run.json).toHaveLength(2);
		expect(hints(run)).toHaveLength(1);
	});
});
