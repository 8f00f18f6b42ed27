import { HookContext } from 'n8n-core';
import fc from 'fast-check';
import type {
	IDataObject,
	INodeParameters,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
	WorkflowActivateMode,
} from 'n8n-workflow';
import { sign } from '../../nodes/ConnectFi/callback/signature';
import { ConnectFiTrigger } from '../../nodes/ConnectFi/ConnectFiTrigger.node';
import { startSandbox, type Fault, type Sandbox } from '../../sandbox';
import { useFakeClock } from '../support/fakeClock';
import { loginCredential, tokenCredential } from './support/connectFi';
import type { StoredCredential } from './support/engine';
import {
	additionalDataFor,
	listen,
	workflowOf,
	type Listener,
	type ListeningNode,
} from './support/webhook';

const callbackSecret = 'the secret of these tests';

const time = useFakeClock();

let shared: Sandbox;
let sandbox: Sandbox;
let listener: Listener;
let counter = 0;

beforeAll(async () => {
	sandbox = shared = await startSandbox();
});
afterAll(async () => await shared.close());
beforeEach(() => {
	sandbox.reset();
	// No test begins in a burst.
	time.skip(1_000);
});
afterEach(async () => {
	await listener.close();
	expect(listener.thrown).toEqual([]);
});

async function trigger(
	parameters: INodeParameters = {},
	more: Partial<ListeningNode> = {},
): Promise<Listener> {
	listener = await listen({
		nodeType: new ConnectFiTrigger(),
		parameters,
		credential: tokenCredential(sandbox, { callbackSecret }),
		...more,
	});
	return listener;
}

/** An application whose callback goes to the listener, signed as the connectFi node signs it. */
function application(more: { status?: string; secret?: string } = {}) {
	const number = ++counter;
	const ids = { customerId: `cstap_customer${number}`, reference: `reference${number}` };
	const applicationId = `iapp_application${number}`;
	const url = sign(listener.url, {
		secrets: [more.secret ?? callbackSecret],
		kind: 'akepa',
		...ids,
	});
	sandbox.seed({
		applications: [
			{ ...ids, applicationId, status: more.status ?? 'waiting_review', webhookUrl: url },
		],
	});
	return { ...ids, applicationId, url };
}

/** The same for a legacy KYC. */
function legacyKyc() {
	const customerId = `csta-customer${++counter}`;
	const url = sign(listener.url, { secrets: [callbackSecret], kind: 'legacy', customerId });
	sandbox.seed({ legacyCustomers: [{ customerId, status: 'REVIEW', webhookUrl: url }] });
	return { customerId, url };
}

async function post(url: string, body: unknown, more: RequestInit = {}): Promise<Response> {
	return await fetch(url, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: typeof body === 'string' ? body : JSON.stringify(body),
		...more,
	});
}

const bodyAbout = (ids: IDataObject, claims: IDataObject = {}) => ({
	code: '0',
	data: { ...ids, status: 'completed', outcome: 'Approved', ...claims },
});

/** connectFi answers, but cannot say anything; not asked again. */
const down: Fault = {
	kind: 'status',
	status: 400,
	body: { code: 'extAkepa', message: 'down' },
	times: 0,
};

const items = () => listener.started.flat().map(({ json }) => json);
const questions = () => sandbox.requests.filter(({ path }) => path.includes('/status'));

