import {
	clientOf,
	createCustomer,
	form,
	person,
	startReceiver,
	until,
	useSandbox,
	type Receiver,
} from './support';

const used = useSandbox({ asyncDelayMs: 20 });

const cardAttributes = {
	productID: 'AWSM_API_Evolve_Test',
	nameOnCard: 'JOHN TESTMAN',
	designId: '1',
	addressType: 'PRIMARY',
	issueType: 'NEW',
	additionalData: { designId: '1' },
};

const init = async (customerId: string, more: object = {}) =>
	await used.client.post('/customer/kyc/init', { customerId, ...more });

const addAttributes = (customerId: string, additionalAttributes: object = { cardAttributes }) =>
	used.client.post('/customer/kyc/add-attributes', { customerId, additionalAttributes });

const upload = (customerId: string, documentId: string, data = form()) =>
	used.client.post(`/customer/kyc/upload/${customerId}/${documentId}`, data);

const link = (customerId: string, documentId: string, separateDocumentId: string) =>
	used.client.post('/customer/kyc/document-link', { customerId, documentId, separateDocumentId });

const separate = async (andUpload = true) => {
	const { id } = (await used.client.post('/document/generate')).data.data;
	if (andUpload) await used.client.post(`/document/upload/${id}`, form());
	return id as string;
};

/** A customer whose legacy KYC was started. */
async function started(lastName?: string) {
	const customerId = await createCustomer(used.client, person(lastName));
	const { kycDocumentList } = (await init(customerId)).data.data;
	const [front, back] = kycDocumentList.map(({ id }: { id: string }) => id);
	return { customerId, front, back };
}

describe('POST /customer/kyc/init', () => {
	it('asks for attributes and both sides of a license', async () => {
		const customerId = await createCustomer(used.client);
		const { status, data } = await init(customerId, { webhookURL: 'http://localhost:1/' });
		expect(status).toBe(200);
		const document = (documentSide: string) => ({
			id: expect.stringMatching(/^doc-[0-9A-Za-z]{22}$/),
			label: `LICENSE ${documentSide}`,
			type: 'LICENSE',
			documentSide,
			uploadStatus: false,
		});
		expect(data).toEqual({
			code: '0',
			data: {
				customer: {
					reference: expect.any(String),
					customerId,
					customerType: 'individual',
					customer: { businessAddresses: [], businessPhones: [], ...person() },
					kycStatus: 'WAITING_DATA',
					boises: [],
					dtsCreatedAt: expect.any(String),
				},
				kyc: {
					attributeCodes: ['cardAttributes'],
					system: 'condor',
					mode: 'licenseUSACondor',
					status: 'WAITING_DATA',
				},
				kycDocumentList: [document('FRONT'), document('BACK')],
			},
			requestId: expect.any(String),
		});
	});

	it('takes ids with hyphens, and answers the KYC already there when repeated', async () => {
		used.sandbox.seed({ customers: [{ customerId: 'csta-6TqoA6HtSItCANO1KT0W7u' }] });
		const first = (await init('csta-6TqoA6HtSItCANO1KT0W7u')).data.data;
		expect(first.customer.customerId).toBe('csta-6TqoA6HtSItCANO1KT0W7u');
		expect((await init('csta-6TqoA6HtSItCANO1KT0W7u')).data.data).toEqual(first);
	});

	it('declines the trigger name Denied at once', async () => {
		const { customerId } = await started('Denied');
		const { data } = await used.client.get(`/customer/kyc/status/${customerId}`);
		expect(data.data.kyc.status).toBe('DECLINED');
		expect(data.data.customer.kycStatus).toBe('DECLINED');
	});

	it('refuses a body without customerId, and an unknown customer', async () => {
		const { status, data } = await used.client.post('/customer/kyc/init', {});
		expect(status).toBe(400);
		expect(data.context).toMatchObject([{ params: { missingProperty: 'customerId' } }]);
		expect((await init('csta-nobody')).data.code).toBe('customerNotFound');
	});

	it('can be strict about the spelling of the callback field', async () => {
		const sandbox = await used.open({ legacyWebhookField: 'webhookURL' });
		const body = { customerId: 'a', webhookUrl: 'http://localhost:1/' };
		const { data } = await clientOf(sandbox).post('/customer/kyc/init', body);
		expect(data.context).toMatchObject([{ params: { additionalProperty: 'webhookUrl' } }]);
	});
});

