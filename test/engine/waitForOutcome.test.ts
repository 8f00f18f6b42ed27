import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { sign } from '../../nodes/ConnectFi/callback/signature';
import { ConnectFi } from '../../nodes/ConnectFi/ConnectFi.node';
import type { Outcome, Sandbox } from '../../sandbox';
import { useFakeClock } from '../support/fakeClock';
import { runOperation, tokenCredential } from './support/connectFi';
import type { NodeOutcome, NodeRun, StoredCredential } from './support/engine';
import { replaceLogger } from './support/logger';
import { listen, type Listener } from './support/webhook';
import { useSandbox } from './support/useSandbox';

const callbackSecret = 'the secret of these tests';
const hour = 3_600_000;
const time = useFakeClock();

let sandbox: Sandbox;
let credential: StoredCredential;
let listener: Listener | undefined;
let counter = 0;

useSandbox((started) => (sandbox = started));
beforeAll(async () => {
	credential = tokenCredential(sandbox, { callbackSecret });
});
beforeEach(() => {
	sandbox.reset();
	listener = undefined;
});
afterEach(async () => {
	jest.restoreAllMocks();
	await listener?.close();
	expect(listener?.thrown ?? []).toEqual([]);
});

/** An application in review, or in another state. */
function application(status = 'waiting_review', outcome: Outcome | null = null) {
	const number = ++counter;
	const ids = { customerId: `cstap_customer${number}`, reference: `reference${number}` };
	const applicationId = `iapp_application${number}`;
	sandbox.seed({ applications: [{ ...ids, applicationId, status, outcome }] });
	return { ...ids, applicationId };
}

type Ids = ReturnType<typeof application>;

/** Runs the node with the ids from its input item, as a workflow does. */
async function wait(
	{ customerId, applicationId }: Ids,
	parameters: INodeParameters = {},
	more: Partial<NodeRun> = {},
): Promise<NodeOutcome> {
	return await runOperation(
		sandbox,
		'application.waitForOutcome',
		{
			customerId: '={{ $json.customerId }}',
			applicationId: '={{ $json.applicationId }}',
			...parameters,
		},
		{ credential, items: [{ json: { customerId, applicationId } }], ...more },
	);
}

/** The resume URL of an execution that has fallen asleep, as n8n stores it: written down and read again. */
async function asleep(
	ids: Ids,
	parameters: INodeParameters = {},
	secret = callbackSecret,
): Promise<{ url: string; listener: Listener; hasToken: boolean }> {
	credential = tokenCredential(sandbox, { callbackSecret: secret });
	const { status, stored } = await wait(ids, parameters);
	expect(status).toBe('waiting');
	listener = await listenFor(JSON.parse(JSON.stringify(stored)) as typeof stored, parameters);
	return { url: listener.url, listener, hasToken: 'resumeToken' in stored };
}

async function listenFor(
	runExecutionData: NodeOutcome['stored'],
	parameters: INodeParameters = {},
	publicUrl?: string,
): Promise<Listener> {
	return await listen({
		publicUrl,
		nodeType: new ConnectFi(),
		parameters: {
			resource: 'application',
			operation: 'waitForOutcome',
			customerId: '={{ $json.customerId }}',
			applicationId: '={{ $json.applicationId }}',
			...parameters,
		},
		credential,
		mode: 'manual',
		executionId: '1',
		runExecutionData,
	});
}

async function post(url: string, body: unknown): Promise<number> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: typeof body === 'string' ? body : JSON.stringify(body),
	});
	return response.status;
}

const callback = ({ customerId, applicationId, reference }: Ids, more: IDataObject = {}) => ({
	code: '0',
	data: { customerId, applicationId, reference, status: 'completed', outcome: 'Approved', ...more },
	requestId: '0'.repeat(32),
});

afterEach(() => {
	credential = tokenCredential(sandbox, { callbackSecret });
});

