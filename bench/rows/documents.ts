import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import execa from 'execa';
import type { IBinaryKeyData, INode, INodeParameters } from 'n8n-workflow';
import { repoRoot } from '../../n8n/install';
import type { StoredWorkflow } from '../../n8n/client';
import { customer, image } from '../customer';
import type { Competitor, Row } from '../inTurns';
import { execute, node, storeChain, watchMemory, type Setup } from '../setup';

/** A way to onboard the customers, as a workflow. */
interface Chain {
	name: string;
	workflow: StoredWorkflow;
	/** The nodes whose time counts, the last of them with one item for each customer. */
	measured: string[];
	/** Where those items have the status of the application. */
	status(json: Record<string, unknown>): unknown;
}

/** Customers with two images each: created, identified, their documents uploaded and linked. @param scale divides their number */
export async function documentRows(setup: Setup, scale = 1): Promise<Row[]> {
	const count = Math.ceil(100 / scale);
	const items = makeItems(count, await storeImages(setup));
	const ours = await storeOurs(setup, items);
	const chain = await storeHttpRequests(setup, items);
	const name = `${count} customers with two images of 2 MB, 20 ms`;
	const time = (of: Chain, atMost?: number): Competitor => ({
		name: of.name,
		atMost,
		run: async () => ({ value: await onboard(setup, of), notes: notes(await setup.api.counts()) }),
	});
	const growth = (of: Chain): Competitor => ({
		name: of.name,
		run: async () => await measureGrowth(setup, of),
	});
	return [
		{
			name,
			unit: 's',
			limitedBy:
				'Reading the files, a connection for each request and the expressions of each item are n8n’s. Ours are checking each file’s type, knowing what an earlier run has made, and at most 10 requests at once.',
			competitors: [time(ours), time(chain, 1), await script(setup, count, 1.3)],
		},
		{
			name: `Memory: ${name}`,
			unit: 'MB',
			limitedBy:
				'How far n8n’s process grows above what it held before, after the same work was done once on an n8n just started. The buffers of the HTTP client and what V8 has not yet collected are n8n’s; 128 KB of each file under way are ours. At most 60 MB are allowed.',
			rounds: 3,
			competitors: [growth(ours), growth(chain)],
		},
	];
}