describe('the legacy journey', () => {
	it.each([
		['Testman', 'APPROVED'],
		['WaitReview', 'REVIEW'],
	])('of %s ends in %s once attributes and both files are there', async (lastName, end) => {
		const { customerId, front, back } = await started(lastName);
		expect((await upload(customerId, front)).data.data.kyc.status).toBe('WAITING_DATA');
		const attributed = (await addAttributes(customerId)).data.data;
		expect(attributed.kycAttributes).toEqual({ cardAttributes });
		expect(attributed.kyc.status).toBe('WAITING_DATA');

		const { status, data } = await upload(customerId, back);
		expect(status).toBe(200);
		expect(data.data.kyc.status).toBe(end);
		expect(data.data.kycDocumentList[1]).toMatchObject({
			id: back,
			uploadStatus: true,
			extension: 'jpg',
		});
		const status2 = await used.client.get(`/customer/kyc/status/${customerId}`);
		expect(status2.data.data).toEqual(data.data);
		const customer = await used.client.get(`/customer/status/${customerId}`);
		expect(customer.data.data.kycStatus).toBe(end);
	});

	it('can end with the attributes, and lets a file be replaced until then', async () => {
		const { customerId, front, back } = await started();
		await upload(customerId, front);
		await upload(customerId, back);
		expect((await upload(customerId, front)).status).toBe(200);
		expect((await addAttributes(customerId)).data.data.kyc.status).toBe('APPROVED');
		const { status, data } = await upload(customerId, front);
		expect([status, data.code]).toEqual([400, 'statusApplicationEntity']);
	});

	it.each([
		['addressType', 'HOME', 'enum'],
		['issueType', undefined, 'required'],
		['extra', 1, 'additionalProperties'],
	])('refuses card attributes with %s %s', async (name, value, keyword) => {
		const { customerId } = await started();
		const { data } = await addAttributes(customerId, {
			cardAttributes: { ...cardAttributes, [name]: value },
		});
		expect(data.context).toMatchObject([{ keyword }]);
	});

	it('refuses what was not initialised, unknown ids and uploads without a file', async () => {
		const fresh = await createCustomer(used.client);
		const { customerId, front } = await started();
		const codes = [
			(await used.client.get(`/customer/kyc/status/${fresh}`)).data,
			(await addAttributes(fresh)).data,
			(await upload('csta-nobody', front)).data,
			(await upload(customerId, 'doc-none')).data,
			(await upload(customerId, front, form('image'))).data,
		].map(({ code }) => code);
		expect(codes).toEqual([
			'identificationNotFound',
			'identificationNotFound',
			'customerNotFound',
			'documentNotFound',
			'fileNotFound',
		]);
	});
});

describe('POST /customer/kyc/document-link', () => {
	it('links a separate document once, over a file already there', async () => {
		const { customerId, front } = await started();
		await upload(customerId, front);
		const id = await separate();
		const { status, data } = await link(customerId, front, id);
		expect(status).toBe(200);
		expect(data.data.kycDocumentList[0]).toMatchObject({ id: front, uploadStatus: true });
		const again = await link(customerId, front, id);
		expect(again.status).toBe(400);
		expect(again.data).toEqual({
			requestId: expect.any(String),
			code: 'documentNotFound',
			message: `Document ${id} not found`,
		});
	});

	it('is allowed after approval, and can be what completes the KYC', async () => {
		const { customerId, front, back } = await started();
		await addAttributes(customerId);
		await upload(customerId, front);
		expect((await link(customerId, back, await separate())).data.data.kyc.status).toBe('APPROVED');
		expect((await link(customerId, back, await separate())).status).toBe(200);
	});

	it('refuses unknown documents and one not uploaded', async () => {
		const { customerId, front } = await started();
		const pending = await separate(false);
		expect((await link(customerId, 'doc-none', pending)).data.message).toBe(
			'Document doc-none not found',
		);
		expect((await link(customerId, front, 'sdoc_none')).data.message).toBe(
			'Document sdoc_none not found',
		);
		const { status, data } = await link(customerId, front, pending);
		expect(status).toBe(400);
		expect(data).toEqual({
			requestId: expect.any(String),
			code: 'documentNotUploaded',
			message: `Document ${pending} do not uploaded`,
		});
		expect((await link(customerId, front, undefined as never)).data.code).toBe(
			'requestValidateError',
		);
	});
});

