import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import {
	N8nClient,
	type Execution,
	type StoredCredential,
	type WorkflowFile,
} from '../../n8n/client';
import { fillInCredentials, storeCredentials } from '../../n8n/credentials';
import { getItems } from '../../n8n/executions';
import { ensureOwner } from '../../n8n/owner';
import { waitFor } from '../../n8n/waitFor';
import { resources as ofCloudPayments } from '../../nodes/CloudPaymentsKyc/actions/resources';
import { resources as ofConnectFi } from '../../nodes/ConnectFi/actions/resources';
import { completeSettings } from '../../sandbox/connectfi/options';
import { jpeg } from '../engine/support/images';
import { serve, type OddServer } from '../engine/support/server';
import { findOperation, listOperations } from '../engine/support/schemas/outputSchemas';
import { sampleCalls } from '../engine/support/schemas/sampleCalls';
import { node, to, webhook } from './support/nodes';
import { startPlayground, type RunningPlayground } from './support/playground';
import {
	findSecrets,
	readDatabaseWithoutExecutions,
	readN8nFiles,
	type Secrets,
} from './support/secretSearch';
import { dataFolder, sharedSetup } from './support/sharedSetup';

/** With characters that encodings write in another way, and a part in the middle that none of them changes. */
const newSecret = (name: string) => `${name}/+"&é${randomBytes(18).toString('hex')}é&"+/`;

const credentialFields = {
	token: newSecret('token'),
	password: newSecret('password'),
	callbackSecret: newSecret('callback secret'),
	apiKey: newSecret('api key'),
};
const sessionToken = newSecret('session token');

/** What the workflow's input holds, so n8n keeps it in the data of executions; nowhere else. */
const input = {
	ssn: String(randomBytes(6).readUIntBE(0, 6) + 10 ** 14),
	userPassword: newSecret('user password'),
	accessToken: `access-${randomBytes(18).toString('base64url')}`,
};
/** The photograph's last bytes are of this run alone. */
const photograph = Buffer.concat([jpeg, randomBytes(48)]);
const customer = JSON.stringify({
	lastName: 'Testman',
	identificationDocuments: [{ type: 'SSN', value: input.ssn, issuanceCountryCodeA3: 'USA' }],
});

const parameterValues: INodeParameters = {
	inputMode: 'json',
	customerType: 'individual',
	json: '={{ $json.body.customer }}',
	callback: 'url',
	webhookUrl: 'https://n8n.example/webhook/decisions',
	binaryPropertyName: 'photograph',
	accessToken: '={{ $json.body.accessToken }}',
	password: '={{ $json.body.userPassword }}',
	options: {},
};

/** Every operation of both packages, as a node. */
function listNodes(more: Partial<INode> & { authentication: string }): INode[] {
	const { authentication, ...rest } = more;
	return [
		['n8n-nodes-connectfi.connectFi', ofConnectFi] as const,
		['n8n-nodes-cloudpayments-kyc.cloudPaymentsKyc', ofCloudPayments] as const,
	].flatMap(([type, resources]) =>
		listOperations(resources).map((name) => {
			const [resource, operation] = name.split('.');
			const { properties } = findOperation(resources, name);
			const [parameters] = sampleCalls(properties, parameterValues);
			const all = { authentication, resource, operation, ...parameters };
			return { ...node(`${type} ${name}`, type, 1, all), ...rest };
		}),
	);
}

let server: OddServer;
/** The signatures that were registered. */
const signatures = new Set<string>();
beforeAll(async () => {
	server = await serve((request, response) => void refuse(request, response));
});
afterAll(async () => await server.close());