/** Has n8n store two images, as it does by default: in the file system. */
async function storeImages({ client }: Setup): Promise<IBinaryKeyData> {
	const server = createServer((_request, response) => {
		response.setHeader('content-type', 'image/jpeg').end(image);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const download = (side: string) =>
		node([side, 'n8n-nodes-base.httpRequest', 4.2], {
			url: `http://127.0.0.1:${port}/${side}.jpg`,
			options: { response: { response: { responseFormat: 'file', outputPropertyName: side } } },
		});
	const nodes = [
		node(['Start', 'n8n-nodes-base.manualTrigger', 1]),
		download('front'),
		download('back'),
	];
	const { data } = await execute(client, await storeChain(client, 'Images', nodes), ['back']);
	server.close();
	const files = data.runData.back?.[0].data?.main[0]?.[0].binary;
	if (!files?.front?.id || !files.back?.id) throw new Error('n8n does not store files on disk');
	return files;
}

/** A trigger, and the customers with their images, which are pinned so that nothing of them is measured. */
function makeItems(count: number, binary: IBinaryKeyData) {
	const nodes = [
		node(['Start', 'n8n-nodes-base.manualTrigger', 1]),
		node(['Customers', 'n8n-nodes-base.noOp', 1]),
	];
	const pinned = Array.from({ length: count }, (_, number) => ({
		json: { number, customer },
		binary,
	}));
	return { nodes, pinData: { Customers: pinned } };
}

type Items = ReturnType<typeof makeItems>;

async function storeOurs({ client, credential }: Setup, items: Items): Promise<Chain> {
	const onboardNode = node(
		['Onboard', 'n8n-nodes-connectfi.connectFi', 1.1],
		{
			resource: 'application',
			operation: 'onboard',
			customerType: 'individual',
			customerReference: reference('c'),
			inputMode: 'json',
			json: '={{ $json.customer }}',
			reference: reference('r'),
			callback: 'none',
			workflow: 'PERSONAL',
			type: 'license',
			files: {
				file: ['front', 'back'].map((view) => ({ binaryPropertyName: view, view })),
			},
		},
		credential,
	);
	return {
		name: 'connectFi',
		workflow: await storeChain(client, 'Onboard', [...items.nodes, onboardNode], items.pinData),
		measured: [onboardNode.name],
		status: ({ status }) => status,
	};
}

/**
 * What a user without this package builds: a trigger, the customers, an HTTP Request node for each of the seven calls, signed in
 * by a credential, and a node that picks the result: ten. The files are taken from the customers by expression, which saves the
 * Merge nodes that most users would need.
 */
async function storeHttpRequests({ api, client, credential }: Setup, items: Items): Promise<Chain> {
	const call = (name: string, path: string, parameters: INodeParameters): INode =>
		node(
			[name, 'n8n-nodes-base.httpRequest', 4.2],
			{
				method: 'POST',
				url: `=${api.url}${path}`,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: credential.type,
				sendBody: true,
				...parameters,
				options: {},
			},
			credential,
		);
	const json = (body: string): INodeParameters => ({
		specifyBody: 'json',
		jsonBody: `={{ ${body} }}`,
	});
	const generate = (view: string) =>
		call(
			`Generate ${view}`,
			'/akepa/document/generate',
			json(`{ workflow: 'PERSONAL', name: '${view}', extension: 'jpg', type: 'license' }`),
		);
	const upload = (view: string) =>
		call(`Upload ${view}`, '/akepa/document/upload/{{ $json.data.id }}', {
			contentType: 'multipart-form-data',
			bodyParameters: {
				parameters: [
					{
						parameterType: 'formBinaryData',
						name: 'file',
						inputDataFieldName: `={{ $('Customers').item.binary.${view} }}`,
					},
				],
			},
		});
	const customerId = "$('Create').item.json.data.customerId";
	const link = (view: string) =>
		`{ entityId: ${customerId}, documentId: $('Generate ${view}').item.json.data.id, view: '${view}' }`;
	const calls = [
		call(
			'Create',
			'/customer/init',
			json(
				`{ customerReference: ${inner('c')}, customerType: 'individual', customer: $json.customer }`,
			),
		),
		call(
			'Identify',
			'/akepa/identification',
			json(`{ customerId: $json.data.customerId, reference: ${inner('r')} }`),
		),
		generate('front'),
		upload('front'),
		generate('back'),
		upload('back'),
		call(
			'Update',
			'/akepa/update',
			json(`{ customerId: ${customerId}, documents: [${link('front')}, ${link('back')}] }`),
		),
		node(['Result', 'n8n-nodes-base.set', 3.4], {
			mode: 'raw',
			jsonOutput: '={{ $json.data }}',
		}),
	];
	const measured = calls.map(({ name }) => name);
	return {
		name: `${measured.length + items.nodes.length} nodes with HTTP Request`,
		workflow: await storeChain(client, 'HTTP Requests', [...items.nodes, ...calls], items.pinData),
		measured,
		status: ({ status }) => status,
	};
}

/** A reference that no earlier run has used. */
const inner = (kind: string) => `'${kind}' + $execution.id + 'x' + $('Customers').item.json.number`;
const reference = (kind: string) => `={{ ${inner(kind)} }}`;

/** @returns the seconds it took */
async function onboard({ api, client }: Setup, chain: Chain): Promise<number> {
	await api.set({ latencyMs: 20 });
	await api.counts();
	const { seconds, data } = await execute(client, chain.workflow, chain.measured);
	const items = data.runData[chain.measured.at(-1)!]?.[0].data?.main[0] ?? [];
	const reviewed = items.filter(({ json }) => chain.status(json) === 'waiting_review').length;
	const wanted = chain.workflow.pinData?.Customers as unknown[];
	if (reviewed !== wanted.length)
		throw new Error(`${chain.name}: ${reviewed} of ${wanted.length} customers are in review`);
	return seconds;
}

async function measureGrowth(setup: Setup, chain: Chain) {
	await setup.n8n.restart();
	await onboard(setup, chain);
	const { grewBy, peak } = await watchMemory(
		setup.n8n.pid,
		async () => await onboard(setup, chain),
	);
	return { value: Math.max(1, grewBy), notes: `${peak.toFixed(0)} MB at most in all` };
}

async function script({ api }: Setup, count: number, atMost: number): Promise<Competitor> {
	const program = join(repoRoot, 'bench/scripts/documents.ts');
	return {
		name: 'axios script, 10 customers at a time',
		atMost,
		async run() {
			await api.set({ latencyMs: 20 });
			await api.counts();
			const { stdout } = await execa(
				process.execPath,
				['--import', 'tsx', program, api.url, api.token, String(count), '10', randomUUID()],
				{ cwd: repoRoot },
			);
			return { value: Number(stdout), notes: notes(await api.counts()) };
		},
	};
}

const notes = ({ received, peakInFlight }: { received: number; peakInFlight: number }) =>
	`${received} requests, ${peakInFlight} at once`;
