import { createHash } from 'node:crypto';
import FormData from 'form-data';
import { documentTypes } from '../../../sandbox/connectfi/schemas';
import {
	additional,
	clientOf,
	createCustomer,
	form,
	generate,
	identify,
	person,
	reference,
	submit,
	uploaded,
	useSandbox,
} from './support';

const used = useSandbox();

const business = (lastNames: string[], postalCode = '38117') => ({
	businessAddresses: [{ type: 'PRIMARY', postalCode }],
	businessRepresentative: lastNames.map((lastName, index) => ({ id: `Rep${index}`, lastName })),
});

const entity = (
	entityId: string,
	isCustomer: boolean,
	status: string,
	outcome: string | null = null,
) => ({ entityId, isCustomer, status, outcome });

const validateError = (error: object) => ({
	requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
	code: 'requestValidateError',
	context: [error],
});

const missing = (missingProperty: string) =>
	validateError({
		instancePath: '',
		schemaPath: '#/required',
		keyword: 'required',
		params: { missingProperty },
		message: `must have required property '${missingProperty}'`,
	});

describe('POST /akepa/identification', () => {
	const start = (body?: object) => used.client.post('/akepa/identification', body);

	it('starts an individual', async () => {
		const customerId = await createCustomer(used.client);
		const { status, data } = await start({ customerId, reference: 'extRefApp100', syncMode: null });
		expect(status).toBe(200);
		expect(data).toEqual({
			code: '0',
			data: {
				applicationId: expect.stringMatching(/^iapp_[0-9A-Za-z]{22}$/),
				aggregatorId: 'CLIENTID',
				customerId,
				reference: 'extRefApp100',
				status: 'pending_step_up',
				outcome: null,
				entityApplications: [entity(customerId, true, 'pending_step_up')],
			},
			requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
		});
	});

	it('starts a business, representatives first, the business itself approved', async () => {
		const customerId = await createCustomer(used.client, business(['A']), 'business');
		expect(await identify(used.client, customerId)).toMatchObject({
			status: 'pending_step_up',
			outcome: null,
			entityApplications: [
				entity('Rep0', false, 'pending_step_up'),
				entity(customerId, true, 'completed', 'approved'),
			],
		});
	});

	it('refuses what is missing, one property at a time', async () => {
		expect((await start({})).data).toEqual(missing('customerId'));
		expect((await start()).data).toEqual(missing('customerId'));
		expect((await start({ customerId: 'cstap_1' })).data).toEqual(missing('reference'));
	});

	it('refuses an unknown property, and only that, beside webhookUrl', async () => {
		const body = { customerId: 'cstap_1', reference: 'a', webhookUrl: 'https://a', extra: 1 };
		const { status, data } = await start(body);
		expect(status).toBe(400);
		expect(data).toEqual(additional('extra'));
	});

	it.each([
		['customerId', 'csta-1', 'pattern'],
		['customerId', 'c'.repeat(37), 'maxLength'],
		['reference', 'a_b', 'pattern'],
		['reference', 'r'.repeat(33), 'maxLength'],
		['webhookUrl', 'u'.repeat(501), 'maxLength'],
		['webhookUrl', 'https://a/<b>', 'pattern'],
		['syncMode', 'true', 'type'],
	])('refuses %s %s', async (name, value, keyword) => {
		const { data } = await start({ customerId: 'cstap_1', reference: 'a', [name]: value });
		expect(data.context).toMatchObject([{ instancePath: `/${name}`, keyword }]);
	});

	it.each([
		['both', 'webhookUrl', 200],
		['both', 'webhookURL', 200],
		['webhookUrl', 'webhookUrl', 200],
		['webhookUrl', 'webhookURL', 400],
		['webhookURL', 'webhookURL', 200],
		['webhookURL', 'webhookUrl', 400],
	] as const)('with webhookField %s answers %s with %i', async (webhookField, name, expected) => {
		const sandbox = await used.open({ webhookField });
		const client = clientOf(sandbox);
		const customerId = await createCustomer(client);
		const body = { customerId, reference: reference(), [name]: 'https://a/b' };
		const { status, data } = await client.post('/akepa/identification', body);
		expect(status).toBe(expected);
		if (expected === 400) expect(data).toEqual(additional(name));
		else expect(sandbox.state().applications[0].webhookUrl).toBe('https://a/b');
	});

	it('refuses an unknown customer', async () => {
		const { status, data } = await start({ customerId: 'cstap_nobody', reference: 'a' });
		expect(status).toBe(400);
		expect(data).toMatchObject({
			code: 'customerNotFound',
			context: { customerId: 'cstap_nobody' },
			message: 'Customer not found.',
		});
	});

	it('refuses representatives with the same id, which /customer/init had let through', async () => {
		const customer = { businessRepresentative: [{ id: 'Same' }, { id: 'Same' }] };
		const customerId = await createCustomer(used.client, customer, 'business');
		const { status, data } = await start({ customerId, reference: reference() });
		expect(status).toBe(400);
		expect(data).toEqual({
			requestId: expect.any(String),
			code: 'extAkepa',
			subCode: 4091,
			message: 'Multiple entities cannot have the same external_entity_id.',
		});
	});

	it('refuses a reference used before, naming the application', async () => {
		const customerId = await createCustomer(used.client);
		const first = await start({ customerId, reference: 'same' });
		const { status, data } = await start({ customerId, reference: 'same' });
		expect(status).toBe(400);
		expect(data).toEqual({
			requestId: expect.any(String),
			code: 'referenceExists',
			context: { reference: 'same', entityId: first.data.data.applicationId },
			message: 'Reference already exists.',
		});
	});
});