describe('the question before the sleep', () => {
	it.each([
		['completed', 'Approved', 'APPROVED', true, 'completed'],
		['completed', 'Denied', 'DECLINED', true, 'completed'],
		['completed', 'Withdrawn', 'PENDING', false, 'completed'],
		['Approved', null, 'APPROVED', true, 'completed'],
		['Denied', null, 'DECLINED', true, 'completed'],
		['Approved', 'Denied', 'PENDING', false, 'completed'],
		['pending_step_up', null, 'WAITING_DATA', false, 'actionNeeded'],
		['data_request', null, 'WAITING_DATA', false, 'actionNeeded'],
	])('goes on at once for %s, %s', async (status, outcome, kycStatus, isFinal, resumeOn) => {
		// The sandbox takes any outcome, so that one of the future can be tried.
		const ids = application(status, outcome as Outcome | null);
		const run = await wait(ids, { resumeOn });
		expect(run.status).toBe('success');
		expect(run.json).toEqual([
			expect.objectContaining({ ...ids, status, outcome, kycStatus, isFinal, verified: true }),
		]);
		expect(run.items[0].pairedItem).toEqual({ item: 0 });
	});

	it.each([
		['waiting_review', 'completed'],
		['waiting_review', 'actionNeeded'],
		['running', 'actionNeeded'],
		['pending_step_up', 'completed'],
		['a_status_of_the_future', 'completed'],
	])('falls asleep for %s when waiting for %s', async (status, resumeOn) => {
		const run = await wait(application(status), { resumeOn });
		expect(run.status).toBe('waiting');
		expect(run.json[0]).toMatchObject({ status, isFinal: false });
	});

	it.each<[INodeParameters, number]>([
		[{}, 72 * hour],
		[{ waitAmount: 90, waitUnit: 'minutes' }, 1.5 * hour],
		[{ waitAmount: 0.5, waitUnit: 'days' }, 12 * hour],
	])('wakes up after %j', async (parameters, limit) => {
		const run = await wait(application(), parameters);
		const waitTill = run.stored.waitTill as Date;
		expect(Math.abs(waitTill.getTime() - time.now() - limit)).toBeLessThan(5_000);
	});

	it.each<INodeParameters>([{ limitWaitTime: false }, { waitAmount: 1e9, waitUnit: 'days' }])(
		'sleeps without limit for %j',
		async (parameters) => {
			const run = await wait(application(), parameters);
			expect(run.stored.waitTill).toEqual(new Date('3000-01-01T00:00:00.000Z'));
		},
	);
});

describe('what it refuses before any request', () => {
	it('several items, and says to loop', async () => {
		const { customerId, applicationId } = application();
		const items = [0, 1].map(() => ({ json: { customerId, applicationId } }));
		const run = await wait(application(), {}, { items });
		expect(run.error?.message).toContain('one item at a time');
		expect(run.error?.description).toContain('Loop Over Items');
		expect(run.stored.waitTill).toBeUndefined();
		expect(sandbox.requests).toHaveLength(0);
	});

	it('to be the tool of an AI Agent', async () => {
		const run = await wait(application(), {}, { typeName: 'n8n-nodes-connectfi.connectFiTool' });
		expect(run.error?.message).toContain('cannot be used as a tool');
		expect(run.stored.waitTill).toBeUndefined();
		expect(sandbox.requests).toHaveLength(0);
	});

	it.each([',', ' ', 'short', `${callbackSecret}, short`])(
		'the callback secret %j',
		async (secret) => {
			credential = tokenCredential(sandbox, { callbackSecret: secret });
			const run = await wait(application());
			expect(run.error?.message).toContain('Each callback secret must have at least 16 characters');
			expect(run.error?.message).not.toContain('short');
			expect(run.stored.waitTill).toBeUndefined();
			expect(sandbox.requests).toHaveLength(0);
		},
	);

	it.each<[INodeParameters, string]>([
		[{ waitAmount: 0 }, "'Wait Amount' holds '0'"],
		[{ waitAmount: -1 }, "'Wait Amount' holds '-1'"],
		[{ waitUnit: 'weeks' }, "'Wait Unit' holds 'weeks'"],
		[{ customerId: '={{ $json.missing }}' }, "'Customer ID' is empty"],
		[{ applicationId: 'iapp-1' }, "'Application ID' holds 'iapp-1'"],
	])('%j', async (parameters, message) => {
		const run = await wait(application(), parameters);
		expect(run.error?.message).toContain(message);
		expect(sandbox.requests).toHaveLength(0);
	});

	it('is not offered to an AI Agent', () => {
		const operations = new ConnectFi().description.properties.find(
			({ name, displayOptions }) =>
				name === 'operation' && displayOptions?.show?.resource?.includes('application'),
		);
		expect(operations?.options).toContainEqual(
			expect.objectContaining({
				value: 'waitForOutcome',
				displayOptions: { hide: { '@tool': [true] } },
			}),
		);
	});
});

