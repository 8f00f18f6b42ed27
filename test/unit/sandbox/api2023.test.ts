import {
	additional,
	clientOf,
	createCustomer,
	generate,
	person,
	startReceiver,
	submit,
	until,
	uploaded,
	useSandbox,
	type Receiver,
} from './support';

const refusing = useSandbox({ api: '2023' });
const ignoring = useSandbox({ api: '2023', unknownProperties: 'ignore' });

let receiver: Receiver;
beforeAll(async () => {
	receiver = await startReceiver();
});
beforeEach(() => (receiver.received.length = 0));
afterAll(() => receiver.close());

describe.each([
	['refuses', refusing],
	['ignores', ignoring],
])('an instance of 2023 that %s unknown properties', (_how, used) => {
	const start = (body: object) => used.client.post('/akepa/identification', body);

	it('has no POST /akepa/status, and says so as of any unknown route', async () => {
		const customerId = await createCustomer(used.client);
		const { applicationId } = (await start({ customerId })).data.data;
		const answers = [
			await used.client.post('/akepa/status', { customerId, applicationId }),
			await clientOf(used.sandbox, '').post('/akepa/status', {}),
			await used.client.post('/akepa/nothing', {}),
		];
		for (const { status, data } of answers) {
			expect(status).toBe(404);
			expect(data).toEqual({
				statusCode: 404,
				error: 'Not Found',
				message: expect.stringMatching(/^Route POST:/),
			});
		}
		expect(used.sandbox.requests.map(({ status }) => status).slice(-3)).toEqual([404, 404, 404]);
	});

	it('answers the latest application by customer, or that there is none', async () => {
		const customerId = await createCustomer(used.client);
		const before = await used.client.get(`/akepa/status/${customerId}`);
		expect([before.status, before.data]).toEqual([
			400,
			{
				requestId: expect.any(String),
				code: 'identificationNotFound',
				context: { customerId },
				message: 'Identification not found',
			},
		]);
		await start({ customerId });
		const second = (await start({ customerId })).data.data;
		expect(second).not.toHaveProperty('reference');
		expect((await used.client.get(`/akepa/status/${customerId}`)).data.data).toEqual(second);
	});

	it('takes ids as the plain strings of its page', async () => {
		used.sandbox.seed({
			customers: [{ customerId: 'csta-1' }],
			documents: [{ id: 'doc-1', uploadStatus: true }],
		});
		expect((await start({ customerId: 'csta-1' })).status).toBe(200);
		const { status } = await used.client.post('/akepa/update', {
			customerId: 'csta-1',
			documents: [{ entityId: 'csta-1', documentId: 'doc-1', view: 'front' }],
		});
		expect(status).toBe(200);
	});

	it('gives one token at login, without a request id', async () => {
		const { login, password } = used.sandbox;
		const { data } = await used.client.post('/auth/get-token', { user: { login, password } });
		expect(data).toEqual({
			code: '0',
			data: { token: expect.any(String), dtsExpireAt: expect.any(String) },
		});
	});

	it('calls back at webhookURL on every change, and without a reference', async () => {
		const customerId = await createCustomer(used.client);
		await start({ customerId, webhookURL: receiver.url });
		await until(() => receiver.received.length === 1);
		await submit(used.client, customerId, ['front']);
		await submit(used.client, customerId, ['back']);
		await until(() => receiver.received.length === 2);
		const bodies = receiver.received.map(({ body }) => body as { data: Record<string, unknown> });
		expect(bodies.map(({ data }) => [data.status, data.outcome])).toEqual([
			['pending_step_up', null],
			['completed', 'Approved'],
		]);
		for (const { data } of bodies) expect(data).not.toHaveProperty('reference');
		expect(used.sandbox.callbacks).toHaveLength(2);
	});

	it('calls back nobody while the status stays', async () => {
		const businessRepresentative = [{ id: 'Rep1' }, { id: 'Rep2' }];
		const customerId = await createCustomer(used.client, { businessRepresentative }, 'business');
		await start({ customerId, webhookURL: receiver.url });
		await submit(used.client, customerId, undefined, 'Rep1');
		await submit(used.client, customerId, undefined, 'Rep2');
		expect(used.sandbox.callbacks.map(({ body }) => body)).toMatchObject([
			{ data: { status: 'pending_step_up' } },
			{ data: { status: 'completed' } },
		]);
	});

	it('calls back once data that it waited for is there', async () => {
		const { addresses, ...incomplete } = person();
		const customerId = await createCustomer(used.client, incomplete);
		await start({ customerId, webhookURL: receiver.url });
		const customerUpdate = { addresses };
		await used.client.post('/customer/update', { customerId, customerUpdate });
		await until(() => receiver.received.length === 2);
		expect(used.sandbox.callbacks.map(({ body }) => body)).toMatchObject([
			{ data: { status: 'data_request' } },
			{ data: { status: 'pending_step_up' } },
		]);
	});
});

