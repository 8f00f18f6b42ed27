import { WebhookContext } from 'n8n-core';
import type {
	IDataObject,
	IWebhookData,
	IWebhookFunctions,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { verifySignature } from '../../nodes/ConnectFi/callback/signature';
import { ConnectFi } from '../../nodes/ConnectFi/ConnectFi.node';
import {
	isRecheck,
	prepareRecheck,
	recheck,
	recheckUnlessUnderWay,
} from '../../nodes/ConnectFi/wait/recheck';
import { useFakeClock } from '../support/fakeClock';
import { serve, type OddServer } from './support/server';
import { additionalDataFor, workflowOf } from './support/webhook';

const time = useFakeClock();
const secret = 'the secret of these tests';
const application = { customerId: 'cstap_1', applicationId: 'iapp_1', reference: 'reference1' };

/** n8n at its own address. */
let n8n: OddServer;
/** What it answers, in turn; the last one again and again. */
let answers: Array<{ status: number; message?: string; headers?: Record<string, string> } | 'none'>;
let calls: Array<{ afterMs: number; url: URL; method?: string; type?: string; body: IDataObject }>;
let warnings: string[];
let executionCount = 0;

beforeEach(async () => {
	time.hold();
	calls = [];
	warnings = [];
	answers = [{ status: 200 }];
	const began = time.now();
	n8n = await serve((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			calls.push({
				afterMs: time.now() - began,
				url: new URL(request.url ?? '', n8n.url),
				method: request.method,
				type: request.headers['content-type'],
				body: JSON.parse(Buffer.concat(chunks).toString() || '{}') as IDataObject,
			});
			const answer = answers.length > 1 ? answers.shift()! : answers[0];
			if (answer === 'none') return;
			response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
			response.end(JSON.stringify({ message: answer.message ?? '' }));
		});
	});
});
afterEach(async () => await n8n.close());

/** What n8n gives the node in an execution, with n8n's own HTTP helper. */
function contextOf(executionId = String(++executionCount), query: IDataObject = {}) {
	const credential = { type: 'connectFiApi', data: {} };
	const workflow = workflowOf({ nodeType: new ConnectFi(), credential });
	const context = new WebhookContext(
		workflow,
		workflow.getNode('Tested')!,
		{
			...additionalDataFor({ credential, executionId }, n8n.url),
			httpRequest: { query },
		} as unknown as IWorkflowExecuteAdditionalData,
		'manual',
		{ webhookDescription: {} } as unknown as IWebhookData,
		[],
		null,
	) as IWebhookFunctions;
	jest.spyOn(context.logger, 'warn').mockImplementation((message) => void warnings.push(message));
	return context;
}

function start(context = contextOf(), about: typeof application = application): void {
	recheck(context, prepareRecheck(context, { application: about, secrets: [secret] }));
}

/** Lets time pass, in steps, until something has happened. @throws if it does not */
async function until(happened: () => boolean, step = 10_000): Promise<void> {
	for (let steps = 0; !happened(); steps++) {
		if (steps === 50) throw new Error('It did not happen');
		await time.advance(step);
	}
}

/** Lets time pass until n8n got so many calls, and a minute more. */
async function untilCalled(count: number): Promise<void> {
	await until(() => calls.length >= count);
	await time.advance(62_000);
	expect(calls).toHaveLength(count);
}

const waiting = { status: 409, message: 'The execution "1" is running already.' };

it('calls the resume URL as connectFi would, signed, and marked as a recheck', async () => {
	const context = contextOf();
	start(context);
	await untilCalled(1);
	const [{ url, method, type, body, afterMs }] = calls;
	expect(afterMs).toBeGreaterThanOrEqual(1_000);
	expect([method, type]).toEqual(['POST', 'application/json']);
	expect(url.pathname).toBe(`/webhook-waiting/${context.getExecutionId()}`);
	const query = Object.fromEntries(url.searchParams);
	expect(query.cfRecheck).toBe('1');
	const subject = { kind: 'akepa', ...application } as const;
	expect(
		verifySignature({ path: url.pathname, query }, { secrets: [secret], ...subject }),
	).toBeDefined();
	expect(body).toEqual({ code: '0', data: application });
	expect(warnings).toEqual([]);
});

it('names no reference where connectFi gave none', async () => {
	const { customerId, applicationId } = application;
	start(undefined, { customerId, applicationId } as typeof application);
	await untilCalled(1);
	expect(calls[0].body).toEqual({ code: '0', data: { customerId, applicationId } });
	expect(calls[0].url.searchParams.has('cfReference')).toBe(false);
});

