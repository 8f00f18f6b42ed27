import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IDataObject } from 'n8n-workflow';
import { ConnectFiTrigger } from '../../nodes/ConnectFi/ConnectFiTrigger.node';
import { startSandbox, type Sandbox } from '../../sandbox';
import { runOperation } from './support/connectFi';
import type { NodeOutcome, StoredCredential } from './support/engine';
import { serve, type OddServer } from './support/server';
import { listen } from './support/webhook';

/** What a server got with a request. */
interface Got {
	url: string;
	token: string;
	body: string;
}

const token = 'tok_5mBHiIx3QbkvEpj/GfKsI9k+7z==';
const password = 'Tr0ub4dor&3';
const callbackSecret = 'first secret of these tests, second secret of these tests';
const pieces = callbackSecret.split(', ');

let sandbox: Sandbox;
let server: OddServer;
let answer: (got: Got, response: ServerResponse) => void;

beforeAll(async () => {
	sandbox = await startSandbox();
	server = await serve((request, response) => void receive(request, response));
});
afterAll(async () => {
	await sandbox.close();
	await server.close();
});

async function receive(request: IncomingMessage, response: ServerResponse) {
	let body = '';
	for await (const chunk of request) body += String(chunk);
	const got = { url: request.url ?? '', token: String(request.headers['x-connectfi-token']), body };
	answer(got, response);
}

const json = (response: ServerResponse, status: number, body: unknown) =>
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const byToken = (more: IDataObject = {}): StoredCredential => ({
	type: 'connectFiApi',
	data: { baseUrl: server.url, token, callbackSecret, ...more } as StoredCredential['data'],
});

const byLogin = (more: IDataObject = {}): StoredCredential => ({
	type: 'connectFiLoginApi',
	data: {
		baseUrl: server.url,
		login: 'user',
		password,
		callbackSecret,
		sessionToken: '',
		...more,
	} as StoredCredential['data'],
});

/** Everything of a run that a person could see, besides the credential and the input. */
const seen = ({ error, outputs, stored }: NodeOutcome) =>
	JSON.stringify([
		error,
		error?.message,
		error?.description,
		error?.context,
		error?.stack,
		outputs,
		stored.resultData.runData.Tested,
		stored.resultData.error,
	]);

const start = async (credential: StoredCredential, parameters: IDataObject = {}) =>
	await runOperation(
		sandbox,
		'application.start',
		{ customerId: 'c1', reference: 'r1', ...(parameters as object) },
		{ credential },
	);

it("repeats a customer's identification number in no error", async () => {
	const number = '123456789';
	const identificationDocuments = [{ type: 'SSN', value: number, issuanceCountryCodeA3: 'USA' }];
	const parameters = {
		customerType: 'individual',
		customerReference: 'r1',
		inputMode: 'json',
		json: JSON.stringify({ lastName: 'Testman', identificationDocuments }),
	};
	const create = async () =>
		await runOperation(sandbox, 'customer.create', parameters, { credential: byToken() });
	answer = ({ body }, response) =>
		json(response, 400, { code: 'x', message: `No: ${body}`, subCode: number, requestId: 'r9' });
	const refused = await create();
	expect(refused.error?.message).toContain('No: ');
	expect(seen(refused)).toContain('Testman');
	expect(seen(refused)).not.toContain(number);

	answer = ({ body }, response) =>
		json(response, 200, { code: '0', data: JSON.parse(body) as IDataObject });
	expect(seen(await create())).toContain(number);
});