describe('a genuine callback', () => {
	it("starts an execution with connectFi's own answer", async () => {
		await trigger();
		const { customerId, applicationId, reference } = application();
		expect((await sandbox.decide(applicationId, 'Approved'))?.status).toBe(200);
		expect(items()).toEqual([
			{
				applicationId,
				aggregatorId: 'CLIENTID',
				customerId,
				reference,
				status: 'completed',
				outcome: 'Approved',
				entityApplications: [
					{ entityId: customerId, isCustomer: true, status: 'completed', outcome: 'approved' },
				],
				kycStatus: 'APPROVED',
				isFinal: true,
				entitiesAwaitingDocuments: [],
				requestId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
				event: 'approved',
				source: 'akepa',
				verified: true,
				receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
			},
		]);
	});

	it('of a legacy KYC starts one too', async () => {
		await trigger();
		const { customerId } = legacyKyc();
		expect((await sandbox.decideLegacy(customerId, 'Denied'))?.status).toBe(200);
		expect(items()).toMatchObject([
			{
				customerId,
				customer: { customerId },
				kyc: { status: 'DECLINED' },
				kycStatus: 'DECLINED',
				isFinal: true,
				event: 'denied',
				source: 'legacy',
				verified: true,
			},
		]);
	});

	it('is verified with a login credential as well', async () => {
		const { type, data } = loginCredential(sandbox);
		await trigger({}, { credential: { type, data: { ...data, callbackSecret } } });
		const { applicationId } = application();
		await sandbox.decide(applicationId, 'Denied');
		expect(items()).toMatchObject([{ event: 'denied', verified: true }]);
	});

	it.each(['text/plain', 'application/octet-stream', ''])("may come as '%s'", async (type) => {
		await trigger();
		const { url, ...ids } = application();
		const body = Buffer.from(JSON.stringify(bodyAbout(ids)));
		const answer = await post(url, '', { headers: type ? { 'Content-Type': type } : {}, body });
		expect(answer.status).toBe(200);
		expect(items()).toMatchObject([{ event: 'inReview', verified: true }]);
	});

	it('passes where a proxy rewrites what stands before the trigger, and at its test URL', async () => {
		const signed = (ids: IDataObject) =>
			sign('https://crm.example/hooks/n8n/hook/connectfi', {
				secrets: [callbackSecret],
				kind: 'akepa',
				customerId: String(ids.customerId),
				reference: String(ids.reference),
			});
		for (const mode of ['webhook', 'manual'] as const) {
			await listener?.close();
			await trigger({}, { mode });
			const { customerId, applicationId, reference } = application();
			const ids = { customerId, applicationId, reference };
			const { search } = new URL(signed(ids));
			expect((await post(listener.url + search, bodyAbout(ids))).status).toBe(200);
			expect(items()).toMatchObject([{ ...ids, verified: true }]);
		}
	});

	it('of a case without a reference passes on a URL that was signed without', async () => {
		await trigger();
		const ids = { customerId: `cstap_customer${++counter}`, applicationId: 'iapp_of2023' };
		sandbox.seed({ applications: [{ ...ids, status: 'waiting_review' }] });
		const url = sign(listener.url, { secrets: [callbackSecret], kind: 'akepa', ...ids });
		expect((await post(url, bodyAbout({ ...ids, reference: null }))).status).toBe(200);
		expect(items()).toMatchObject([{ ...ids, verified: true }]);
	});

	it('with parts that nobody expects comes through', async () => {
		await trigger();
		const { url, ...ids } = application();
		const foreign = [null, 7, 'text', [null], { status: null, entityId: 1 }];
		const { applicationId } = ids;
		const data = {
			applicationId,
			customerId: null,
			status: 'running',
			entityApplications: foreign,
		};
		sandbox.addFault({ kind: 'status', status: 200, body: { code: '0', data } });
		expect((await post(url, bodyAbout(ids))).status).toBe(200);
		expect(items()).toMatchObject([{ event: 'processing', entityApplications: foreign }]);

		const { customerId, url: legacyUrl } = legacyKyc();
		const legacy = { customer: { customerId }, kyc: null, kycDocumentList: foreign };
		sandbox.addFault({ kind: 'status', status: 200, body: { code: '0', data: legacy } });
		expect((await post(legacyUrl, { customer: { customerId } })).status).toBe(200);
		expect(items()[1]).toMatchObject({ event: 'processing', kycDocumentList: foreign });
	});

	it('passes unsigned where the credential has no secret', async () => {
		await trigger({}, { credential: tokenCredential(sandbox) });
		const ids = application();
		expect((await post(listener.url, bodyAbout({ ...ids }))).status).toBe(200);
		expect(items()).toMatchObject([{ kycStatus: 'WAITING_REVIEW', verified: true }]);
	});

	it.each([
		['a new one, the old one still accepted', `a secret of tomorrow, ${callbackSecret}`, 200],
		['a new one alone', 'a secret of tomorrow', 401],
	])('signed before the secret changed to %s', async (_, secret, status) => {
		await trigger({}, { credential: tokenCredential(sandbox, { callbackSecret: secret }) });
		const { applicationId } = application();
		expect((await sandbox.decide(applicationId, 'Approved'))?.status).toBe(status);
		expect(items()).toHaveLength(status === 200 ? 1 : 0);
	});
});

describe('the credential', () => {
	/** One that counts how often n8n reads it. */
	function counted() {
		let count = 0;
		const { data } = tokenCredential(sandbox, { callbackSecret });
		const credential = {
			type: 'connectFiApi',
			get data() {
				count++;
				return data;
			},
		};
		return { credential, readings: () => count };
	}

	it('is read once for a burst of callbacks', async () => {
		const { credential, readings } = counted();
		await trigger({}, { credential });
		const cases = Array.from({ length: 10 }, () => application());
		await Promise.all(
			cases.map(async ({ applicationId }) => await sandbox.decide(applicationId, 'Approved')),
		);
		expect(items()).toHaveLength(10);
		expect(readings()).toBe(1);
	});

	it('is read again where its secret does not fit: it may have been changed a moment ago', async () => {
		const [before, after] = ['the secret of before', 'the secret from now on'];
		const credential = tokenCredential(sandbox, { callbackSecret: before });
		await trigger({}, { credential });
		const { url, ...first } = application({ secret: before });
		expect((await post(url, bodyAbout(first))).status).toBe(200);
		credential.data = { ...credential.data, callbackSecret: `${after}, ${before}` };
		const { url: next, ...second } = application({ secret: after });
		expect((await post(next, bodyAbout(second))).status).toBe(200);
		expect(items()).toHaveLength(2);
	});

	it('is read once a second at most, whatever forged calls come', async () => {
		const { credential, readings } = counted();
		await trigger({}, { credential });
		const ids = application();
		time.hold();
		const began = time.now();
		const url = sign(listener.url, {
			secrets: ['a secret that is guessed'],
			kind: 'akepa',
			...ids,
		});
		const forged: Array<Promise<Response>> = [];
		for (let tenth = 0; tenth < 20; tenth++) {
			forged.push(...Array.from({ length: 10 }, async () => await post(url, bodyAbout(ids))));
			await time.advance(100);
		}
		const answers = await time.passUntil(Promise.all(forged));
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
		const seconds = (time.now() - began) / 1_000;
		expect(seconds).toBeLessThan(4);
		expect(readings()).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
		expect(items()).toEqual([]);
	});

	it('is read again a second after it could not be read', async () => {
		const credential = tokenCredential(sandbox, { callbackSecret });
		const { data } = credential;
		let away = true;
		Object.defineProperty(credential, 'data', {
			get: () => {
				if (away) throw new Error('the database is busy');
				return data;
			},
		});
		await trigger({}, { credential });
		const { url, ...ids } = application();
		time.hold();
		const answer = post(url, bodyAbout(ids));
		await time.untilSet(1);
		expect(time.sleeps[0]).toBeGreaterThan(900);
		away = false;
		expect((await time.passUntil(answer)).status).toBe(200);
		expect(items()).toHaveLength(1);
	});

	it('serves no longer than two seconds', async () => {
		const credential = tokenCredential(sandbox, { callbackSecret });
		await trigger({}, { credential });
		await sandbox.decide(application().applicationId, 'Approved');
		credential.data = { ...credential.data, callbackSecret: 'a secret of tomorrow' };
		await time.advance(2_000);
		expect((await sandbox.decide(application().applicationId, 'Approved'))?.status).toBe(401);
	});
});