describe('a call during the sleep', () => {
	const signed = (url: string, ids: Ids, secret = callbackSecret) =>
		sign(url, { secrets: [secret], kind: 'akepa', ...ids });

	it.each([
		['Approved', 'APPROVED'],
		['Denied', 'DECLINED'],
	] as const)('goes on with what connectFi says: %s', async (outcome, kycStatus) => {
		const ids = application();
		const { url, listener } = await asleep(ids);
		await sandbox.decide(ids.applicationId, outcome);
		// The body claims the opposite.
		const claims = { outcome: outcome === 'Approved' ? 'Denied' : 'Approved' };
		expect(await post(signed(url, ids), callback(ids, claims))).toBe(200);
		expect(listener.started).toEqual([
			[{ json: expect.objectContaining({ ...ids, outcome, kycStatus, verified: true }) as object }],
		]);
	});

	it('sleeps on while nothing is decided, whatever the call says', async () => {
		const ids = application();
		const { url, listener } = await asleep(ids);
		expect(await post(signed(url, ids), callback(ids))).toBe(200);
		await sandbox.transition(ids.applicationId, { status: 'pending_step_up' });
		expect(await post(signed(url, ids), callback(ids))).toBe(200);
		expect(listener.started).toEqual([]);
	});

	it('knows its case by the IDs that the node has filled in', async () => {
		const ids = application();
		credential = tokenCredential(sandbox, { callbackSecret });
		const parameters = { resource: 'application', operation: 'waitForOutcome' };
		const { customerId, applicationId } = ids;
		const { status, stored } = await runOperation(
			sandbox,
			'application.waitForOutcome',
			{},
			{ credential, items: [{ json: { customerId, applicationId } }], typeVersion: 1.1 },
		);
		expect(status).toBe('waiting');
		listener = await listen({
			nodeType: new ConnectFi(),
			parameters,
			credential,
			mode: 'manual',
			executionId: '1',
			runExecutionData: JSON.parse(JSON.stringify(stored)) as typeof stored,
		});
		await sandbox.decide(applicationId, 'Approved');
		expect(await post(signed(listener.url, ids), callback(ids))).toBe(200);
		expect(listener.started[0][0].json).toMatchObject({ kycStatus: 'APPROVED' });
	});

	it('goes on when documents are asked for, if that was wanted', async () => {
		const ids = application();
		const { url, listener } = await asleep(ids, { resumeOn: 'actionNeeded' });
		expect(await post(signed(url, ids), callback(ids))).toBe(200);
		expect(listener.started).toEqual([]);
		await sandbox.transition(ids.applicationId, { status: 'pending_step_up' });
		expect(await post(signed(url, ids), callback(ids))).toBe(200);
		expect(listener.started[0][0].json).toMatchObject({ kycStatus: 'WAITING_DATA' });
	});

	it('resumes once, also for two calls at the same moment', async () => {
		const ids = application();
		const { url, listener } = await asleep(ids);
		await sandbox.decide(ids.applicationId, 'Approved');
		sandbox.addFault({ kind: 'latency', delayMs: 100, times: 2 });
		const answers = await Promise.all(
			[1, 2].map(async () => await post(signed(url, ids), callback(ids))),
		);
		expect(answers.sort()).toEqual([200, 409]);
		expect(listener.started).toHaveLength(1);
	});

	it('can end the next sleep of the same execution', async () => {
		const ids = application();
		const first = await asleep(ids, { resumeOn: 'actionNeeded' });
		await sandbox.transition(ids.applicationId, { status: 'pending_step_up' });
		expect(await post(signed(first.url, ids), callback(ids))).toBe(200);
		await first.listener.close();
		await sandbox.transition(ids.applicationId, { status: 'waiting_review' });
		const second = await asleep(ids, { resumeOn: 'actionNeeded' });
		await sandbox.decide(ids.applicationId, 'Approved');
		expect(await post(signed(second.url, ids), callback(ids))).toBe(200);
		expect(second.listener.started).toHaveLength(1);
	});

	it.each<[string, number, (url: string, ids: Ids, other: Ids) => Promise<number>]>([
		['an unsigned call', 401, async (url, ids) => await post(url, callback(ids))],
		[
			'a wrong signature',
			401,
			async (url, ids) => await post(signed(url, ids, 'another secret than that'), callback(ids)),
		],
		[
			'a URL that was signed for somebody else',
			401,
			async (url, ids, other) => await post(signed(url, other), callback(ids)),
		],
		[
			'a URL that was signed for another execution',
			401,
			async (url, ids) => await post(url + new URL(signed(`${url}2`, ids)).search, callback(ids)),
		],
		[
			'a URL that was signed for a legacy KYC of the same customer',
			401,
			async (url, ids) =>
				await post(
					sign(url, { secrets: [callbackSecret], kind: 'legacy', customerId: ids.customerId }),
					callback({ ...ids, reference: undefined as unknown as string }),
				),
		],
		[
			'a URL that was signed without the reference of the case',
			401,
			async (url, { customerId, applicationId }) =>
				await post(
					signed(url, { customerId, applicationId } as Ids),
					callback({ customerId, applicationId } as Ids),
				),
		],
		[
			'the genuine outcome of another application',
			401,
			async (url, _, other) => await post(signed(url, other), callback(other)),
		],
		[
			'the genuine outcome of another application of the same customer',
			401,
			async (url, { customerId }) => {
				const another = { ...application('completed', 'Approved'), customerId };
				sandbox.seed({ applications: [{ ...another, status: 'completed', outcome: 'Approved' }] });
				return await post(signed(url, another), callback(another));
			},
		],
		[
			'an application that connectFi does not know',
			401,
			async (url, ids) =>
				await post(signed(url, ids), callback({ ...ids, applicationId: 'iapp_madeup' })),
		],
		[
			'a body about a customer alone',
			401,
			async (url, ids) => await post(signed(url, ids), { customerId: ids.customerId }),
		],
		['a body about nothing', 400, async (url, ids) => await post(signed(url, ids), { x: 1 })],
		[
			'a body that is too large',
			413,
			async (url, ids) => await post(signed(url, ids), callback(ids, { x: 'x'.repeat(300_000) })),
		],
	])('does not go on for %s', async (_, status, call) => {
		const ids = application();
		const other = application('completed', 'Approved');
		const { url, listener } = await asleep(ids);
		await sandbox.decide(ids.applicationId, 'Approved');
		expect(await call(url, ids, other)).toBe(status);
		expect(listener.started).toEqual([]);
		// And it is still there for the genuine call.
		expect(await post(signed(url, ids), callback(ids))).toBe(200);
		expect(listener.started).toHaveLength(1);
	});

	it('does not ask connectFi about the same application of another customer', async () => {
		const ids = application();
		const { url, listener } = await asleep(ids);
		await sandbox.decide(ids.applicationId, 'Approved');
		sandbox.clearRequests();
		const other = { ...ids, customerId: 'cstap_somebody_else' };
		expect(await post(signed(url, other), callback(other))).toBe(401);
		expect(sandbox.requests).toEqual([]);
		expect(listener.started).toEqual([]);
	});

	it('goes on where the IDs were entered with blanks around them', async () => {
		const ids = application();
		const { url, listener } = await asleep(ids, {
			customerId: `= ${ids.customerId} `,
			applicationId: `= ${ids.applicationId} `,
		});
		await sandbox.decide(ids.applicationId, 'Approved');
		expect(await post(signed(url, ids), callback(ids))).toBe(200);
		expect(listener.started).toHaveLength(1);
	});

	it.each(['applicationId', 'customerId'])(
		'does not go on where %s cannot be read, and the log says so',
		async (name) => {
			const errors: string[] = [];
			replaceLogger({ debug: () => {}, error: (message) => void errors.push(message) });
			const ids = application();
			const { stored } = await wait(ids);
			listener = await listenFor(stored, {
				[name]: '={{ $("No such node").first().json.part }}',
			});
			await sandbox.decide(ids.applicationId, 'Approved');
			const { url } = listener;
			expect(await post(signed(url, ids), callback(ids))).toBe(401);
			expect(listener.started).toEqual([]);
			expect(errors).toEqual([
				expect.stringMatching(/^A parameter of a waiting Wait for Outcome cannot be read \(.+\)$/),
			]);
		},
	);

	it.each([',', 'short'])('does not go on while the callback secret is %j', async (secret) => {
		const ids = application();
		const { url, listener } = await asleep(ids);
		credential.data = { ...credential.data, callbackSecret: secret };
		await sandbox.decide(ids.applicationId, 'Approved');
		const calls = [url, signed(url, ids), signed(url, ids, 'short')];
		const answers = await Promise.all(calls.map(async (to) => await post(to, callback(ids))));
		expect(answers).toEqual([401, 401, 401]);
		expect(listener.started).toEqual([]);
	});

	describe('while connectFi cannot be asked', () => {
		const down = () => sandbox.addFault({ kind: 'status', status: 500, times: 0 });

		it('goes on with the ids alone if the URL was signed, so that nothing is lost', async () => {
			const ids = application();
			const { url, listener } = await asleep(ids);
			down();
			expect(await post(signed(url, ids), callback(ids))).toBe(200);
			const { customerId, applicationId } = ids;
			expect(listener.started).toEqual([
				[{ json: { customerId, applicationId, verified: false } }],
			]);
		});

		it('does not for n8n, which looks again by itself', async () => {
			const ids = application();
			const { url, listener } = await asleep(ids);
			down();
			expect(await post(signed(`${url}?cfRecheck=1`, ids), callback(ids))).toBe(503);
			expect(listener.started).toEqual([]);
		});

		it('does without a callback secret only where n8n has a secret of its own in the URL', async () => {
			const ids = application();
			const { url, listener, hasToken } = await asleep(ids, {}, '');
			down();
			sandbox.clearRequests();
			const status = await post(url, callback(ids));
			expect([status, listener.started.length]).toEqual(hasToken ? [200, 1] : [503, 0]);
			// What anybody can call is asked about once.
			expect(sandbox.requests).toHaveLength(hasToken ? 4 : 1);
		});
	});
});