const encodings: Array<[string, (text: string) => string]> = [
	['as it is', (text) => text],
	['URL-encoded', encodeURIComponent],
	['in base64', (text) => Buffer.from(`user:${text}`).toString('base64')],
	['escaped as in JSON', (text) => JSON.stringify(text).replace(/\//g, '\\/')],
];

/** Where a refusal or a success can repeat something. */
const places: Array<[string, (said: string) => [status: number, body: IDataObject]]> = [
	['the message of a refusal', (said) => [400, { code: 'x', message: `Not ${said}!` }]],
	['the code of a refusal', (said) => [400, { code: said, message: 'No.' }]],
	['its sub-code', (said) => [400, { code: 'x', message: 'No.', subCode: said }]],
	['its request ID', (said) => [400, { code: 'x', message: 'No.', requestId: said }]],
	['an ID in it', (said) => [400, { code: 'x', message: 'No.', context: { customerId: said } }]],
	[
		"AJV's message",
		(said) => [
			400,
			{ code: 'requestValidateError', context: [{ keyword: 'x', message: `is ${said}` }] },
		],
	],
	[
		"AJV's parameters",
		(said) => [
			400,
			{
				code: 'requestValidateError',
				context: [{ keyword: 'additionalProperties', params: { additionalProperty: said } }],
			},
		],
	],
	[
		'the place that AJV names',
		(said) => [
			400,
			{ code: 'requestValidateError', context: [{ keyword: 'x', instancePath: `/${said}/0` }] },
		],
	],
	['the data of a success', (said) => [200, { code: '0', data: { note: [{ [said]: said }] } }]],
];

describe.each(places)('%s', (_where, bodyOf) => {
	it.each(encodings)('does not show the token that it repeats %s', async (_how, encode) => {
		answer = (got, response) => json(response, ...bodyOf(encode(got.token)));
		const run = await start(byToken());
		expect(run.error ?? run.json[0]).toBeDefined();
		expect(seen(run)).not.toContain(encode(token));
		expect(seen(run)).not.toContain(JSON.stringify(encode(token)).slice(1, -1));
		expect(seen(run)).toContain('[hidden]');
	});

	it('does not show any piece of the callback secret', async () => {
		for (const piece of pieces) {
			answer = (_got, response) => json(response, ...bodyOf(piece));
			const run = await start(byToken());
			expect(seen(run)).not.toContain(piece);
			expect(seen(run)).toContain('[hidden]');
		}
	});

	it.each([
		['a URL', { callback: 'url', webhookUrl: 'https://crm.example.com/in?key=a1b2c3d4e5f6' }],
		['the resume URL', { callback: 'execution' }],
	])('does not show the address to call, %s', async (_which, parameters) => {
		let address = '';
		answer = (got, response) => {
			const { webhookUrl } = JSON.parse(got.body) as { webhookUrl: string };
			address = webhookUrl;
			const { host, pathname, search } = new URL(webhookUrl);
			json(
				response,
				...bodyOf(`${webhookUrl} ${encodeURIComponent(webhookUrl)} ${host} ${pathname}${search}`),
			);
		};
		const run = await start(byToken(), parameters);
		const { search, searchParams } = new URL(address);
		expect(searchParams.get('cfSignature')).toMatch(/^[\w-]{43}$/);
		for (const part of [address, search, searchParams.get('cfSignature')!])
			expect(seen(run)).not.toContain(part);
		expect(seen(run)).toContain('[hidden]');
	});

	it('does not show a session token, neither the first nor the renewed one, nor the password', async () => {
		let logins = 0;
		answer = (got, response) => {
			if (got.url === '/auth/get-token')
				return json(response, 200, { code: '0', data: { token: `${token}${++logins}` } });
			if (got.token === `${token}1`) return json(response, 401, { code: 'unauthorized' });
			return json(response, ...bodyOf(`${token}1, ${got.token} and ${password}.`));
		};
		const run = await start(byLogin());
		expect(logins).toBe(2);
		for (const secret of [`${token}1`, `${token}2`, token, password, JSON.stringify(password)])
			expect(seen(run)).not.toContain(secret);
		expect(seen(run)).toContain('[hidden]');
	});
});

describe('a login', () => {
	it.each(places.slice(0, 8))(
		'that is refused does not show the password in %s',
		async (_where, bodyOf) => {
			answer = (got, response) => {
				const { user } = JSON.parse(got.body) as { user: { password: string } };
				const [, body] = bodyOf(`user/${user.password}`);
				json(response, 400, body);
			};
			const run = await start(byLogin());
			expect(run.error).toBeDefined();
			expect(seen(run)).not.toContain(password);
			expect(seen(run)).toContain('[hidden]');
		},
	);

	it('takes the token that it gets, also the one that it had, and one that holds the password', async () => {
		for (const fresh of [token, `eyJ.${password}.x`, 'pass']) {
			const tokens: string[] = [];
			answer = (got, response) => {
				if (got.url === '/auth/get-token')
					return json(response, 200, { code: '0', data: { token: fresh } });
				tokens.push(got.token);
				return json(response, tokens.length > 1 ? 200 : 401, { code: '0', data: {} });
			};
			const credential = byLogin({
				sessionToken: token,
				password: fresh === 'pass' ? 'pass' : password,
			});
			const { error } = await start(credential);
			expect(error).toBeUndefined();
			expect(tokens).toEqual([token, fresh]);
			expect(credential.data.sessionToken).toBe(fresh);
		}
	});
});

describe('a credential test', () => {
	// As n8n runs it: with the hidden field empty.
	it.each([
		['token', () => byToken({ connectionCheck: '', callbackSecret })],
		['login', () => byLogin()],
	])('by %s does not show what the server repeats', async (_which, credential) => {
		answer = (got, response) =>
			json(response, 400, {
				code: 'unauthorised',
				message: `${got.token} ${got.body} ${password} ${pieces[0]} wrong`,
			});
		const run = await start(credential());
		expect(run.error?.message).toBeDefined();
		for (const secret of [token, password, JSON.stringify(password).slice(1, -1), ...pieces])
			expect(seen(run)).not.toContain(secret);
	});
});

describe('a callback', () => {
	it('starts the workflow with what connectFi says, without the token that it repeats', async () => {
		const data = {
			customerId: 'c1',
			applicationId: 'a1',
			reference: 'r1',
			status: 'completed',
			outcome: 'Approved',
		};
		answer = (got, response) =>
			json(response, 200, { code: '0', data: { ...data, note: `by ${got.token}` } });
		const listener = await listen({
			nodeType: new ConnectFiTrigger(),
			credential: byToken({ callbackSecret: '' }),
		});
		await fetch(listener.url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ code: '0', data }),
		});
		await listener.close();
		expect(listener.started[0][0].json).toMatchObject({
			...data,
			note: 'by [hidden]',
			kycStatus: 'APPROVED',
			verified: true,
		});
	});
});