describe('events', () => {
	it.each([
		['completed', 'Approved', 'approved'],
		['completed', 'Denied', 'denied'],
		['pending_step_up', null, 'documentsRequired'],
		['pending_documents', null, 'documentsRequired'],
		['waiting_review', null, 'inReview'],
		['pending_journey_application_review', null, 'inReview'],
		['data_request', null, 'dataRequested'],
		['running', null, 'processing'],
		['a_future_status', null, 'processing'],
	] as const)('%s %s is %s', async (status, outcome, event) => {
		await trigger();
		const { applicationId } = application({ status: 'running' });
		await sandbox.transition(applicationId, { status, outcome });
		expect(items()).toMatchObject([{ status, outcome, event }]);
	});

	it.each([
		['APPROVED', 'approved'],
		['DECLINED', 'denied'],
		['REVIEW', 'inReview'],
		['PENDING', 'processing'],
		['WAITING_DATA', 'dataRequested'],
	])('legacy %s is %s', async (status, event) => {
		await trigger();
		const { customerId } = legacyKyc();
		await sandbox.transitionLegacy(customerId, status);
		expect(items()).toMatchObject([{ event }]);
	});

	it('legacy WAITING_DATA with a document to upload is documentsRequired', async () => {
		await trigger();
		const customerId = `csta-customer${++counter}`;
		const webhookUrl = sign(listener.url, {
			secrets: [callbackSecret],
			kind: 'legacy',
			customerId,
		});
		sandbox.seed({
			legacyCustomers: [{ customerId, webhookUrl, kycDocumentList: [{ id: 'doc-1' }] }],
		});
		await sandbox.transitionLegacy(customerId, 'WAITING_DATA');
		expect(items()).toMatchObject([{ event: 'documentsRequired' }]);
	});

	it('start only what was chosen', async () => {
		await trigger({ events: ['approved', 'denied'] });
		const { applicationId } = application();
		expect((await sandbox.transition(applicationId, { status: 'running' }))?.status).toBe(200);
		expect(items()).toEqual([]);
		await sandbox.decide(applicationId, 'Denied');
		expect(items()).toMatchObject([{ event: 'denied' }]);
	});

	it('of other customers are filtered out before connectFi is asked', async () => {
		await trigger({ options: { customerIds: ' cstap_one,\ncstap_two ' } });
		const { applicationId, url } = application();
		expect((await sandbox.decide(applicationId, 'Denied'))?.status).toBe(200);
		expect(questions()).toEqual([]);
		const wanted = { customerId: 'cstap_two', applicationId: 'iapp_of_two' };
		sandbox.seed({ applications: [{ ...wanted, status: 'waiting_review' }] });
		await post(
			sign(url, { secrets: [callbackSecret], kind: 'akepa', customerId: wanted.customerId }),
			bodyAbout(wanted),
		);
		expect(items()).toMatchObject([{ customerId: 'cstap_two', event: 'inReview' }]);
	});

	it.each(['events', 'options'])('all come through where %s cannot be read', async (name) => {
		await trigger({ [name]: '={{ $("No such node").first().json.part }}' });
		const { applicationId, url, ...ids } = application();
		await sandbox.decide(applicationId, 'Denied');
		// Not twice.
		await post(url, bodyAbout({ ...ids, applicationId }));
		expect(items()).toMatchObject([{ event: 'denied' }]);
	});

	it('that start nothing are answered with the reason, others with what n8n answers', async () => {
		await trigger({
			events: ['inReview'],
			options: { customerIds: `cstap_customer${counter + 1}` },
		});
		const [{ url, ...ids }, other] = [application(), application()];
		const answerTo = async (to: string, about: IDataObject) =>
			(await (await post(to, bodyAbout(about))).json()) as IDataObject;
		expect(await answerTo(url, ids)).toEqual({ message: 'Workflow was started' });
		expect(await answerTo(url, ids)).toEqual({ message: 'This state is known already' });
		sandbox.seed({ applications: [{ ...ids, status: 'running' }] });
		expect(await answerTo(url, ids)).toEqual({ message: 'This event is filtered out' });
		expect(await answerTo(other.url, { ...other, url: undefined })).toEqual({
			message: 'This customer is filtered out',
		});
		expect(items()).toHaveLength(1);
	});
});

describe('many callbacks at a time', () => {
	it('are answered by n8n, once it has taken them, and the next one stores what n8n forgot', async () => {
		await trigger();
		const applications = Array.from({ length: 6 }, () => application());
		const call = async ({ url, ...ids }: (typeof applications)[number]) =>
			(await (await post(url, bodyAbout(ids))).json()) as IDataObject;
		const started = { message: 'Workflow was started' };
		const isKept = ({ applicationId }: { applicationId: string }) =>
			JSON.stringify(listener.staticData).includes(applicationId);

		for (const one of applications.slice(0, 5)) expect(await call(one)).toEqual(started);
		expect(listener.answeredByNode).toEqual([true, true, true, false, false]);
		expect(applications.map(isKept)).toEqual([true, true, true, false, false, false]);

		time.skip(1_000);
		expect(await call(applications[5])).toEqual(started);
		expect(listener.answeredByNode.at(-1)).toBe(true);
		expect(applications.map(isKept)).toEqual(Array(6).fill(true));
	});
});

