import { setTimeout as delay } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ConnectFi } from '../../nodes/ConnectFi/ConnectFi.node';
import { ConnectFiTrigger } from '../../nodes/ConnectFi/ConnectFiTrigger.node';
import { startSandbox, type Sandbox } from '../../sandbox';
import { useFakeClock } from '../support/fakeClock';
import { createCustomer, runOperation, tokenCredential } from './support/connectFi';
import { itemWithFiles, type NodeRun, type StoredCredential } from './support/engine';
import { frontAndBack, jpeg, png } from './support/images';
import { listen, type Listener, type ListeningNode } from './support/webhook';

useFakeClock();
const callbackSecret = 'the secret of these tests';

describe.each([
	['refuses unknown names', {}],
	['ignores unknown names', { unknownProperties: 'ignore' }],
] as const)('an instance of 2023 that %s', (_, options) => {
	let sandbox: Sandbox;
	let credential: StoredCredential;
	let listener: Listener | undefined;

	beforeAll(async () => {
		sandbox = await startSandbox({ api: '2023', ...options });
		credential = tokenCredential(sandbox, { callbackSecret });
	});
	afterAll(async () => await sandbox.close());
	beforeEach(() => {
		sandbox.reset();
		listener = undefined;
	});
	afterEach(async () => {
		await listener?.close();
		expect(listener?.thrown ?? []).toEqual([]);
	});

	const run = async (operation: string, parameters: INodeParameters, more: Partial<NodeRun> = {}) =>
		await runOperation(sandbox, operation, parameters, { credential, ...more });

	/** Starts the identification as a user of 2023 does, and gives the application. */
	async function start(customerId: string, parameters: INodeParameters = {}): Promise<IDataObject> {
		const { json, error } = await run('application.start', {
			customerId,
			...parameters,
			options: { sendReference: false },
		});
		expect(error).toBeUndefined();
		return json[0];
	}

	const submit = async (customerId: string) =>
		await run(
			'application.submitDocuments',
			{
				customerId,
				workflow: 'PERSONAL',
				type: 'license',
				files: frontAndBack,
			},
			{ items: [itemWithFiles({ front: { content: jpeg }, back: { content: png } })] },
		);

	const status = async (
		{ customerId, applicationId }: IDataObject,
		more: Partial<NodeRun> = {},
		lookup = 'application',
	) =>
		await run(
			'application.getStatus',
			{ lookup, customerId: customerId as string, applicationId: applicationId as string },
			more,
		);

	const sent = () => sandbox.requests.map(({ method, path }) => `${method} ${path}`);

	describe('the journey', () => {
		it.each([
			['Testman', 'APPROVED', true],
			['WaitReview', 'WAITING_REVIEW', false],
		])('of %s goes to %s', async (lastName, kycStatus, isFinal) => {
			const customerId = await createCustomer(sandbox, lastName);
			const application = await start(customerId);
			expect(application).toMatchObject({
				kycStatus: 'WAITING_DATA',
				entitiesAwaitingDocuments: [customerId],
			});
			expect((await submit(customerId)).json[0]).toMatchObject({ kycStatus, isFinal });
			for (const lookup of ['application', 'customer'])
				expect((await status(application, {}, lookup)).json).toEqual([
					expect.objectContaining({
						applicationId: application.applicationId,
						customerId,
						kycStatus,
						isFinal,
					}),
				]);
			expect((await run('customer.getStatus', { customerId })).json[0]).toMatchObject({
				kycStatus,
			});
		});

		it('of Denied ends at the start', async () => {
			const application = await start(await createCustomer(sandbox, 'Denied'));
			expect(application).toMatchObject({ kycStatus: 'DECLINED', isFinal: true });
			expect((await status(application)).json[0]).toMatchObject({ outcome: 'Denied' });
		});
	});

	describe('Get Status by application', () => {
		it('learns once in a run which call there is', async () => {
			const application = await start(await createCustomer(sandbox));
			sandbox.clearRequests();
			const { json } = await run(
				'application.getStatus',
				{
					lookup: 'application',
					customerId: application.customerId as string,
					applicationId: application.applicationId as string,
					options: { maxConcurrency: 1 },
				},
				{ items: Array.from({ length: 4 }, () => ({ json: {} })) },
			);
			expect(json).toHaveLength(4);
			const { customerId } = application;
			expect(sent()).toEqual([
				'POST /akepa/status',
				...Array<string>(4).fill(`GET /akepa/status/${customerId as string}`),
			]);
		});

		it('takes no answer about another application', async () => {
			const customerId = await createCustomer(sandbox, 'Denied');
			const first = await start(customerId);
			const latest = await start(customerId);
			const { error, json } = await status(first);
			expect(json).toEqual([]);
			expect(error?.message).toBe(
				`This connectFi tells only about a customer's latest application, ${latest.applicationId as string}. [item 0]`,
			);
			expect(error?.description).toBe(
				'Its older API has no call for a specific application. Use the ID of the latest one.',
			);
			expect(error?.context?.errorDetails).not.toHaveProperty('code');
			expect((await status(latest)).json).toHaveLength(1);
		});

		it.each([
			['names none', {}],
			['names it as something else than a text', { applicationId: ['iapp_1'] }],
			['is about another customer', { applicationId: 'iapp_1', customerId: 'cstap_other' }],
		])('takes no answer that %s', async (_what, about) => {
			sandbox.addFault({
				kind: 'status',
				method: 'GET',
				status: 200,
				body: { code: '0', data: { status: 'completed', outcome: 'Approved', ...about } },
			});
			const ids = { customerId: 'cstap_1', applicationId: 'iapp_1' };
			const { error, json } = await status(ids);
			expect(json).toEqual([]);
			expect(error?.message).toBe(
				"This connectFi tells only about a customer's latest application, which is another one. [item 0]",
			);
		});

		it("gives connectFi's own refusal where there is no identification", async () => {
			const ids = { customerId: await createCustomer(sandbox), applicationId: 'iapp_1' };
			const { error } = await status(ids);
			expect(error?.message).toBe('Identification not found. [item 0]');
			expect(error?.context?.errorDetails).toMatchObject({ code: 'identificationNotFound' });
		});

		it('says that the token is refused', async () => {
			const { error } = await status(
				{ customerId: 'cstap_1', applicationId: 'iapp_1' },
				{ credential: tokenCredential(sandbox, { token: 'wrong' }) },
			);
			expect(error?.message).toBe('connectFi refused the token or login. [item 0]');
		});
	});

	/** A callback address, registered by the node. */
	const callbackTo = (url: string) => ({ callback: 'url', webhookUrl: url });

	/** The address that connectFi was given last. */
	const registeredUrl = () =>
		String((sandbox.requests.at(-1)?.body as IDataObject).webhookURL ?? 'none');

	async function listenWith(node: Partial<ListeningNode> & Pick<ListeningNode, 'nodeType'>) {
		listener = await listen({ credential, ...node });
		return listener;
	}

	const post = async (url: string, data: IDataObject) =>
		await fetch(url, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ code: '0', data }),
		});

	it('gets the callback as webhookURL at once', async () => {
		const customerId = await createCustomer(sandbox);
		sandbox.clearRequests();
		await start(customerId, callbackTo('https://n8n.example.com/webhook/hook/connectfi'));
		expect(sandbox.requests.map(({ body }) => body)).toEqual([
			{
				customerId,
				webhookURL: expect.stringMatching(
					/^https:\/\/n8n\.example\.com\/webhook\/hook\/connectfi\?.*cfSignature=/,
				) as string,
			},
		]);
	});

	/** Callbacks of a request's own result come after its answer. */
	async function calledBack(times: number): Promise<void> {
		const answered = () => sandbox.callbacks.filter(({ status: answer }) => answer === 200).length;
		while (answered() < times) await delay(10);
	}

	describe('the trigger', () => {
		const items = () => listener!.started.flat().map(({ json }) => json);

		it('starts for each change that connectFi calls back, with its own answer', async () => {
			await listenWith({ nodeType: new ConnectFiTrigger() });
			const customerId = await createCustomer(sandbox, 'WaitReview');
			const { applicationId } = await start(customerId, callbackTo(listener!.url));
			await calledBack(1);
			await submit(customerId);
			await calledBack(2);
			await sandbox.decide(applicationId as string, 'Approved');
			expect(items()).toMatchObject([
				{ applicationId, event: 'documentsRequired', verified: true },
				{ applicationId, event: 'inReview', verified: true },
				{ applicationId, customerId, event: 'approved', verified: true, kycStatus: 'APPROVED' },
			]);
		});

		it('starts for no call about an application that connectFi does not tell about', async () => {
			await listenWith({ nodeType: new ConnectFiTrigger() });
			const customerId = await createCustomer(sandbox, 'Denied');
			const { applicationId } = await start(customerId);
			const latest = await start(customerId, callbackTo(listener!.url));
			const url = registeredUrl();
			await calledBack(1);
			await sandbox.transition(latest.applicationId as string, { status: 'waiting_review' });
			const before = items().length;
			for (const asked of [applicationId, 'iapp_madeup']) {
				const call = { customerId, applicationId: asked, status: 'completed', outcome: 'Approved' };
				expect((await post(url, call)).status).toBe(401);
			}
			expect(items()).toHaveLength(before);
		});
	});

	describe('Wait for Outcome', () => {
		const parameters = {
			customerId: '={{ $json.customerId }}',
			applicationId: '={{ $json.applicationId }}',
		};
		const wait = async ({ customerId, applicationId }: IDataObject) =>
			await run('application.waitForOutcome', parameters, {
				items: [{ json: { customerId, applicationId } }],
			});

		it('goes on at once where the outcome is there', async () => {
			const { status: ended, json } = await wait(
				await start(await createCustomer(sandbox, 'Denied')),
			);
			expect(ended).toBe('success');
			expect(json).toMatchObject([{ kycStatus: 'DECLINED', verified: true }]);
		});

		it('sleeps until connectFi calls back with the outcome', async () => {
			const node: ListeningNode = {
				nodeType: new ConnectFi(),
				parameters: { resource: 'application', operation: 'waitForOutcome', ...parameters },
				credential,
				mode: 'manual',
				executionId: '1',
			};
			listener = await listen(node);
			const customerId = await createCustomer(sandbox, 'WaitReview');
			const application = await start(customerId, callbackTo(listener.url));
			await submit(customerId);
			const { status: fallen, stored } = await wait(application);
			expect(fallen).toBe('waiting');
			node.runExecutionData = JSON.parse(JSON.stringify(stored)) as typeof stored;
			const { applicationId } = application;
			await sandbox.transition(applicationId as string, { status: 'running' });
			expect(listener.started).toEqual([]);
			await sandbox.decide(applicationId as string, 'Approved');
			expect(listener.started).toMatchObject([
				[{ json: { applicationId, customerId, kycStatus: 'APPROVED', verified: true } }],
			]);
		});

		it('does not sleep for an application that connectFi tells nothing about', async () => {
			const customerId = await createCustomer(sandbox);
			const first = await start(customerId);
			await start(customerId);
			const { status: ended, error, stored } = await wait(first);
			expect(ended).toBe('error');
			expect(error?.message).toContain("tells only about a customer's latest application");
			expect(stored.waitTill).toBeUndefined();
		});
	});
});

