import execa from 'execa';
import {
	clientOf,
	createCustomer,
	identify,
	person,
	startReceiver,
	submit,
	until,
	useSandbox,
	type Receiver,
} from './support';

const used = useSandbox({ asyncDelayMs: 20, callbackTimeoutMs: 300 });

let receiver: Receiver;
beforeAll(async () => {
	receiver = await startReceiver();
});
beforeEach(() => {
	receiver.received.length = 0;
	receiver.status = 200;
});
afterAll(() => receiver.close());

/** A customer in review whose callbacks go to the receiver. */
async function inReview(webhookUrl: string | null = receiver.url) {
	const customerId = await createCustomer(used.client, person('WaitReview'));
	const { applicationId } = await identify(used.client, customerId, { webhookUrl });
	await submit(used.client, customerId);
	return { customerId, applicationId };
}

const control = (path: string, body: object) => used.client.post(`/sandbox${path}`, body);

describe('callbacks', () => {
	it('are not sent for what a request causes', async () => {
		const customerId = await createCustomer(used.client);
		await identify(used.client, customerId, { webhookUrl: receiver.url });
		expect((await submit(used.client, customerId)).data.data.outcome).toBe('Approved');
		expect(used.sandbox.callbacks).toEqual([]);
		expect(receiver.received).toEqual([]);
	});

	it('are one unsigned POST with the envelope of a status answer', async () => {
		const { customerId, applicationId } = await inReview();
		const record = await used.sandbox.decide(applicationId, 'Approved');
		expect(record).toMatchObject({
			number: 1,
			kind: 'akepa',
			customerId,
			applicationId,
			url: receiver.url,
			status: 200,
			error: null,
		});
		expect(receiver.received).toHaveLength(1);
		const [{ method, headers, body }] = receiver.received;
		expect(method).toBe('POST');
		expect(headers['content-type']).toBe('application/json');
		expect(Object.keys(headers).join()).not.toMatch(/token|sign|authorization/);
		const { data } = await used.client.post('/akepa/status', { customerId, applicationId });
		expect(data.data).toMatchObject({ status: 'completed', outcome: 'Approved' });
		expect(body).toEqual({
			code: '0',
			data: data.data,
			requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
		});
	});

	it.each([
		['an error', 500, { status: 500, error: null }],
		['no answer', null, { status: null, error: expect.stringContaining('timeout') }],
	])('are tried once even after %s', async (_what, status, expected) => {
		receiver.status = status;
		const { applicationId } = await inReview();
		expect(await used.sandbox.decide(applicationId, 'Denied')).toMatchObject(expected);
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(receiver.received).toHaveLength(1);
		expect(used.sandbox.callbacks).toHaveLength(1);
	});

	it.each(['http://127.0.0.1:1/', 'not a url', 'ftp://a/b'])(
		'note why %s failed',
		async (webhookUrl) => {
			const { applicationId } = await inReview(webhookUrl);
			const record = await used.sandbox.decide(applicationId, 'Approved');
			expect(record).toMatchObject({ status: null, error: expect.stringMatching(/./) });
			expect(used.sandbox.state().applications[0].outcome).toBe('Approved');
		},
	);

	it('are left out when no address was given', async () => {
		const { applicationId } = await inReview(null);
		expect(await used.sandbox.decide(applicationId, 'Approved')).toBeNull();
	});

	it('with syncMode follow identification and update, which answer running', async () => {
		const customerId = await createCustomer(used.client);
		const more = { webhookUrl: receiver.url, syncMode: true };
		expect(await identify(used.client, customerId, more)).toMatchObject({
			status: 'running',
			outcome: null,
			entityApplications: [{ status: 'running', outcome: null }],
		});
		await until(() => receiver.received.length === 1);
		expect(receiver.received[0].body).toMatchObject({ data: { status: 'pending_step_up' } });

		expect((await submit(used.client, customerId)).data.data.status).toBe('running');
		await until(() => receiver.received.length === 2);
		expect(receiver.received[1].body).toMatchObject({ data: { outcome: 'Approved' } });
	});

	it('are given up when the sandbox closes', async () => {
		receiver.status = null;
		const sandbox = await used.open({ callbackTimeoutMs: 60_000 });
		const client = clientOf(sandbox);
		const customerId = await createCustomer(client);
		const { applicationId } = await identify(client, customerId, { webhookUrl: receiver.url });
		const decided = sandbox.decide(applicationId, 'Approved');
		await until(() => receiver.received.length === 1);
		// Waiting for the callback would take longer than a test may.
		await sandbox.close();
		expect(await decided).toMatchObject({ status: null, error: 'canceled' });
	});

	it('go out side by side in any number, without a warning of Node.js', async () => {
		// A warning reaches nobody in Jest, so this is a program of its own.
		const program = `
			const { Callbacks } = require('./sandbox/connectfi/callbacks');
			const callbacks = new Callbacks(5000);
			const callback = { kind: 'akepa', customerId: 'c', url: '${receiver.url}', body: {} };
			void Promise.all(Array.from({ length: 11 }, () => callbacks.send(callback)));`;
		const { stderr } = await execa('node', ['--import', 'tsx', '--eval', program]);
		expect(receiver.received).toHaveLength(11);
		expect(stderr).toBe('');
	});
});