describe('the journey of an individual', () => {
	it.each([
		['Testman', ['pending_step_up', null], ['completed', 'Approved']],
		['WaitReview', ['pending_step_up', null], ['waiting_review', null]],
	])('%s', async (lastName, first, second) => {
		const customerId = await createCustomer(used.client, person(lastName));
		const started = await identify(used.client, customerId);
		expect([started.status, started.outcome]).toEqual(first);

		const half = (await submit(used.client, customerId, ['front'])).data.data;
		expect(half.status).toBe('pending_step_up');
		const { status, outcome, entityApplications } = (
			await submit(used.client, customerId, ['back'])
		).data.data;
		expect([status, outcome]).toEqual(second);
		const entityOutcome = second[1] === null ? null : 'approved';
		expect(entityApplications).toEqual([
			entity(customerId, true, second[0] as string, entityOutcome),
		]);
	});

	it('Denied ends at identification', async () => {
		const customerId = await createCustomer(used.client, person('Denied'));
		expect(await identify(used.client, customerId)).toMatchObject({
			status: 'completed',
			outcome: 'Denied',
			entityApplications: [entity(customerId, true, 'completed', 'denied')],
		});
	});

	it.each(['dateOfBirth', 'addresses'])('asks for data when %s is missing', async (field) => {
		const customerId = await createCustomer(used.client, { ...person(), [field]: undefined });
		expect((await identify(used.client, customerId)).status).toBe('data_request');
	});

	it('a selfie does not stand in for the back', async () => {
		const customerId = await createCustomer(used.client);
		await identify(used.client, customerId);
		const { data } = await submit(used.client, customerId, ['front', 'selfie']);
		expect(data.data.status).toBe('pending_step_up');
	});
});