describe('a call that is no genuine callback starts nothing', () => {
	const answers = async (answer: Response, status: number) => {
		expect(answer.status).toBe(status);
		expect(await answer.json()).toEqual({ message: expect.any(String) as string });
		expect(listener.started).toEqual([]);
	};

	it('unsigned: 401', async () => {
		await trigger();
		await answers(await post(listener.url, bodyAbout(application())), 401);
		expect(questions()).toEqual([]);
	});

	it('signed with another secret: 401', async () => {
		await trigger();
		const { url, ...ids } = application({ secret: 'another secret than that' });
		await answers(await post(url, bodyAbout(ids)), 401);
		expect(questions()).toEqual([]);
	});

	it('signed for A with a body about B: 401', async () => {
		await trigger();
		const { url } = application();
		await answers(await post(url, bodyAbout(application())), 401);
		expect(questions()).toEqual([]);
	});

	it('signed for another identification of the same customer: 401', async () => {
		await trigger();
		const { url, customerId } = application();
		const applicationId = 'iapp_second';
		sandbox.seed({ applications: [{ customerId, applicationId, reference: 'second' }] });
		await answers(await post(url, bodyAbout({ customerId, applicationId })), 401);
		expect(questions()).toHaveLength(1);
	});

	it('about a legacy KYC on a URL for an application of that customer: 401', async () => {
		await trigger();
		const { url, customerId } = application();
		sandbox.seed({ legacyCustomers: [{ customerId, status: 'APPROVED' }] });
		await answers(await post(url, { data: { customer: { customerId } } }), 401);
		await answers(await post(url, { customerId }), 401);
		expect(questions()).toEqual([]);
	});

	it('about an application on a URL for a legacy KYC of that customer: 401', async () => {
		await trigger();
		const { customerId, applicationId } = application();
		const url = sign(listener.url, { secrets: [callbackSecret], kind: 'legacy', customerId });
		await answers(await post(url, bodyAbout({ customerId, applicationId })), 401);
		expect(questions()).toEqual([]);
	});

	it('about a case with a reference on a URL that was signed without: 401', async () => {
		await trigger();
		const { customerId, applicationId, reference } = application();
		const url = sign(listener.url, { secrets: [callbackSecret], kind: 'akepa', customerId });
		await answers(await post(url, bodyAbout({ customerId, applicationId, reference })), 401);
		expect(questions()).toEqual([]);
		// A body that keeps quiet about it.
		await answers(await post(url, bodyAbout({ customerId, applicationId })), 401);
		expect(questions()).toHaveLength(1);
	});

	it.each([
		'https://crm.example',
		'https://crm.example/connectfi',
		'https://crm.example/webhook/other-trigger/connectfi',
		'https://crm.example/hook',
		'https://crm.example/webhook-waiting/1',
	])('on a URL that was signed for %s: 401', async (elsewhere) => {
		await trigger();
		const { customerId, applicationId, reference } = application();
		const ids = { customerId, applicationId, reference };
		const { search } = new URL(
			sign(elsewhere, { secrets: [callbackSecret], kind: 'akepa', ...ids }),
		);
		await answers(await post(listener.url + search, bodyAbout(ids)), 401);
		expect(questions()).toEqual([]);
	});

	it('that connectFi forbids to ask about: 401', async () => {
		await trigger();
		const { url, ...ids } = application();
		sandbox.addFault({ kind: 'status', status: 403, body: { code: 'forbidden' }, times: 0 });
		await answers(await post(url, bodyAbout(ids)), 401);
		expect(questions()).toHaveLength(1);
	});

	it.each([',', ' ', ' \n, ', 'short', `${callbackSecret}, short`, `short\n${callbackSecret}`])(
		'while the callback secret is %j: 401',
		async (secret) => {
			await trigger({}, { credential: tokenCredential(sandbox, { callbackSecret: secret }) });
			const { url, ...ids } = application();
			const guessed = sign(listener.url, { secrets: ['short'], kind: 'akepa', ...ids });
			const calls = [url, listener.url, guessed].map(async (to) => post(to, bodyAbout(ids)));
			for (const answer of await Promise.all(calls)) await answers(answer, 401);
			expect(questions()).toEqual([]);
		},
	);

	it.each([
		['an application that does not exist', { applicationId: 'iapp_none' }],
		["another customer's application", { applicationId: 'iapp_foreign' }],
	])('about %s: 401', async (_, change) => {
		await trigger();
		sandbox.seed({
			applications: [{ customerId: 'cstap_foreign', applicationId: 'iapp_foreign' }],
		});
		const { url, ...ids } = application();
		await answers(await post(url, bodyAbout({ ...ids, ...change })), 401);
	});

	it('about a legacy KYC that does not exist: 401', async () => {
		await trigger();
		const customerId = 'csta-nobody';
		const url = sign(listener.url, { secrets: [callbackSecret], kind: 'legacy', customerId });
		await answers(await post(url, { data: { customer: { customerId } } }), 401);
	});

	it('about a legacy KYC at a connectFi that has none any more: 401', async () => {
		await trigger();
		const { customerId, url } = legacyKyc();
		sandbox.addFault({ kind: 'status', status: 404, body: 'Cannot GET', times: 0 });
		await answers(await post(url, { data: { customer: { customerId } } }), 401);
	});

	it('while the credential cannot be read: 401', async () => {
		const credential = {
			type: 'connectFiApi',
			get data(): StoredCredential['data'] {
				throw new Error('deleted');
			},
		} as StoredCredential;
		await trigger({}, { credential });
		const { url, ...ids } = application();
		await answers(await post(url, bodyAbout(ids)), 401);
	});

	it.each([
		['an empty body', ''],
		['another object', '{"event":"ping"}'],
		['a list', '[]'],
		['a text', '"iapp_1"'],
		['a number', '7'],
	])('%s: 400', async (_, body) => {
		await trigger();
		const { url } = application();
		await answers(await post(url, body), 400);
		expect(questions()).toEqual([]);
	});

	it('malformed JSON under another content type: 400', async () => {
		await trigger();
		const { url } = application();
		await answers(await post(url, '{"data":', { headers: { 'Content-Type': 'text/plain' } }), 400);
	});

	it('a form with files: 400', async () => {
		await trigger();
		const { url, ...ids } = application();
		const body = new FormData();
		body.append('data', JSON.stringify(bodyAbout(ids).data));
		await answers(await fetch(url, { method: 'POST', body }), 400);
	});

	it.each(['application/json', 'application/octet-stream'])(
		'too large, as %s: 413',
		async (type) => {
			await trigger();
			const { url, ...ids } = application();
			const body = bodyAbout({ ...ids, filler: 'x'.repeat(257 * 1024) });
			await answers(await post(url, body, { headers: { 'Content-Type': type } }), 413);
		},
	);

	it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('%s: 405', async (method) => {
		await trigger();
		const { url, ...ids } = application();
		const body = method === 'GET' ? undefined : JSON.stringify(bodyAbout(ids));
		const answer = await post(url, '', { method, body });
		expect(answer.headers.get('allow')).toBe('POST');
		await answers(answer, 405);
	});

	it('HEAD: 405', async () => {
		await trigger();
		expect((await fetch(application().url, { method: 'HEAD' })).status).toBe(405);
	});

	it('whatever comes, the answer is one of those, and nothing forged gets in', async () => {
		await trigger();
		const { url, ...ids } = application();
		const value = fc.oneof(
			fc.jsonValue(),
			fc.constantFrom(...Object.values(ids), 'iapp_other', 'cstap_other'),
		);
		const data = fc.record(
			{ customerId: value, applicationId: value, reference: value, customer: value },
			{ requiredKeys: [] },
		);
		const body = fc.oneof(fc.jsonValue(), data, fc.record({ data }));
		const query = fc.oneof(
			fc.constant(''),
			fc.webQueryParameters(),
			fc
				.dictionary(fc.constantFrom('cfCustomerId', 'cfReference', 'cfSignature'), fc.string())
				.map((parameters) => new URLSearchParams(parameters).toString()),
		);
		// Many at a time: a call that does not fit the secret waits for the next reading of the credential.
		const calls = fc.array(fc.tuple(body, query), { minLength: 50, maxLength: 50 });
		await fc.assert(
			fc.asyncProperty(calls, async (foreign) => {
				const answers = await Promise.all(
					foreign.map(async ([sent, parameters]) =>
						post(`${listener.url}?${parameters}`, JSON.stringify(sent)),
					),
				);
				for (const { status } of answers) expect([400, 401]).toContain(status);
				expect(listener.started).toEqual([]);
			}),
			{ numRuns: 6 },
		);
		expect(questions()).toEqual([]);
		const bodies = fc.array(body, { minLength: 50, maxLength: 50 });
		await fc.assert(
			fc.asyncProperty(bodies, async (foreign) => {
				const before = listener.started.length;
				const answers = await Promise.all(
					foreign.map(async (sent) => (await post(url, JSON.stringify(sent))).status),
				);
				for (const status of answers) expect([200, 400, 401]).toContain(status);
				// The fuzz may hit on the true ids; then it is a genuine call, once.
				if (!answers.includes(200)) expect(listener.started).toHaveLength(before);
			}),
			{ numRuns: 4 },
		);
		expect(items().every(({ verified, status }) => verified && status === 'waiting_review')).toBe(
			true,
		);
	});
});