describe('the recheck after falling asleep', () => {
	let door: Server;
	let calls: number[];
	/** Longer than any recheck runs. */
	const aMinute = 62_000;
	beforeEach(() => time.hold());
	/** What n8n's calls of its own address were answered, once there were so many. */
	async function answers(count: number): Promise<number[]> {
		while (calls.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
		return calls;
	}
	afterEach(async () => {
		door.closeAllConnections();
		await new Promise((resolve) => door.close(resolve));
	});

	/** What n8n answers on its own address: 409 until it has stored the sleeping execution. */
	async function n8nAddress(n8n: { listensAt?: string }): Promise<string> {
		calls = [];
		door = createServer((req, res) => {
			const chunks: Buffer[] = [];
			req.on('data', (chunk: Buffer) => chunks.push(chunk));
			req.on('end', () => {
				const url = n8n.listensAt;
				const query = new URL(req.url ?? '', 'http://n8n').search;
				const answered = url ? post(url + query, Buffer.concat(chunks).toString()) : 409;
				void Promise.resolve(answered).then((status) => {
					calls.push(status);
					res.statusCode = status;
					res.end('{}');
				});
			});
		});
		await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
	}

	it.each([
		['with a callback secret', callbackSecret],
		['without', ''],
	])('finds a change that came before n8n had stored the sleep (%s)', async (_, secret) => {
		const ids = application();
		credential = tokenCredential(sandbox, { callbackSecret: secret });
		const n8n: { listensAt?: string } = {};
		const publicUrl = await n8nAddress(n8n);
		const run = await wait(ids, {}, { publicUrl });
		expect(run.status).toBe('waiting');
		await sandbox.decide(ids.applicationId, 'Approved');
		listener = await listenFor(run.stored);
		await time.advance(1_000);
		expect(await answers(1)).toEqual([409]);
		n8n.listensAt = listener.url;
		await time.advance(1_000);
		expect(await answers(2)).toEqual([409, 200]);
		expect(listener.started).toEqual([
			[
				{
					json: expect.objectContaining({
						...ids,
						kycStatus: 'APPROVED',
						verified: true,
					}) as object,
				},
			],
		]);
		await time.advance(aMinute);
		expect(calls).toEqual([409, 200]);
	});

	it('is not needed, and nothing more is asked, if connectFi refuses the question', async () => {
		const publicUrl = await n8nAddress({});
		const run = await wait({ ...application(), applicationId: 'iapp_unknown' }, {}, { publicUrl });
		expect(run.status).toBe('error');
		expect(run.error?.message).toContain('[item 0]');
		expect(run.stored.waitTill).toBeUndefined();
		await time.advance(aMinute);
		expect(calls).toEqual([]);
		expect(sandbox.requests.map(({ path, status }) => [path, status])).toEqual([
			['/akepa/status', 404],
		]);
	});

	it('is one at a time, however many calls come that anybody can make while connectFi is down', async () => {
		const ids = application();
		credential = tokenCredential(sandbox);
		const n8n: { listensAt?: string } = {};
		const publicUrl = await n8nAddress(n8n);
		const { stored } = await wait(ids, {}, { publicUrl });
		const hasToken = 'resumeToken' in stored;
		listener = await listenFor(stored, {}, publicUrl);
		n8n.listensAt = listener.url;
		await time.advance(1_000);
		expect(await answers(1)).toEqual([200]);

		sandbox.clearRequests();
		sandbox.addFault({ kind: 'status', status: 500, times: 0 });
		const { url } = listener;
		const call = async () => await post(url, callback(ids));
		// n8n's own call, made in another process, tells of no change.
		expect(await time.passUntil(post(`${url}?cfRecheck=1`, callback(ids)))).toBe(503);
		await time.advance(aMinute);
		expect(calls).toEqual([200]);
		sandbox.clearRequests();
		const answered = await time.passUntil(Promise.all(Array.from({ length: 10 }, call)));
		// With a token of n8n's own the first call is taken for genuine, and the execution goes on.
		expect(answered.sort()).toEqual(
			hasToken ? [200, ...Array<number>(9).fill(409)] : Array(10).fill(503),
		);
		await time.advance(4_500);
		await answers(hasToken ? 1 : 4);
		// After one second, another one, and two more.
		expect(calls.slice(1)).toEqual(hasToken ? [] : [503, 503, 503]);
		if (!hasToken) expect(sandbox.requests).toHaveLength(13);
	});

	it('is not put off by calls that go on and on', async () => {
		const ids = application();
		credential = tokenCredential(sandbox);
		const n8n: { listensAt?: string } = {};
		const publicUrl = await n8nAddress(n8n);
		const { stored } = await wait(ids, {}, { publicUrl });
		const hasToken = 'resumeToken' in stored;
		listener = await listenFor(stored, {}, publicUrl);
		n8n.listensAt = listener.url;
		await time.advance(1_000);
		await answers(1);
		sandbox.addFault({ kind: 'status', status: 500, times: 0 });
		// A token of n8n's own proves the first call, and the execution goes on.
		const expected = hasToken ? [200, 409] : Array<number>(8).fill(503);
		const answered: number[] = [];
		while (answered.length < expected.length) {
			const began = time.now();
			answered.push(await time.passUntil(post(listener.url, callback(ids))));
			await time.advance(Math.max(0, 300 - (time.now() - began)));
		}
		expect(answered).toEqual(expected);
		expect(calls.slice(1)).toEqual(hasToken ? [] : [503, 503]);
	});

	it('of an earlier sleep ends when the execution falls asleep again', async () => {
		const ids = application();
		const publicUrl = await n8nAddress({});
		await wait(ids, {}, { publicUrl });
		await wait(ids, {}, { publicUrl });
		await time.advance(1_500);
		expect(await answers(1)).toEqual([409]);
	});

	it('lets the execution sleep on if nothing changed, and ends', async () => {
		const ids = application();
		const n8n: { listensAt?: string } = {};
		const publicUrl = await n8nAddress(n8n);
		const run = await wait(ids, {}, { publicUrl });
		listener = await listenFor(run.stored);
		n8n.listensAt = listener.url;
		await time.advance(aMinute);
		expect(await answers(1)).toEqual([200]);
		expect(listener.started).toEqual([]);
	});
});