describe("an instance of today's", () => {
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startSandbox();
	});
	afterAll(async () => await sandbox.close());
	beforeEach(() => sandbox.reset());

	const ask = async (applicationId: string, more: Partial<NodeRun> = {}) =>
		await runOperation(
			sandbox,
			'application.getStatus',
			{
				lookup: 'application',
				customerId: 'cstap_1',
				applicationId,
				options: { maxConcurrency: 1 },
			},
			more,
		);
	const methods = () => sandbox.requests.map(({ method }) => method);

	it('is not asked the older way about an application that it does not know', async () => {
		sandbox.seed({ customers: [{ customerId: 'cstap_1' }] });
		const { error } = await ask('iapp_unknown');
		expect(error?.context?.errorDetails).toMatchObject({
			code: 'applicationNotFound',
			httpStatus: 404,
		});
		expect(methods()).toEqual(['POST']);
	});

	it('is asked in its own way again after something before it answered 404', async () => {
		sandbox.seed({ applications: [{ customerId: 'cstap_1', applicationId: 'iapp_1' }] });
		sandbox.addFault({ kind: 'status', status: 404, body: { message: 'no route' }, times: 2 });
		const { outputs } = await ask('iapp_1', {
			items: [{ json: {} }, { json: {} }],
			onError: 'continueErrorOutput',
		});
		expect(methods()).toEqual(['POST', 'GET', 'POST']);
		expect(outputs[0]).toHaveLength(1);
		expect(outputs[1][0].json.error).toBe(
			'The answer does not come from connectFi (HTTP 404). [item 0]',
		);
	});
});