describe('the journey of a business', () => {
	it.each([
		[['A'], '38117', 'pending_step_up', null],
		[['Denied'], '38117', 'completed', 'Denied'],
		[['A', 'Denied'], '38117', 'completed', 'Denied'],
		[['WaitReview'], '38117', 'pending_step_up', null],
		[['A'], '00000', 'waiting_review', null],
		[['Denied'], '00000', 'completed', 'Denied'],
		[[], '38117', 'completed', 'Approved'],
	])('with %j at %s starts %s %s', async (lastNames, postalCode, status, outcome) => {
		const customer = business(lastNames, postalCode);
		const customerId = await createCustomer(used.client, customer, 'business');
		expect(await identify(used.client, customerId)).toMatchObject({ status, outcome });
	});

	it('is approved once every representative is, the business first in the answer', async () => {
		const customerId = await createCustomer(used.client, business(['A', 'B']), 'business');
		await identify(used.client, customerId);
		const one = (await submit(used.client, customerId, undefined, 'Rep0')).data.data;
		expect(one).toMatchObject({ status: 'pending_step_up', outcome: null });
		const both = (await submit(used.client, customerId, undefined, 'Rep1')).data.data;
		expect(both).toMatchObject({
			status: 'completed',
			outcome: 'Approved',
			entityApplications: [
				entity(customerId, true, 'completed', 'approved'),
				entity('Rep0', false, 'completed', 'approved'),
				entity('Rep1', false, 'completed', 'approved'),
			],
		});
	});

	it('goes into review with a WaitReview representative, after the documents of all', async () => {
		const customerId = await createCustomer(used.client, business(['WaitReview', 'B']), 'business');
		await identify(used.client, customerId);
		const one = (await submit(used.client, customerId, undefined, 'Rep0')).data.data;
		expect(one.status).toBe('pending_step_up');
		const both = (await submit(used.client, customerId, undefined, 'Rep1')).data.data;
		expect(both.status).toBe('waiting_review');
	});

	it('stays in review at postal code 00000 though the representatives pass', async () => {
		const customerId = await createCustomer(used.client, business(['A'], '00000'), 'business');
		await identify(used.client, customerId);
		const { data } = await submit(used.client, customerId, undefined, 'Rep0');
		expect(data.data).toMatchObject({
			status: 'waiting_review',
			entityApplications: [
				entity(customerId, true, 'waiting_review'),
				entity('Rep0', false, 'completed', 'approved'),
			],
		});
	});

	it('looks at the PRIMARY address only', async () => {
		const customer = {
			...business(['A']),
			businessAddresses: [{ type: 'SECONDARY', postalCode: '00000' }],
		};
		const customerId = await createCustomer(used.client, customer, 'business');
		expect((await identify(used.client, customerId)).status).toBe('pending_step_up');
	});
});

describe('status', () => {
	it('answers one application by POST, the latest by GET and then without reference', async () => {
		const customerId = await createCustomer(used.client);
		const first = await identify(used.client, customerId);
		const second = await identify(used.client, customerId);
		const { applicationId } = first;
		const posted = await used.client.post('/akepa/status', { customerId, applicationId });
		expect(posted.status).toBe(200);
		expect(posted.data.data).toEqual(first);

		const got = await used.client.get(`/akepa/status/${customerId}`);
		expect(got.data.data).toEqual({ ...second, reference: undefined });
		expect(got.data.data).not.toHaveProperty('reference');
	});

	it('refuses an unknown application with 404, and one of another customer alike', async () => {
		const customerId = await createCustomer(used.client);
		const other = await createCustomer(used.client);
		const { applicationId } = await identify(used.client, other);
		for (const id of ['iapp_none', applicationId]) {
			const body = { customerId, applicationId: id };
			const { status, data } = await used.client.post('/akepa/status', body);
			expect(status).toBe(404);
			expect(data).toEqual({
				requestId: expect.any(String),
				code: 'applicationNotFound',
				context: { applicationId: id },
				message: 'Application not found.',
			});
		}
	});

	it('refuses an unknown customer, and a body without applicationId', async () => {
		const body = { customerId: 'cstap_nobody', applicationId: 'iapp_1' };
		expect((await used.client.post('/akepa/status', body)).data.code).toBe('customerNotFound');
		expect((await used.client.post('/akepa/status', { customerId: 'a' })).data).toEqual(
			missing('applicationId'),
		);
	});

	it('GET refuses a customer without identification', async () => {
		const customerId = await createCustomer(used.client);
		const { status, data } = await used.client.get(`/akepa/status/${customerId}`);
		expect(status).toBe(400);
		expect(data).toEqual({
			requestId: expect.any(String),
			code: 'identificationNotFound',
			context: { customerId },
			message: 'Identification not found',
		});
	});
});