describe('separate documents', () => {
	it('are generated and uploaded, repeatedly, without requestId', async () => {
		const generated = await used.client.post('/document/generate');
		expect(generated.status).toBe(200);
		const { id } = generated.data.data;
		expect(generated.data).toEqual({ code: '0', data: { id, uploadStatus: false } });
		expect(id).toMatch(/^sdoc_[0-9A-Za-z]{22}$/);
		for (let times = 0; times < 2; times++) {
			const { status, data } = await used.client.post(`/document/upload/${id}`, form());
			expect(status).toBe(200);
			expect(data).toEqual({ code: '0', data: { id, uploadStatus: true, extension: 'jpg' } });
		}
	});

	it('refuses an unknown one and a missing file', async () => {
		const { status, data } = await used.client.post('/document/upload/sdoc_none', form());
		expect(status).toBe(400);
		expect(data).toEqual({ code: 'documentNotFound', message: 'Document sdoc_none not found' });
		const id = await separate(false);
		expect((await used.client.post(`/document/upload/${id}`, form('image'))).data).toEqual({
			code: 'fileNotFound',
			message: 'File not found.',
		});
	});
});

describe('legacy callbacks', () => {
	let receiver: Receiver;
	beforeAll(async () => {
		receiver = await startReceiver();
	});
	beforeEach(() => {
		receiver.received.length = 0;
	});
	afterAll(() => receiver.close());

	async function finish(more: object) {
		const { customerId, front, back } = await started('WaitReview');
		await init(customerId, { webhookURL: receiver.url, ...more });
		await addAttributes(customerId);
		await upload(customerId, front);
		return { customerId, last: (await upload(customerId, back)).data.data };
	}

	it('come with every change, in the shape of a status answer', async () => {
		const { customerId, last } = await finish({});
		await until(() => receiver.received.length === 1);
		expect(receiver.received[0].body).toMatchObject({ code: '0', data: last });

		await used.sandbox.decideLegacy(customerId, 'Denied');
		expect(receiver.received).toHaveLength(2);
		expect(receiver.received[1].body).toMatchObject({ data: { kyc: { status: 'DECLINED' } } });
		await expect(used.sandbox.decideLegacy(customerId, 'Approved')).rejects.toThrow('already');
	});

	it('can be left out for changes that a request causes', async () => {
		const sandbox = await used.open({ legacyCallbacks: 'asynchronous' });
		const client = clientOf(sandbox);
		const customerId = await createCustomer(client);
		const { kycDocumentList } = (
			await client.post('/customer/kyc/init', { customerId, webhookURL: receiver.url })
		).data.data;
		await client.post('/customer/kyc/add-attributes', {
			customerId,
			additionalAttributes: { cardAttributes },
		});
		for (const { id } of kycDocumentList) {
			await client.post(`/customer/kyc/upload/${customerId}/${id}`, form());
		}
		expect(sandbox.state().legacyCustomers[0].status).toBe('APPROVED');
		expect(sandbox.callbacks).toEqual([]);
		await sandbox.transitionLegacy(customerId, 'REVIEW');
		expect(sandbox.callbacks).toHaveLength(1);
	});

	it('with syncMode the result comes later', async () => {
		const customerId = await createCustomer(used.client);
		const body = { webhookURL: receiver.url, syncMode: true };
		const { kycDocumentList } = (await init(customerId, body)).data.data;
		await addAttributes(customerId);
		await upload(customerId, kycDocumentList[0].id);
		const last = await upload(customerId, kycDocumentList[1].id);
		expect(last.data.data.kyc.status).toBe('PENDING');
		await until(() => receiver.received.length === 1);
		expect(receiver.received[0].body).toMatchObject({ data: { kyc: { status: 'APPROVED' } } });
	});
});