describe('a name that is not of 2023', () => {
	const body = (name: string) => ({ [name]: name === 'webhookUrl' ? receiver.url : 'later1' });

	it.each(['reference', 'webhookUrl'])('%s is refused', async (name) => {
		const customerId = await createCustomer(refusing.client);
		const { status, data } = await refusing.client.post('/akepa/identification', {
			customerId,
			...body(name),
		});
		expect([status, data]).toEqual([400, additional(name)]);
		expect(refusing.sandbox.state().applications).toEqual([]);
	});

	it('applicationId of an update, and webhookUrl of a legacy init, are refused', async () => {
		const customerId = await createCustomer(refusing.client);
		await refusing.client.post('/akepa/identification', { customerId });
		const update = { customerId, applicationId: 'iapp_1' };
		expect((await refusing.client.post('/akepa/update', update)).data).toEqual(
			additional('applicationId'),
		);
		const init = { customerId, webhookUrl: receiver.url };
		expect((await refusing.client.post('/customer/kyc/init', init)).data).toEqual(
			additional('webhookUrl'),
		);
	});

	it('is ignored: such a client is never called, and its reference is nowhere', async () => {
		const { client, sandbox } = ignoring;
		const customerId = await createCustomer(client, person('WaitReview'));
		const { status, data } = await client.post('/akepa/identification', {
			customerId,
			...body('reference'),
			...body('webhookUrl'),
		});
		expect(status).toBe(200);
		expect(data.data).not.toHaveProperty('reference');
		await submit(client, customerId);
		expect(await sandbox.decide(data.data.applicationId, 'Approved')).toBeNull();
		expect(receiver.received).toEqual([]);
		// What was sent is still there to be looked at.
		const sent = sandbox.requests.find(({ path }) => path === '/akepa/identification');
		expect(sent?.body).toEqual({ customerId, ...body('reference'), ...body('webhookUrl') });
	});

	it('is ignored twice over: an update goes to the latest application', async () => {
		const { client } = ignoring;
		const customerId = await createCustomer(client);
		await client.post('/akepa/identification', { customerId });
		const documents = [{ entityId: customerId, documentId: await uploaded(client), view: 'back' }];
		const { status } = await client.post('/akepa/update', {
			customerId,
			applicationId: 'iapp_unknown',
			documents,
		});
		expect(status).toBe(200);
	});

	it('does not make up for what is missing or wrong', async () => {
		const { client } = ignoring;
		const { status, data } = await client.post('/akepa/identification', { customer: 'a' });
		expect([status, data.context[0].params]).toEqual([400, { missingProperty: 'customerId' }]);
		await generate(client);
		const wrong = { customerReference: 'a1', customerType: 'company', customer: {}, extra: 1 };
		expect((await client.post('/customer/init', wrong)).status).toBe(400);
		// The controls stay strict.
		const fault = { kind: 'reset', extra: 1 };
		expect((await client.post('/sandbox/faults', fault)).status).toBe(400);
	});
});

it('an instance of 2023 leaves out what a request caused if it is told to', async () => {
	const sandbox = await refusing.open({ api: '2023', akepaCallbacks: 'asynchronous' });
	const client = clientOf(sandbox);
	const customerId = await createCustomer(client, person('WaitReview'));
	const body = { customerId, webhookURL: receiver.url };
	const { applicationId } = (await client.post('/akepa/identification', body)).data.data;
	await submit(client, customerId);
	await sandbox.decide(applicationId, 'Denied');
	expect(sandbox.callbacks).toHaveLength(1);
});

it('the instance of today still answers by customer', async () => {
	const sandbox = await refusing.open();
	const client = clientOf(sandbox);
	const customerId = await createCustomer(client);
	const start = { customerId, reference: 'r1', webhookURL: receiver.url };
	const { applicationId } = (await client.post('/akepa/identification', start)).data.data;
	const posted = await client.post('/akepa/status', { customerId, applicationId });
	const got = await client.get(`/akepa/status/${customerId}`);
	expect([posted.status, got.status]).toEqual([200, 200]);
	expect(sandbox.callbacks).toEqual([]);
});