describe('POST /akepa/document/generate', () => {
	const body = { workflow: 'BUSINESS', name: 'front', extension: 'jpg', type: 'license' };

	it.each(documentTypes)('gives an id for type %s', async (type) => {
		const { status, data } = await used.client.post('/akepa/document/generate', { ...body, type });
		expect(status).toBe(200);
		expect(data.data).toEqual({
			id: expect.stringMatching(/^doc_[0-9A-Za-z]{22}$/),
			aggregatorId: 'CLIENTID',
			uploadStatus: false,
			...body,
			type,
			dtsCreatedAt: expect.any(String),
		});
	});

	it('takes a note and its author', async () => {
		const noted = { ...body, note: null, note_author_agent_email: 'aa@aa.bb' };
		expect((await used.client.post('/akepa/document/generate', noted)).status).toBe(200);
	});

	it('refuses other extensions in the words of the docs', async () => {
		const wrong = { ...body, extension: 'pdf' };
		expect((await used.client.post('/akepa/document/generate', wrong)).data).toEqual(
			validateError({
				instancePath: '/extension',
				schemaPath: '#/properties/extension/enum',
				keyword: 'enum',
				params: { allowedValues: ['jpg', 'png'] },
				message: 'must be equal to one of the allowed values',
			}),
		);
	});

	it.each([
		['type', undefined, 'required'],
		['type', 'LICENSE', 'enum'],
		['workflow', 'personal', 'enum'],
		['name', '', 'minLength'],
		['name', 'n'.repeat(51), 'maxLength'],
		['name', '  ', 'isNotOnlyWhitespace'],
		['note', 'n'.repeat(501), 'maxLength'],
		['note_author_agent_email', 'nobody', 'format'],
	])('refuses %s %s', async (name, value, keyword) => {
		const wrong = { ...body, [name]: value };
		const { status, data } = await used.client.post('/akepa/document/generate', wrong);
		expect(status).toBe(400);
		expect(data.context).toMatchObject([{ keyword }]);
	});
});

describe('POST /akepa/document/upload/:documentId', () => {
	const upload = (id: string, data: FormData) =>
		used.client.post(`/akepa/document/upload/${id}`, data);

	it('takes a file of 20 MB and remembers what it was', async () => {
		const content = Buffer.alloc(20_000_000, 7);
		const id = await generate(used.client);
		const { status, data } = await upload(id, form('file', content));
		expect(status).toBe(200);
		expect(data.data).toMatchObject({ id, uploadStatus: true, extension: 'jpg' });
		const sha256 = createHash('sha256').update(content).digest('hex');
		expect(used.sandbox.state().documents[0].file).toEqual({
			filename: 'front.jpg',
			mimetype: 'image/jpeg',
			size: 20_000_000,
			sha256,
			firstBytes: '07'.repeat(16),
		});
		expect(used.sandbox.requests.at(-1)).toMatchObject({
			status: 200,
			parts: [
				{ name: 'file', filename: 'front.jpg', type: 'image/jpeg', size: 20_000_000, sha256 },
			],
		});
	});

	it('refuses a second upload', async () => {
		const { status, data } = await upload(await uploaded(used.client), form());
		expect(status).toBe(400);
		expect(data).toEqual({
			requestId: expect.any(String),
			code: 'extAkepa',
			subCode: 4091,
			message: 'The specified document has already been uploaded.',
		});
	});

	it('refuses an unknown document', async () => {
		const { status, data } = await upload('doc_none1', form());
		expect(status).toBe(400);
		expect(data).toEqual({
			requestId: expect.any(String),
			code: 'documentNotFound',
			message: 'Document doc_none1 not found',
		});
	});

	it.each([
		['another form field', () => form('document')],
		['an empty file', () => form('file', Buffer.alloc(0))],
	])('refuses %s, and the id stays good', async (_what, make) => {
		const id = await generate(used.client);
		const { status, data } = await upload(id, make());
		expect(status).toBe(400);
		expect(data).toEqual({
			requestId: expect.any(String),
			code: 'fileNotFound',
			message: 'File not found.',
		});
		expect((await upload(id, form())).status).toBe(200);
	});

	it('refuses a JSON body', async () => {
		const id = await generate(used.client);
		const { data } = await used.client.post(`/akepa/document/upload/${id}`, { stub: true });
		expect(data.code).toBe('fileNotFound');
	});

	it('takes the same id only once, however close the uploads', async () => {
		const id = await generate(used.client);
		const answers = await Promise.all([upload(id, form()), upload(id, form())]);
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
	});
});

