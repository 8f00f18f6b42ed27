import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConnections, IDataObject, INode, INodeType, IRunExecutionData } from 'n8n-workflow';
import { CloudPaymentsKycApi } from '../../credentials/CloudPaymentsKycApi.credentials';
import { CloudPaymentsKyc } from '../../nodes/CloudPaymentsKyc/CloudPaymentsKyc.node';
import { CloudPaymentsKycTrigger } from '../../nodes/CloudPaymentsKyc/CloudPaymentsKycTrigger.node';
import { resources as ofCloudPayments } from '../../nodes/CloudPaymentsKyc/actions/resources';
import { ConnectFi } from '../../nodes/ConnectFi/ConnectFi.node';
import { ConnectFiTrigger } from '../../nodes/ConnectFi/ConnectFiTrigger.node';
import { resources as ofConnectFi } from '../../nodes/ConnectFi/actions/resources';
import {
	startKycMsSandbox,
	startSandbox,
	type KycMsSandbox,
	type RecordedRequest,
	type Sandbox,
} from '../../sandbox';
import { credentialFor } from './cloudPaymentsKyc/support/kyc';
import { polledNode } from './cloudPaymentsKyc/support/poll';
import { loginCredential, tokenCredential } from './support/connectFi';
import { itemWithFiles, runWorkflow, type StoredCredential } from './support/engine';
import { jpeg, png } from './support/images';
import { listOperations } from './support/schemas/outputSchemas';
import { listen } from './support/webhook';

/** `npm run saved` runs this file too, and has it write what a workflow gave that was added. */
const isWriting = process.env.npm_lifecycle_event === 'saved';
const folder = join(__dirname, '../fixtures/saved');

interface SavedWorkflow {
	nodes: INode[];
	connections: IConnections;
	settings: IDataObject;
}

/** As n8n saved it. */
const readWorkflow = (file: string) =>
	JSON.parse(readFileSync(join(folder, 'workflows', file), 'utf8')) as SavedWorkflow;

const nodeTypes: Record<string, INodeType> = {
	'n8n-nodes-connectfi.connectFi': new ConnectFi(),
	'n8n-nodes-connectfi.connectFiTrigger': new ConnectFiTrigger(),
	'n8n-nodes-cloudpayments-kyc.cloudPaymentsKyc': new CloudPaymentsKyc(),
	'n8n-nodes-cloudpayments-kyc.cloudPaymentsKycTrigger': new CloudPaymentsKycTrigger(),
};
const files = readdirSync(join(folder, 'workflows'));
const filesOf = (vendor: string) => files.filter((file) => file.startsWith(vendor));

const ofTheHttpClient = /^(host|connection|user-agent|accept.*|content-.*|transfer-encoding)$/;