describe('decide and transition', () => {
	it.each([
		['Approved', 'approved', 'APPROVED'],
		['Denied', 'denied', 'DECLINED'],
	])('%s settles entities and customer', async (outcome, entityOutcome, kycStatus) => {
		const { customerId, applicationId } = await inReview();
		const { status, data } = await control(`/applications/${applicationId}/decide`, { outcome });
		expect(status).toBe(200);
		expect(data.callback).toMatchObject({ status: 200, body: { data: { outcome } } });
		const state = used.sandbox.state();
		expect(state.applications[0].entities[0]).toMatchObject({
			status: 'completed',
			outcome: entityOutcome,
		});
		expect(state.customers[0]).toMatchObject({ customerId, kycStatus });
	});

	it('works on any open application, and once only', async () => {
		const customerId = await createCustomer(used.client);
		const { applicationId } = await identify(used.client, customerId);
		const path = `/applications/${applicationId}/decide`;
		expect((await control(path, { outcome: 'Approved' })).data).toEqual({ callback: null });
		const again = await control(path, { outcome: 'Denied' });
		expect(again.status).toBe(409);
		expect(again.data.error).toContain('already Approved');
	});

	it('need not wait for the callback', async () => {
		receiver.status = null;
		const { applicationId } = await inReview();
		const body = { outcome: 'Approved', wait: false };
		const { data } = await control(`/applications/${applicationId}/decide`, body);
		expect(data).toEqual({ callback: 'on its way' });
	});

	it.each([
		['/applications/iapp_none/decide', { outcome: 'Approved' }, 404],
		['/applications/iapp_none/decide', { outcome: 'approved' }, 400],
		['/applications/iapp_none/transition', { status: 'running' }, 404],
		['/legacy/nobody/decide', { outcome: 'Approved' }, 404],
		['/legacy/nobody/transition', { status: 'REVIEW' }, 404],
	])('%s with %j answers %i', async (path, body, expected) => {
		const { status, data } = await control(path, body);
		expect(status).toBe(expected);
		expect(data).toEqual({ error: expect.any(String) });
	});

	it.each([
		['pending_documents', 'pending_documents'],
		['waiting_review', 'waiting_review'],
		['pending_journey_application_review', 'waiting_review'],
		['data_request', 'running'],
		['running', 'running'],
		['status_of_tomorrow', 'status_of_tomorrow'],
	])('transition to %s makes the entities %s', async (status, entityStatus) => {
		const { applicationId } = await inReview();
		const record = await used.sandbox.transition(applicationId, { status });
		expect(record?.body).toMatchObject({
			data: { status, outcome: null, entityApplications: [{ status: entityStatus }] },
		});
	});

	it('transition can set single entities, and further documents then count anew', async () => {
		const { customerId, applicationId } = await inReview();
		await control(`/applications/${applicationId}/transition`, {
			status: 'pending_documents',
			entityStatuses: { [customerId]: { status: 'pending_documents' } },
		});
		const half = await submit(used.client, customerId, ['back']);
		expect(half.data.data.status).toBe('pending_documents');
		const whole = await submit(used.client, customerId, ['front']);
		expect(whole.data.data.status).toBe('waiting_review');

		const unknown = await control(`/applications/${applicationId}/transition`, {
			status: 'running',
			entityStatuses: { Nobody: { status: 'running' } },
		});
		expect(unknown.status).toBe(404);
	});
});