describe("connectFi's answer counts only about the case that was asked about", () => {
	/** Calls, and gives the status of the answer, where connectFi answers this. */
	async function callAnswered(data: IDataObject, url: string, about: IDataObject) {
		sandbox.addFault({ kind: 'status', status: 200, body: { code: '0', data } });
		const { status } = await post(url, bodyAbout(about));
		expect(items()).toHaveLength(status === 200 ? 1 : 0);
		return status;
	}

	it.each<[string, IDataObject, number]>([
		['another customer', { customerId: 'cstap_other' }, 401],
		['another application', { applicationId: 'iapp_other' }, 401],
		['another reference', { reference: 'other' }, 401],
		['no customer', { customerId: null }, 200],
		['no application', { applicationId: '' }, 200],
		['no reference', { reference: null }, 200],
		['the same', {}, 200],
	])('with %s', async (_, answered, status) => {
		await trigger();
		const { url, ...ids } = application();
		expect(await callAnswered({ ...ids, status: 'running', ...answered }, url, ids)).toBe(status);
	});

	it.each<[string, IDataObject | null, number]>([
		['another customer', { customerId: 'csta-other' }, 401],
		['no customer', null, 200],
	])('of a legacy KYC, with %s', async (_, customer, status) => {
		await trigger();
		const { url, customerId } = legacyKyc();
		const answered = { customer, kyc: { status: 'PENDING' } };
		sandbox.addFault({ kind: 'status', status: 200, body: { code: '0', data: answered } });
		expect((await post(url, { customer: { customerId } })).status).toBe(status);
		expect(items()).toHaveLength(status === 200 ? 1 : 0);
	});

	it.each<[string, IDataObject, number]>([
		['that names no reference', { reference: undefined }, 200],
		['that names the reference', {}, 200],
		['that names another reference', { reference: 'other' }, 401],
	])('to an unsigned call %s', async (_, claimed, status) => {
		await trigger({}, { credential: tokenCredential(sandbox) });
		const { customerId, applicationId, reference } = application();
		const ids = { customerId, applicationId, reference };
		const answered = { ...ids, status: 'running' };
		expect(await callAnswered(answered, listener.url, { ...ids, ...claimed })).toBe(status);
	});
});