it('is unsigned without a callback secret', async () => {
	const context = contextOf();
	recheck(context, prepareRecheck(context, { application, secrets: [] }));
	await untilCalled(1);
	expect([...calls[0].url.searchParams.keys()].filter((name) => name.startsWith('cf'))).toEqual([
		'cfRecheck',
	]);
});

it('is repeated for a minute while the execution is not stored as waiting', async () => {
	answers = [waiting];
	start();
	await untilCalled(7);
	expect(time.sleeps).toEqual([1_000, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000]);
	// It runs, so it needs no recheck.
	expect(warnings).toEqual([]);
});

it('ends once n8n takes it', async () => {
	answers = [waiting, { status: 404 }, { status: 503 }, 'none', { status: 200 }];
	start();
	await untilCalled(5);
	expect(warnings).toEqual([]);
});

it.each(['has finished already.', 'has finished with error.'])(
	'ends where the execution %s',
	async (words) => {
		answers = [{ status: 409, message: `The execution "1" ${words}` }];
		start();
		await untilCalled(1);
		expect(warnings).toEqual([]);
	},
);

it.each([400, 401, 405, 413])('ends on %d, which does not change, and says so', async (status) => {
	answers = [{ status, message: 'has finished' }];
	start();
	await untilCalled(1);
	expect(warnings).toEqual([
		`n8n could not recheck a waiting execution by a call to its own address (${status}). A change that connectFi reported in the moment when it began to wait may be missed until the time limit.`,
	]);
});

it.each([404, 500, 302])('goes on after %d, and says so in the end', async (status) => {
	answers = [{ status, headers: { location: `${n8n.url}/elsewhere` } }];
	start();
	await untilCalled(7);
	expect(warnings).toHaveLength(1);
	expect(warnings[0]).toContain(`(${status})`);
	expect(calls.some(({ url }) => url.pathname === '/elsewhere')).toBe(false);
});

it('says so where n8n cannot be reached at its own address', async () => {
	const context = contextOf();
	await n8n.close();
	start(context);
	await until(() => warnings.length > 0);
	expect(time.sleeps).toHaveLength(7);
	expect(warnings[0]).toContain('ECONNREFUSED');
	n8n = await serve(() => {});
});

it('gives n8n 20 seconds for an answer', async () => {
	answers = ['none', { status: 200 }];
	start();
	await time.advance(1_000);
	await until(() => calls.length === 1, 1);
	await time.advance(19_000);
	expect(calls).toHaveLength(1);
	expect(n8n.open).toBe(1);
	await time.advance(1_000);
	await n8n.allClosed();
	await time.advance(1_000);
	await until(() => calls.length === 2, 1);
});

describe('of the same execution', () => {
	it('the recheck of a later wait takes the place of that of an earlier one', async () => {
		answers = [waiting];
		const context = contextOf();
		start(context);
		start(context);
		await untilCalled(7);
		expect(warnings).toEqual([]);
	});

	it('an earlier one that is waiting for its answer says nothing any more', async () => {
		answers = [{ status: 401 }];
		const context = contextOf();
		start(context);
		await until(() => calls.length === 1, 500);
		expect(warnings).toHaveLength(1);
		answers = ['none', { status: 200 }];
		start(context);
		await until(() => calls.length === 2, 500);
		start(context);
		await untilCalled(3);
		expect(warnings).toHaveLength(1);
	});

	it('the end of an earlier one does not hide a later one', async () => {
		answers = ['none', waiting];
		const context = contextOf();
		start(context);
		await until(() => calls.length === 1, 500);
		start(context);
		await time.advance(21_000);
		recheckUnlessUnderWay(context, application);
		await untilCalled(1 + 7);
	});

	it('calls of anybody lead to one recheck at a time, and to another one after it', async () => {
		const context = contextOf();
		for (let call = 0; call < 3; call++) {
			recheckUnlessUnderWay(context, application);
			await time.advance(300);
		}
		await untilCalled(1);
		// The later ones do not put it off.
		expect(calls[0].afterMs).toBe(1_000);
		for (let call = 0; call < 3; call++) recheckUnlessUnderWay(context, application);
		await untilCalled(2);
		expect(calls[0].url.searchParams.has('cfSignature')).toBe(false);
	});
});

it('executions have rechecks of their own', async () => {
	recheckUnlessUnderWay(contextOf(), application);
	recheckUnlessUnderWay(contextOf(), application);
	start();
	await untilCalled(3);
});

it.each([
	[{ cfRecheck: '1' }, true],
	[{ cfRecheck: 'true' }, false],
	[{}, false],
	[undefined, false],
])('a call with the query %j is a recheck: %p', (query, expected) => {
	expect(isRecheck(contextOf('1', query))).toBe(expected);
});