describe('POST /akepa/update', () => {
	const update = (customerId: string, documents?: object[], more: object = {}) =>
		used.client.post('/akepa/update', { customerId, documents, ...more });

	it('without documents answers the application as it is', async () => {
		const customerId = await createCustomer(used.client);
		const started = await identify(used.client, customerId);
		expect((await update(customerId)).data.data).toEqual(started);
	});

	it('refuses an entity that is completed', async () => {
		const customerId = await createCustomer(used.client);
		await identify(used.client, customerId);
		await submit(used.client, customerId);
		const { status, data } = await submit(used.client, customerId);
		expect(status).toBe(400);
		expect(data).toEqual({
			requestId: expect.any(String),
			code: 'statusApplicationEntity',
			message: `Entity ${customerId} has status completed`,
		});
	});

	it('refuses before identification, and for an unknown customer', async () => {
		const customerId = await createCustomer(used.client);
		expect((await update(customerId, [])).data).toEqual({
			requestId: expect.any(String),
			code: 'identificationNotFound',
			context: { customerId },
			message: 'Identification not found',
		});
		expect((await update('cstap_nobody', [])).data.code).toBe('customerNotFound');
	});

	it('refuses unknown documents, those not uploaded, and unknown entities; links none', async () => {
		const customerId = await createCustomer(used.client);
		await identify(used.client, customerId);
		const good = { entityId: customerId, documentId: await uploaded(used.client), view: 'front' };
		const pending = await generate(used.client);
		const refusals: Array<[object, object]> = [
			[
				{ documentId: 'doc_none' },
				{ code: 'documentNotFound', message: 'Document doc_none not found' },
			],
			[
				{ documentId: pending },
				{ code: 'documentNotUploaded', message: `Document ${pending} do not uploaded` },
			],
			[{ entityId: 'Nobody' }, { code: 'extAkepa' }],
		];
		for (const [wrong, error] of refusals) {
			const { status, data } = await update(customerId, [good, { ...good, ...wrong }]);
			expect(status).toBe(400);
			expect(data).toMatchObject(error);
		}
		expect(used.sandbox.state().applications[0].entities[0].documents).toEqual([]);
	});

	it.each([
		[{ view: 'side' }, 'enum'],
		[{ view: undefined }, 'required'],
		[{ extra: 1 }, 'additionalProperties'],
	])('refuses a document with %j', async (wrong, keyword) => {
		const document = { entityId: 'a', documentId: 'b', view: 'front', ...wrong };
		expect((await update('cstap_1', [document])).data.context).toMatchObject([{ keyword }]);
	});

	it('is about the application named, else the latest', async () => {
		const customerId = await createCustomer(used.client);
		const first = await identify(used.client, customerId);
		const second = await identify(used.client, customerId);
		const { applicationId } = first;
		expect((await update(customerId, [], { applicationId })).data.data).toEqual(first);
		expect((await update(customerId, [])).data.data).toEqual(second);
		const unknown = await update(customerId, [], { applicationId: 'iapp_none' });
		expect([unknown.status, unknown.data.code]).toEqual([404, 'applicationNotFound']);
	});

	it('can be told not to know applicationId', async () => {
		const sandbox = await used.open({ updateAcceptsApplicationId: false });
		const body = { customerId: 'a', applicationId: 'b' };
		const { data } = await clientOf(sandbox).post('/akepa/update', body);
		expect(data).toEqual(additional('applicationId'));
	});
});