describe('what the caller claims', () => {
	it('is never passed on', async () => {
		await trigger();
		const { url, ...ids } = application();
		await post(url, bodyAbout(ids, { status: 'completed', outcome: 'Approved', extra: 'forged' }));
		expect(items()).toMatchObject([{ kycStatus: 'WAITING_REVIEW', event: 'inReview' }]);
		expect(JSON.stringify(items())).not.toContain('forged');
		expect(items()[0].outcome).toBeNull();
	});

	it.each([
		['500', { kind: 'status', status: 500 }],
		['429 for long', { kind: 'status', status: 429, retryAfter: 3600 }],
		['a refused token', { kind: 'status', status: 401, body: { code: 'unauthorized' } }],
		['a web page', { kind: 'html' }],
		['a redirect', { kind: 'redirect', location: 'https://example.com/' }],
		['a broken connection', { kind: 'reset' }],
		[
			'a failure behind connectFi',
			{ kind: 'status', status: 400, body: { code: 'extAkepa', message: 'down' } },
		],
	] as const)(
		'becomes ids alone while connectFi answers %s',
		async (_, fault) => {
			await trigger();
			const { url, customerId, applicationId, reference } = application();
			sandbox.addFault({ ...fault, times: 0 });
			const answer = await post(url, bodyAbout({ customerId, applicationId, reference }));
			expect(answer.status).toBe(200);
			expect(items()).toEqual([
				{
					source: 'akepa',
					customerId,
					applicationId,
					event: 'unverified',
					verified: false,
					receivedAt: expect.any(String) as string,
				},
			]);
		},
		20_000,
	);

	it('becomes ids alone where connectFi takes its time, within 11 seconds', async () => {
		await trigger();
		const { customerId, url } = legacyKyc();
		sandbox.addFault({ kind: 'latency', delayMs: 60_000, times: 0 });
		const began = time.now();
		const answer = await time.passUntil(post(url, { customer: { customerId } }));
		expect(answer.status).toBe(200);
		expect(time.now() - began).toBeLessThan(11_000);
		expect(items()).toMatchObject([
			{ source: 'legacy', customerId, event: 'unverified', verified: false },
		]);
	});

	it('becomes ids alone while the base URL is not one', async () => {
		await trigger(
			{},
			{ credential: tokenCredential(sandbox, { callbackSecret, baseUrl: 'http://example.com' }) },
		);
		const { url, ...ids } = application();
		expect((await post(url, bodyAbout(ids))).status).toBe(200);
		expect(items()).toMatchObject([{ verified: false }]);
	});

	it('starts nothing where connectFi does not answer and Unverified is not among the events', async () => {
		await trigger({ events: ['approved'] });
		const { applicationId } = application();
		sandbox.addFault(down);
		expect((await sandbox.decide(applicationId, 'Denied'))?.status).toBe(200);
		expect(items()).toEqual([]);
	});

	it('is asked for again after a passing failure', async () => {
		await trigger();
		const { applicationId } = application();
		sandbox.addFault({ kind: 'status', status: 503, times: 1 });
		await sandbox.decide(applicationId, 'Approved');
		expect(items()).toMatchObject([{ event: 'approved', verified: true }]);
	});
});

describe('without a callback secret', () => {
	// Of its own, because requests that were given up count there as in flight.
	beforeEach(async () => {
		sandbox = await startSandbox();
		await trigger({}, { credential: tokenCredential(sandbox) });
	});
	afterEach(async () => {
		await sandbox.close();
		sandbox = shared;
	});

	const call = async (ids: IDataObject) => await post(listener.url, bodyAbout(ids));

	it.each([
		['500', { kind: 'status', status: 500 }],
		['503', { kind: 'status', status: 503, retryAfter: 0 }],
		['429', { kind: 'status', status: 429, retryAfter: 0 }],
		['a refused token', { kind: 'status', status: 401, body: { code: 'unauthorized' } }],
		['a web page', { kind: 'html', status: 403 }],
		['a broken connection', { kind: 'reset' }],
	] as const)(
		'a call starts nothing while connectFi answers %s, once: 503',
		async (answer, fault) => {
			const { applicationId, customerId } = application();
			sandbox.addFault({ ...fault, times: 0 });
			expect((await call({ applicationId, customerId })).status).toBe(503);
			expect(items()).toEqual([]);
			// A refused token is asked twice by n8n itself.
			expect(questions().length).toBeLessThanOrEqual(answer === 'a refused token' ? 2 : 1);
		},
	);

	it('a call that connectFi asks to wait for holds back those after it', async () => {
		sandbox.addFault({ kind: 'status', status: 429, retryAfter: 2 });
		const [first, second] = [application(), application()];
		const began = time.now();
		expect((await call({ ...first, url: undefined })).status).toBe(503);
		expect((await call({ ...second, url: undefined })).status).toBe(200);
		expect(time.now() - began).toBeGreaterThan(1_900);
		expect(questions()).toHaveLength(2);
	});

	it('calls about unknown cases make ten requests at a time, one each, and start nothing', async () => {
		sandbox.addFault({ kind: 'latency', delayMs: 100, times: 0 });
		const answers = await Promise.all(
			Array.from({ length: 60 }, async (_, number) => {
				const ids = { customerId: 'cstap_forged', applicationId: `iapp_forged${number}` };
				return (await call(ids)).status;
			}),
		);
		expect(new Set(answers)).toEqual(new Set([401]));
		expect(questions()).toHaveLength(60);
		expect(sandbox.peakInFlight).toBeLessThanOrEqual(10);
		expect(sandbox.peakInFlight).toBeGreaterThan(5);
		expect(items()).toEqual([]);
	});

	it('of many calls at a slow connectFi, few are asked about, and all are answered 503 in time', async () => {
		sandbox.addFault({ kind: 'latency', delayMs: 60_000, times: 0 });
		time.hold();
		const began = time.now();
		const calls = Array.from({ length: 60 }, async (_, number) => {
			const ids = { customerId: 'cstap_forged', applicationId: `iapp_forged${number}` };
			return (await call(ids)).status;
		});
		// How long each call may take in all, and how long the ten that are asked about may.
		await time.untilSet(60 + 10);
		const answers = await time.passUntil(Promise.all(calls));
		expect(time.now() - began).toBe(10_000);
		expect(new Set(answers)).toEqual(new Set([503]));
		// Ten at a time, for five seconds each.
		expect(questions().length).toBeLessThanOrEqual(30);
		expect(items()).toEqual([]);
	});
});