/** Refuses everything, and repeats all that it got, in every way of writing. */
async function refuse(request: IncomingMessage, response: ServerResponse): Promise<void> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const body = Buffer.concat(chunks).toString();
	const answer = (status: number, json: unknown) =>
		response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
	if (request.url === '/auth/get-token')
		return void answer(200, { code: '0', data: { token: sessionToken } });
	for (const [, signature] of body.matchAll(/cfSignature=([\w-]{43})/g)) signatures.add(signature);
	const isFile = request.headers['content-type']?.startsWith('multipart/');
	const said = [JSON.stringify(request.headers), request.url, isFile ? '' : body].join(' ');
	const inAllWays = [said, encodeURIComponent(said), Buffer.from(said).toString('base64')].join(
		' ',
	);
	answer(400, {
		code: 'x',
		message: inAllWays,
		error: 'x',
		error_description: inAllWays,
		subCode: said,
		requestId: said,
		context: { customerId: said },
	});
}

/** What is to be found nowhere. */
const secretsAnywhere = (): Secrets => ({
	...credentialFields,
	sessionToken,
	...Object.fromEntries([...signatures].map((text, index) => [`signature ${index}`, text])),
});

/** What n8n keeps only with the data of an execution. */
const secretsOutsideOfExecutions = (): Secrets => ({
	...secretsAnywhere(),
	...input,
	photograph: photograph.subarray(-48),
});

/** n8n 2.x as `npm start` runs it, and n8n 1.x as all test files share it. */
const servers = {
	'2.x': {
		data: join(dataFolder, 'playground/n8n'),
		log: join(dataFolder, 'playground/n8n.log'),
		logIn: async () => {
			playground = await startPlayground(join(dataFolder, 'playground'));
			return playground.client;
		},
	},
	'1.x': {
		data: join(dataFolder, 'n8n-1.x'),
		log: join(dataFolder, 'n8n-1.x.log'),
		logIn: async () => {
			const { url, cookie } = sharedSetup().servers['1.x'];
			const client = new N8nClient(url);
			client.cookie = cookie;
			return await Promise.resolve(client);
		},
	},
};
let playground: RunningPlayground | undefined;
afterAll(async () => await playground?.stop());