/** What is another in each run, by what it is written as. */
const varying: Array<[RegExp, string]> = [
	[/(cst|iapp|s?doc)[a-z]*[_-]\w{22}/g, '$1'],
	[/masked:[\w:]+/g, 'secret'],
	[/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, 'token'],
	[/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time'],
	[/[0-9a-f-]{32,36}/g, 'UUID'],
];

/** What a run sent, several requests at a time, and what it gave. */
function describeRun(requests: RecordedRequest[], { resultData: { runData } }: IRunExecutionData) {
	const sent = requests.map(({ method, path, query, headers, body, parts }) => {
		const own = Object.entries(headers).filter(([name]) => !ofTheHttpClient.test(name));
		return { request: `${method} ${path}`, query, headers: Object.fromEntries(own), body, parts };
	});
	const outputs = Object.entries(runData).map(([name, [{ data, error }]]) => [
		name,
		error ? { error: error.message } : data?.main.map((items) => items?.map(({ json }) => json)),
	]);
	const text = varying.reduce(
		(described, [pattern, kind]) => described.replace(pattern, `<${kind}>`),
		JSON.stringify({ sent, outputs: Object.fromEntries(outputs) as IDataObject })
			// n8n 2.x's own, in a resume URL.
			.replace(/\?signature=[0-9a-f]+/g, ''),
	);
	const run = JSON.parse(text) as { sent: object[]; outputs: object };
	const sorted = run.sent.map((request) => JSON.stringify(request)).sort();
	return { ...run, sent: sorted.map((request) => JSON.parse(request) as object) };
}

/** Compares with what it gave when it was saved. */
function expectAsSaved(file: string, run: ReturnType<typeof describeRun>): void {
	const path = join(folder, 'runs', file);
	if (isWriting && !existsSync(path)) writeFileSync(path, `${JSON.stringify(run, null, '\t')}\n`);
	expect(run).toEqual(JSON.parse(readFileSync(path, 'utf8')));
}

async function run(file: string, credential: StoredCredential) {
	const { nodes, connections, settings } = readWorkflow(file);
	const binary = { front: { content: jpeg, fileName: 'front.jpg' }, back: { content: png } };
	const [trigger] = nodes;
	return await runWorkflow({
		nodes,
		connections,
		settings,
		nodeTypes,
		startAt: trigger.name,
		items: [itemWithFiles(binary)],
		credential,
		credentialTypes: [new CloudPaymentsKycApi()],
		publicUrl: 'https://n8n.invalid',
	});
}

const findNode = (file: string, name: string) =>
	readWorkflow(file).nodes.find((node) => node.name === name)!;

describe.each(filesOf('connectfi'))('%s', (file) => {
	let sandbox: Sandbox;
	let credential: StoredCredential;
	beforeAll(async () => {
		// What connectFi does by itself after some time comes later than the whole run, however slow.
		sandbox = await startSandbox({ asyncDelayMs: 3_600_000 });
		const { credentials } = findNode(file, 'connectFi Trigger');
		credential =
			'connectFiLoginApi' in credentials! ? loginCredential(sandbox) : tokenCredential(sandbox);
	});
	afterAll(async () => await sandbox.close());

	it('sends and gives what it did when it was saved, and waits', async () => {
		const { status, data } = await run(file, credential);
		expectAsSaved(file, describeRun(sandbox.requests, data));
		expect(status).toBe('waiting');

		const { name, typeVersion, parameters } = findNode(file, 'Wait for Outcome');
		const [{ customerId, applicationId, reference }] = sandbox
			.state()
			.applications.filter((application) => application.reference === 'guided1');
		await sandbox.transition(applicationId, { status: 'completed', outcome: 'Approved' });
		const listener = await listen({
			nodeType: new ConnectFi(),
			name,
			typeVersion,
			parameters: { ...parameters, customerId, applicationId },
			credential,
			mode: 'manual',
			executionId: '1',
			runExecutionData: JSON.parse(JSON.stringify(data)) as IRunExecutionData,
		});
		const body = { code: '0', data: { customerId, applicationId, reference, status: 'completed' } };
		const { status: answer } = await fetch(listener.url, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(body),
		});
		await listener.close();
		expect([answer, listener.thrown]).toEqual([200, []]);
		expect(listener.started[0][0].json).toMatchObject({
			applicationId,
			kycStatus: 'APPROVED',
			isFinal: true,
			verified: true,
		});
	});

	it('starts when connectFi calls its trigger', async () => {
		const { typeVersion, parameters } = findNode(file, 'connectFi Trigger');
		const ids = { customerId: 'cstap_ofTheTrigger', applicationId: 'iapp_ofTheTrigger' };
		sandbox.seed({
			applications: [{ ...ids, reference: 'trigger1', status: 'completed', outcome: 'Denied' }],
		});
		const listener = await listen({
			nodeType: new ConnectFiTrigger(),
			typeVersion,
			parameters,
			credential,
		});
		await fetch(listener.url, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ code: '0', data: { ...ids, status: 'completed' } }),
		});
		await listener.close();
		expect(listener.thrown).toEqual([]);
		expect(listener.started[0][0].json).toMatchObject({
			...ids,
			kycStatus: 'DECLINED',
			event: 'denied',
			source: 'akepa',
			verified: true,
		});
	});
});

describe.each(filesOf('cloudpayments'))('%s', (file) => {
	let emulator: KycMsSandbox;
	beforeAll(async () => {
		emulator = await startKycMsSandbox();
	});
	afterAll(async () => await emulator.close());

	it('sends and gives what it did when it was saved', async () => {
		const { status, data } = await run(file, credentialFor(emulator));
		expectAsSaved(file, describeRun(emulator.requests, data));
		expect(status).toBe('success');
	});

	it('starts when its trigger sees another status', async () => {
		const { parameters } = findNode(file, 'CloudPayments KYC Trigger');
		const trigger = polledNode(new CloudPaymentsKycTrigger(), parameters, credentialFor(emulator));
		expect(await trigger.poll()).toBeNull();
		emulator.setStatus('maria', 'APPROVED');
		expect((await trigger.poll())?.[0][0].json).toMatchObject({ status: 'APPROVED' });
	});
});

it('workflows were saved with every operation, of every version of the nodes', () => {
	const saved = new Set(
		files
			.flatMap((file) => readWorkflow(file).nodes)
			.map(({ type, typeVersion, parameters }) => {
				const { properties } = nodeTypes[type]?.description ?? { properties: [] };
				const preset = (name: string, resource?: unknown) =>
					parameters[name] ??
					properties.find(
						(property) =>
							property.name === name &&
							(!resource || property.displayOptions?.show?.resource?.includes(resource as string)),
					)?.default;
				const resource = preset('resource');
				return [type, typeVersion, resource, preset('operation', resource)].join(' ').trim();
			}),
	);
	const expected = Object.entries(nodeTypes).flatMap(([type, { description }]) => {
		const operations = {
			connectFi: listOperations(ofConnectFi),
			cloudPaymentsKyc: listOperations(ofCloudPayments),
		}[description.name] ?? [''];
		return [description.version]
			.flat()
			.flatMap((version) =>
				operations.map((operation) => `${type} ${version} ${operation.replace('.', ' ')}`.trim()),
			);
	});
	expect(expected.filter((operation) => !saved.has(operation))).toEqual([]);
});