describe('many genuine calls at once', () => {
	it('share ten requests at a time', async () => {
		await trigger();
		const cases = Array.from({ length: 40 }, () => application());
		sandbox.addFault({ kind: 'latency', delayMs: 100, times: 0 });
		await Promise.all(cases.map(async ({ url, ...ids }) => await post(url, bodyAbout(ids))));
		expect(items()).toHaveLength(40);
		expect(sandbox.peakInFlight).toBeLessThanOrEqual(10);
	});

	it('become ids alone where their turn does not come within ten seconds', async () => {
		await trigger();
		const cases = Array.from({ length: 40 }, () => application());
		sandbox.addFault({ kind: 'latency', delayMs: 60_000, times: 0 });
		time.hold();
		const calls = cases.map(async ({ url, ...ids }) => (await post(url, bodyAbout(ids))).status);
		await time.untilSet(40 + 10);
		const answers = await time.passUntil(Promise.all(calls));
		expect(new Set(answers)).toEqual(new Set([200]));
		expect(items().map(({ event }) => event)).toEqual(Array(40).fill('unverified'));
		expect(new Set(items().map(({ applicationId }) => applicationId)).size).toBe(40);
		expect(questions().length).toBeLessThanOrEqual(30);
	});
});

describe('duplicates', () => {
	it('of the same state start one execution, a change another, also back to an earlier state', async () => {
		await trigger();
		const { applicationId, url, ...ids } = application();
		const replay = async () => (await post(url, bodyAbout({ ...ids, applicationId }))).status;
		const changes = ['waiting_review', 'running', 'waiting_review'];
		for (const status of changes) {
			await sandbox.transition(applicationId, { status });
			expect(await replay()).toBe(200);
			expect(await replay()).toBe(200);
		}
		expect(items().map(({ status }) => status)).toEqual(changes);
	});

	it('at the same moment start one execution', async () => {
		await trigger();
		const { url, ...ids } = application();
		sandbox.addFault({ kind: 'latency', delayMs: 200, times: 0 });
		await Promise.all(Array.from({ length: 20 }, async () => await post(url, bodyAbout(ids))));
		expect(items()).toHaveLength(1);
	});

	it('of a call that could not be verified start one execution, also at the same moment', async () => {
		await trigger();
		const { url, ...ids } = application();
		sandbox.addFault(down);
		const replay = async () => (await post(url, bodyAbout(ids))).status;
		expect(await Promise.all(Array.from({ length: 20 }, replay))).toEqual(Array(20).fill(200));
		for (let number = 0; number < 3; number++) expect(await replay()).toBe(200);
		expect(items().map(({ event }) => event)).toEqual(['unverified']);
	});

	it('are as many for each case that could not be verified, until something is known of it', async () => {
		await trigger();
		const { url, ...ids } = application();
		const other = application();
		const call = async () => await post(url, bodyAbout(ids));
		await call();
		sandbox.addFault(down);
		await call();
		await call();
		await post(other.url, bodyAbout({ ...other, url: undefined }));
		sandbox.clearFaults();
		// The state of before: no change, but something is known again.
		await call();
		sandbox.addFault(down);
		await call();
		await call();
		expect(items().map(({ event, applicationId }) => [event, applicationId])).toEqual([
			['inReview', ids.applicationId],
			['unverified', ids.applicationId],
			['unverified', other.applicationId],
			['unverified', ids.applicationId],
		]);
	});

	it('are told apart by the statuses of everyone in the application, in any order', async () => {
		await trigger();
		const { applicationId, customerId, url, ...ids } = application();
		const entities = [
			{ entityId: customerId, status: 'completed', outcome: 'approved' as const },
			{ entityId: 'representative', status: 'waiting_review' },
		];
		const call = async (entityApplications: typeof entities) => {
			const { reference } = ids;
			const seeded = { applicationId, customerId, reference, status: 'waiting_review' };
			sandbox.seed({ applications: [{ ...seeded, entityApplications }] });
			await post(url, bodyAbout({ ...seeded }));
		};
		await call(entities);
		await call([...entities].reverse());
		expect(items()).toHaveLength(1);
		await call([entities[0], { ...entities[1], status: 'running' }]);
		expect(items()).toHaveLength(2);
	});

	it('of a legacy KYC are known by its customer', async () => {
		await trigger();
		const { customerId } = legacyKyc();
		for (const status of ['PENDING', 'PENDING', 'REVIEW', 'REVIEW'])
			await sandbox.transitionLegacy(customerId, status);
		expect(items().map(({ event }) => event)).toEqual(['processing', 'inReview']);
	});

	it('start executions if the user wants them', async () => {
		await trigger({ options: { ignoreDuplicates: false } });
		const { url, ...ids } = application();
		await post(url, bodyAbout(ids));
		await post(url, bodyAbout(ids));
		expect(items()).toHaveLength(2);
	});

	it('are known after a restart of n8n', async () => {
		await trigger();
		const { url, ...ids } = application();
		await post(url, bodyAbout(ids));
		sandbox.addFault(down);
		await post(url, bodyAbout(ids));
		expect(items().map(({ event }) => event)).toEqual(['inReview', 'unverified']);
		const { staticData } = listener;
		await listener.close();

		let restarted!: ListeningNode['nodeType'];
		await jest.isolateModulesAsync(async () => {
			const { ConnectFiTrigger: Fresh } = await import(
				'../../nodes/ConnectFi/ConnectFiTrigger.node'
			);
			restarted = new Fresh();
		});
		await trigger({}, { nodeType: restarted, staticData });
		const replay = url.replace(/^[^?]*/, listener.url);
		expect((await post(replay, bodyAbout(ids))).status).toBe(200);
		expect(items()).toEqual([]);
		sandbox.clearFaults();
		expect((await post(replay, bodyAbout(ids))).status).toBe(200);
		expect(items()).toEqual([]);
		await sandbox.transition(ids.applicationId, { status: 'running' });
		await post(replay, bodyAbout(ids));
		expect(items()).toHaveLength(1);
	});

	it('are kept in a bounded place', async () => {
		await trigger();
		for (let number = 0; number < 130; number++) {
			const { url, ...ids } = application();
			await post(url, bodyAbout(ids));
		}
		expect(items()).toHaveLength(130);
		const { seen } = listener.staticData['node:Tested'] as { seen: string };
		expect(seen.split('\n')).toHaveLength(100);
		expect(seen.length).toBeLessThan(6_000);
	});

	it('are not remembered from tests in the editor', async () => {
		await trigger({}, { mode: 'manual' });
		const { url, ...ids } = application();
		await post(url, bodyAbout(ids));
		await post(url, bodyAbout(ids));
		expect(items()).toHaveLength(2);
		expect(listener.staticData).toEqual({});
	});
});