describe.each(['2.x', '1.x'] as const)('after every operation has failed on n8n %s', (line) => {
	const { data: userFolder, log: logFile, logIn } = servers[line];
	let client: N8nClient;
	let credentials: StoredCredential[];
	let executions: Execution[];

	beforeAll(async () => {
		client = await logIn();
		const { token, password, callbackSecret, apiKey } = credentialFields;
		const common = { baseUrl: server.url, callbackSecret };
		const name = `Refused ${randomUUID()}`;
		credentials = await storeCredentials(client, [
			{ name, type: 'connectFiApi', data: { ...common, token } },
			{ name, type: 'connectFiLoginApi', data: { ...common, login: 'user', password } },
			{
				name,
				type: 'cloudPaymentsKycApi',
				data: { environment: 'custom', baseUrl: server.url, tenantName: 'tenant', apiKey },
			},
		]);
		executions = [
			await runOnInput(listNodes({ authentication: 'login', onError: 'continueErrorOutput' })),
		];
		for (const one of listNodes({ authentication: 'accessToken' }))
			executions.push(await runOnInput([one]));
	}, 240_000);

	/** Lets a production call run nodes beside each other. */
	async function runOnInput(nodes: INode[]): Promise<Execution> {
		const start = webhook('Input', { responseMode: 'onReceived' });
		const file: WorkflowFile = {
			name: `Refused ${randomUUID()}`,
			nodes: [start, ...nodes],
			connections: { Input: to(...nodes.map(({ name }) => name)) },
		};
		const workflow = await client.createWorkflow(
			fillInCredentials(file, await client.nodeTypes(), credentials),
		);
		await client.activate(workflow);
		const form = new FormData();
		for (const [field, value] of Object.entries({ ...input, customer })) form.set(field, value);
		form.set('photograph', new Blob([new Uint8Array(photograph)], { type: 'image/jpeg' }), 'p.jpg');
		await waitFor(async () => {
			const url = `${client.url}/webhook/${start.webhookId}`;
			const { status } = await fetch(url, { method: 'POST', body: form });
			return status === 404 ? undefined : status;
		}, 'the webhook to listen');
		const { id } = await waitFor(
			async () => (await client.listExecutions(workflow.id)).at(0),
			'its execution',
		);
		const execution = await client.waitForExecution(id);
		await client.deactivate(workflow);
		return execution;
	}

	it('each was told, and hides what connectFi or CloudPayments repeats', () => {
		const [continued, ...stopped] = executions;
		const names = listNodes({ authentication: 'login' }).map(({ name }) => name);
		const messages: Array<[string, unknown]> = [
			...names.map((name): [string, unknown] => [name, getItems(continued, name, 1)[0]?.error]),
			...stopped.map(({ data }, index): [string, unknown] => [
				names[index],
				data.resultData.error?.message,
			]),
		];
		expect(messages).toHaveLength(2 * names.length);
		for (const [name, message] of messages) {
			const words = name.includes('cloudPayments') ? 'did not accept' : '[hidden]';
			expect([name, message]).toEqual([name, expect.stringContaining(words)]);
		}
		expect(signatures.size).toBeGreaterThan(0);
	});

	it('no error shows any of it', () => {
		const shown = executions.map(({ data: { resultData } }) => [
			resultData.error,
			Object.entries(resultData.runData)
				.filter(([name]) => name !== 'Input')
				.map(([, runs]) => runs.map(({ error }) => error)),
		]);
		// The other fields of an error item are those of its input, which n8n adds.
		const errorItems = listNodes({ authentication: 'login' })
			.map(({ name }) => getItems(executions[0], name, 1)[0])
			.map(({ error, errorDetails }) => [error, errorDetails]);
		expect(
			findSecrets(Buffer.from(JSON.stringify([shown, errorItems])), secretsOutsideOfExecutions()),
		).toEqual([]);
	});

	it('nor does a credential test or the answer to a callback', async () => {
		const { token, password, callbackSecret, apiKey } = credentialFields;
		const data = [
			{ baseUrl: server.url, token, callbackSecret },
			{ baseUrl: server.url, login: 'user', password, callbackSecret },
			{ environment: 'custom', baseUrl: server.url, tenantName: 'tenant', apiKey },
		];
		const results = [];
		for (const [index, credential] of credentials.entries())
			results.push(await client.testCredential(credential, data[index]));
		expect(results.map(({ status }) => status)).toContain('Error');
		expect(findSecrets(Buffer.from(JSON.stringify(results)), secretsAnywhere())).toEqual([]);
	});

	it('nor the database, nor a log', () => {
		const log = readFileSync(logFile);
		const files = { ...readN8nFiles(userFolder), log };
		expect(Object.keys(files)).toEqual(expect.arrayContaining(['database.sqlite', 'log']));
		for (const [name, bytes] of Object.entries(files))
			expect([name, findSecrets(bytes, secretsAnywhere())]).toEqual([name, []]);
		expect(findSecrets(log, secretsOutsideOfExecutions())).toEqual([]);

		// What goes in is kept with the execution, and only there.
		const { 'database.sqlite': database, 'database.sqlite-wal': wal } = readN8nFiles(userFolder);
		const all = Buffer.concat([database, wal ?? Buffer.alloc(0)]);
		expect(findSecrets(all, { ssn: input.ssn })).toContain('ssn in clear');
		const copy = join(dataFolder, `without-executions-${line}.sqlite`);
		const rest = readDatabaseWithoutExecutions(userFolder, copy);
		expect(rest.includes(`Refused `)).toBe(true);
		expect(findSecrets(rest, secretsOutsideOfExecutions())).toEqual([]);
	});
});

describe('what npm start prints', () => {
	it('also while operations fail, and when n8n ends by itself, is nobody’s secret but its own login', async () => {
		await playground!.killN8n();
		const output = playground!.output();
		expect(output).toContain('n8n ended by itself');
		expect(findSecrets(Buffer.from(output), secretsOutsideOfExecutions())).toEqual([]);

		// Printed on purpose, for the user at this terminal: the owner's login, and the token that every sandbox has.
		const { password } = ensureOwner(servers['2.x'].data);
		const { tokens, password: sandboxPassword } = completeSettings({});
		for (const shown of [password, tokens[0]]) expect(output.split(shown)).toHaveLength(2);
		expect(output).not.toContain(sandboxPassword);
	});
});