describe('a secret that is a word of its own', () => {
	const application = {
		applicationId: 'app1',
		customerId: 'cust1',
		reference: 'ref1',
		status: 'completed',
		outcome: 'Approved',
		entityApplications: [{ entityId: 'cust1', status: 'completed', outcome: 'approved' }],
	};
	const ask = async (secret: string) => {
		answer = (got, response) =>
			got.url === '/auth/get-token'
				? json(response, 200, { code: '0', data: { token } })
				: json(response, 200, { code: '0', data: { ...application, said: `It is ${secret}` } });
		return await runOperation(
			sandbox,
			'application.getStatus',
			{ lookup: 'application', customerId: 'cust1', applicationId: 'app1' },
			{ credential: byLogin({ password: secret }) },
		);
	};

	it.each([
		'completed',
		'Approved',
		'approved',
		'cust1',
		'app1',
		'status',
		'outcome',
		'data',
		'code',
	])('%s: breaks no status and no id, and is hidden where it is told', async (secret) => {
		const { error, json: output } = await ask(secret);
		expect(error).toBeUndefined();
		expect(output[0]).toMatchObject({
			...application,
			kycStatus: 'APPROVED',
			isFinal: true,
			said: 'It is [hidden]',
		});
	});

	it.each(['customerNotFound', 'requestValidateError', 'additionalProperties', 'webhookUrl'])(
		'%s: connectFi is understood all the same',
		async (secret) => {
			const fields: string[] = [];
			answer = (got, response) => {
				if (got.url === '/auth/get-token')
					return json(response, 200, { code: '0', data: { token } });
				const field =
					'webhookUrl' in (JSON.parse(got.body) as object) ? 'webhookUrl' : 'webhookURL';
				fields.push(field);
				if (field === 'webhookURL') return json(response, 404, { code: 'customerNotFound' });
				return json(response, 400, {
					code: 'requestValidateError',
					context: [
						{ keyword: 'additionalProperties', params: { additionalProperty: 'webhookUrl' } },
					],
				});
			};
			const { error } = await start(byLogin({ password: secret }), {
				callback: 'url',
				webhookUrl: 'https://crm.example.com/in',
			});
			expect(fields).toEqual(['webhookUrl', 'webhookURL']);
			expect(error?.context?.errorDetails).toMatchObject({ code: 'customerNotFound' });
		},
	);
});

describe('a hostile envelope', () => {
	it.each([
		{ code: 'x', message: 'Said.', subCode: { toString: 1 } },
		{
			code: 'requestValidateError',
			context: [{ keyword: 'enum', params: { allowedValues: [{ toString: 1 }] } }],
		},
		{ code: { toString: 1 }, data: {} },
		{ code: '0', data: [], requestId: { toString: 1 } },
		null,
		[],
	])('%j is an error in our words', async (body) => {
		for (const status of [200, 400]) {
			answer = (_got, response) => json(response, status, body);
			const { error } = await start(byToken());
			expect(error?.name).toBe('NodeApiError');
			expect(error?.message).toMatch(
				/^(Said\.|The request is not valid\.|The answer does not come from connectFi \(HTTP \d+\)\.) \[item 0\]$/,
			);
		}
	});
});