describe('in the editor', () => {
	it('the test URL, opened in a browser, gives a sample of the true shape', async () => {
		await trigger({}, { mode: 'manual' });
		const { applicationId } = application();
		expect((await fetch(listener.url)).status).toBe(200);
		await sandbox.decide(applicationId, 'Approved');
		const [sample, real] = items();
		const customerId = expect.stringMatching(/^cstap_\w+$/) as string;
		const shown = { ...real };
		delete shown.requestId;
		expect(sample).toEqual({
			...shown,
			applicationId: expect.stringMatching(/^iapp_\w+$/) as string,
			customerId,
			reference: 'sample',
			entityApplications: [
				{ ...(real.entityApplications as IDataObject[])[0], entityId: customerId },
			],
			source: 'sample',
			verified: false,
			receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
		});
		expect(questions()).toHaveLength(1);
	});
});

describe('the life of the webhook', () => {
	const publicUrl = 'https://n8n.example.com';
	const local = 'http://localhost:5678';
	const remote = 'https://connectfi.example.com';

	function hook(mode: WorkflowActivateMode, url: string, baseUrl: string, secret = '') {
		const node = new ConnectFiTrigger();
		const credential = tokenCredential(sandbox, { baseUrl, callbackSecret: secret });
		const workflow = workflowOf({ nodeType: node, credential });
		const context = new HookContext(
			workflow,
			workflow.getNode('Tested')!,
			additionalDataFor({ credential }, url) as unknown as IWorkflowExecuteAdditionalData,
			mode === 'manual' ? 'manual' : 'trigger',
			mode,
			{
				webhookDescription: node.description.webhooks![0],
				isTest: mode === 'manual',
			} as unknown as IWebhookData,
		);
		const { default: methods } = node.webhookMethods;
		return {
			exists: async () => await methods.checkExists.call(context),
			create: async () => await methods.create.call(context),
			remove: async () => await methods.delete.call(context),
			staticData: workflow.staticData as IDataObject & { __dataChanged: boolean },
		};
	}

	it('listens at a public address, and stores nothing for it', async () => {
		const { exists, create, remove, staticData } = hook('activate', publicUrl, remote);
		expect(await exists()).toBe(false);
		expect(await create()).toBe(true);
		expect(await remove()).toBe(true);
		expect(staticData.__dataChanged).toBe(false);
	});

	it.each(['activate', 'update'] as const)('refuses a local address on %s', async (mode) => {
		await expect(hook(mode, local, remote).create()).rejects.toThrow(
			/connectFi cannot call this trigger: its address 'http:\/\/localhost:5678'.*WEBHOOK_URL/,
		);
	});

	it.each(['activate', 'update'] as const)(
		'refuses a short callback secret on %s',
		async (mode) => {
			const { create } = hook(mode, publicUrl, remote, `${callbackSecret}, short`);
			const refusal = await create().catch((error: Error) => error);
			expect(String(refusal)).toContain('Each callback secret must have at least 16 characters');
			expect(String(refusal)).not.toContain('short');
		},
	);

	it.each([
		['connectFi is local too', 'activate', 'http://127.0.0.1:8790'],
		['n8n starts, since callbacks on their way may get through', 'init', remote],
		['it is a test in the editor', 'manual', remote],
	] as const)('takes a local address where %s', async (_, mode, baseUrl) => {
		expect(await hook(mode, local, baseUrl).create()).toBe(true);
	});
});
