import { ExecuteContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	IExecuteData,
	IExecuteFunctions,
	IRunExecutionData,
	IWebhookFunctions,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import type { RequestListener } from 'node:http';
import { ConnectFi } from '../../nodes/ConnectFi/ConnectFi.node';
import { getCancelSignal, sendSignedIn, type ApiRequest } from '../../nodes/shared/client';
import { exchange, type ExchangeOptions } from '../../nodes/shared/exchange';
import type { StoredCredential } from './support/engine';
import { replaceLogger } from './support/logger';
import { serve, type OddServer } from './support/server';
import { additionalDataFor, workflowOf } from './support/webhook';

const maxBytes = 5 * 1024 * 1024;
let server: OddServer;
let answer: RequestListener;

beforeEach(async () => {
	server = await serve((request, response) => answer(request, response));
});
afterEach(async () => {
	jest.restoreAllMocks();
	await server.close();
});

/** What n8n gives a node in an execution, with n8n's own HTTP helpers. */
function contextOf(
	credential: StoredCredential = { type: 'connectFiApi', data: { token: 'stored token' } },
	cancel?: AbortSignal,
): IExecuteFunctions {
	const workflow = workflowOf({ nodeType: new ConnectFi(), credential });
	return new ExecuteContext(
		workflow,
		workflow.getNode('Tested')!,
		additionalDataFor({ credential }) as unknown as IWorkflowExecuteAdditionalData,
		'manual',
		{ resultData: { runData: {} } } as unknown as IRunExecutionData,
		0,
		[],
		{},
		{ data: {}, node: workflow.getNode('Tested')!, source: null } as IExecuteData,
		[],
		cancel,
	) as unknown as IExecuteFunctions;
}

describe('an exchange', () => {
	const ask = async (timeout = 5_000, signal?: AbortSignal, url = server.url) =>
		await exchange({
			timeout,
			signal,
			send: async (options) =>
				(await contextOf().helpers.httpRequest({ ...options, url })) as unknown,
		});

	it('reads status, headers and JSON, whatever characters it is cut between', async () => {
		answer = (_, response) => {
			const bytes = Buffer.from('{"name":"Jürgen"}');
			response.writeHead(404, { 'content-type': 'application/json', 'x-request-id': 'r1' });
			response.write(bytes.subarray(0, 11));
			setTimeout(() => response.end(bytes.subarray(11)), 30);
		};
		expect(await ask()).toEqual({
			httpStatus: 404,
			headers: expect.objectContaining({ 'x-request-id': 'r1' }) as object,
			body: { name: 'Jürgen' },
		});
	});

	it.each(['', 'Not found', '{"half":'])('reads %j, which is no JSON, as it is', async (text) => {
		answer = (_, response) => response.end(text);
		expect((await ask()).body).toBe(text);
	});

	it('follows no redirect', async () => {
		const paths: unknown[] = [];
		answer = ({ url }, response) => {
			paths.push(url);
			response.writeHead(302, { location: `${server.url}/elsewhere` }).end();
		};
		expect((await ask()).httpStatus).toBe(302);
		expect(paths).toEqual(['/']);
	});

	it.each([
		[maxBytes - 2, undefined],
		[maxBytes - 1, 'it is longer than 5 MB'],
	])('takes no more than 5 MB: of %d characters in quotes', async (characters, unreadable) => {
		answer = (_, response) => response.end(`"${'x'.repeat(characters)}"`);
		const response = await ask();
		expect(response.httpStatus).toBe(200);
		expect(response.unreadable).toBe(unreadable);
		expect('body' in response).toBe(unreadable === undefined);
		if (unreadable) await server.allClosed();
	});

	it('says why nobody answered', async () => {
		const { url } = server;
		await server.close();
		expect(await ask(5_000, undefined, url)).toMatchObject({ networkCode: 'ECONNREFUSED' });
		server = await serve(() => {});
	});

	it('ends at its timeout, and closes the connection', async () => {
		answer = () => {};
		expect(await ask(100)).toEqual({ networkCode: 'ETIMEDOUT' });
		await server.allClosed();
	});

	it('ends with the execution, and closes the connection', async () => {
		const cancel = new AbortController();
		answer = () => cancel.abort();
		expect(await ask(5_000, cancel.signal)).toEqual({ networkCode: 'ERR_CANCELED' });
		await server.allClosed();
	});

	it.each([
		[1_500.9, 1_500],
		[1, 1],
		[0, 1],
		[-5, 1],
		[1e12, 2 ** 31 - 1],
		[Infinity, 2 ** 31 - 1],
	])('of %d milliseconds is one that timers can measure', async (timeout, expected) => {
		let asked: ExchangeOptions | undefined;
		await exchange({
			timeout,
			send: async (options) => void (asked = options),
		});
		expect(asked?.timeout).toBe(expected);
	});

	it.each([
		[{ code: 'ECONNRESET' }, 'ECONNRESET'],
		[{ cause: { code: 'EPIPE' } }, 'EPIPE'],
		[{ httpCode: 'EAI_AGAIN' }, 'EAI_AGAIN'],
		[{ code: 'E2BIG', cause: { code: 'EPIPE' } }, 'E2BIG'],
		[{ code: 404, cause: { code: 'notFound' }, httpCode: '404' }, undefined],
		[{ code: 'connect ECONNRESET' }, undefined],
		[{ code: 'ECONNRESET 127.0.0.1' }, undefined],
		[{ code: ['ECONNRESET'] }, undefined],
		[{}, undefined],
	])('that throws %j has the network code %s', async (more, networkCode) => {
		const thrown = Object.assign(new Error('It broke'), more);
		const response = await exchange({ timeout: 1_000, send: () => Promise.reject(thrown) });
		expect(response).toEqual({ networkCode, stoppedBecause: 'It broke' });
	});

	it('tells what a credential gave n8n with its error', async () => {
		const context = { data: { code: 'loginRefused' } };
		const thrown = Object.assign(new Error('No token'), { context });
		const response = await exchange({ timeout: 1_000, send: () => Promise.reject(thrown) });
		expect(response).toEqual({ stoppedBecause: 'No token', credentialError: context.data });
	});

	it.each([null, 'text', { already: 'read' }, 0])('takes the body %j as it is', async (body) => {
		const send = async () => ({ statusCode: 200, headers: {}, body });
		const response = await exchange({ timeout: 1_000, send });
		expect(response).toEqual({ httpStatus: 200, headers: {}, body });
	});
});

describe('a signed request', () => {
	const request: ApiRequest = {
		method: 'POST',
		path: '/customer/init',
		idempotent: false,
		timeout: 5_000,
	};
	let lines: string[];
	let got: Array<{ method?: string; url?: string; body: string; headers: NodeJS.Dict<unknown> }>;

	beforeEach(() => {
		lines = [];
		got = [];
		replaceLogger({ debug: (line) => void lines.push(line.replace(/ \d{1,4} ms/, ' n ms')) });
		answer = (incoming, response) => {
			const chunks: Buffer[] = [];
			incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
			incoming.on('end', () => {
				const { method, url, headers } = incoming;
				got.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
				response.end('{"code":"0"}');
			});
		};
	});

	async function send(
		more: Partial<ApiRequest>,
		{
			credential = { type: 'connectFiApi', data: { token: 'stored token' } } as StoredCredential,
			readCredential = async (): Promise<ICredentialDataDecryptedObject> => credential.data,
			signal = undefined as AbortSignal | undefined,
			attempt = 1,
		} = {},
	) {
		return await sendSignedIn(
			{
				context: contextOf(credential),
				credentialType: credential.type,
				baseUrl: `${server.url}/tenant`,
				readCredential,
				signal,
			},
			{ ...request, ...more },
			attempt,
		);
	}

	it('arrives as it was made, with the token that was read for it', async () => {
		const json = { name: 'Jürgen' };
		const response = await send(
			{ json, query: { a: 'b c' }, headers: { 'x-own': '1' } },
			{ readCredential: async () => ({ token: 'token of now' }) },
		);
		expect(response).toMatchObject({ httpStatus: 200, body: { code: '0' } });
		expect(got).toHaveLength(1);
		const [{ method, url, headers, body }] = got;
		expect([method, url]).toEqual(['POST', '/tenant/customer/init?a=b%20c']);
		expect(headers['x-own']).toBe('1');
		expect(JSON.stringify(headers)).toContain('token of now');
		expect(JSON.stringify(headers)).not.toContain('stored token');
		expect(JSON.parse(body)).toEqual(json);
		expect(json).toEqual({ name: 'Jürgen' });
	});

	it('makes another body only when its turn has come', async () => {
		const form = jest.fn(async () => 'a=b');
		const headers = { 'content-type': 'application/x-www-form-urlencoded' };
		await send({ form, headers });
		expect(got[0].body).toBe('a=b');
		expect(form).toHaveBeenCalledTimes(1);
	});

	it('has one line in the log, with the attempt and what became of it', async () => {
		await send({ method: 'GET', path: '/customer/status/c1' }, { attempt: 3 });
		expect(lines).toEqual(['Tested: GET /customer/status/c1 200, n ms, attempt 3']);
	});

	it('that n8n did not send says so in the log', async () => {
		const readCredential = () => Promise.reject(new Error('The credential is gone'));
		expect(await send({}, { readCredential })).toEqual({
			stoppedBecause: 'The credential is gone',
		});
		expect(got).toEqual([]);
		expect(lines).toEqual(['Tested: POST /customer/init not sent, n ms, attempt 1']);
	});

	it('of a cancelled execution is not even made', async () => {
		const form = jest.fn(async () => 'a=b');
		const readCredential = jest.fn(async () => ({}));
		expect(await send({ form }, { readCredential, signal: AbortSignal.abort() })).toEqual({
			networkCode: 'ERR_CANCELED',
		});
		expect(form).not.toHaveBeenCalled();
		expect(readCredential).not.toHaveBeenCalled();
		expect(got).toEqual([]);
		expect(lines).toEqual([]);
	});

	it('ends with the execution, and closes the connection', async () => {
		const cancel = new AbortController();
		answer = () => cancel.abort();
		expect(await send({}, { signal: cancel.signal })).toEqual({ networkCode: 'ERR_CANCELED' });
		await server.allClosed();
		expect(lines).toEqual(['Tested: POST /customer/init ERR_CANCELED, n ms, attempt 1']);
	});

	it('ends at its timeout also while n8n logs in for it, and closes the connection', async () => {
		answer = ({ url }) => void lines.push(String(url));
		const credential = {
			type: 'connectFiLoginApi',
			data: { baseUrl: server.url, login: 'user', password: 'password', sessionToken: '' },
		};
		expect(
			await send({ timeout: 200 }, { credential, readCredential: async () => credential.data }),
		).toEqual({
			networkCode: 'ETIMEDOUT',
		});
		expect(lines).toEqual([
			'/auth/get-token',
			'Tested: POST /customer/init ETIMEDOUT, n ms, attempt 1',
		]);
		await server.allClosed();
	});
});

it('the end of an execution is known where n8n tells of it', () => {
	const { signal } = new AbortController();
	const context = contextOf(undefined, signal);
	expect(getCancelSignal(context)).toBe(signal);
	// Webhooks are not executions.
	expect(getCancelSignal({} as IWebhookFunctions)).toBeUndefined();
});
