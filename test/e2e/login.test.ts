import { randomUUID } from 'node:crypto';
import type { WorkflowFile } from '../../n8n/client';
import { errorOf, itemsOf } from '../../n8n/executions';
import { startBench, type Bench } from './support/bench';

/** The workflow with login and password in every connectFi node. */
const byLogin = (workflow: WorkflowFile): WorkflowFile => ({
	...workflow,
	nodes: workflow.nodes.map((node) =>
		node.type === 'n8n-nodes-connectfi.connectFi'
			? { ...node, parameters: { ...node.parameters, authentication: 'login' } }
			: node,
	),
});

const askStatus: WorkflowFile = byLogin({
	name: 'Ask for a status',
	nodes: [
		{
			id: randomUUID(),
			name: 'Execute Workflow',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{
			id: randomUUID(),
			name: 'Many',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			position: [200, 0],
			parameters: {
				mode: 'raw',
				jsonOutput: '={{ { ids: Array.from({ length: 30 }, () => "cstap_many") } }}',
				options: {},
			},
		},
		{
			id: randomUUID(),
			name: 'One Item Each',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			position: [400, 0],
			parameters: { fieldToSplitOut: 'ids', options: {} },
		},
		{
			id: randomUUID(),
			name: 'Get Status',
			type: 'n8n-nodes-connectfi.connectFi',
			typeVersion: 1,
			position: [600, 0],
			parameters: { resource: 'customer', operation: 'getStatus', customerId: '={{ $json.ids }}' },
		},
	],
	connections: {
		'Execute Workflow': { main: [[{ node: 'Many', type: 'main', index: 0 }]] },
		Many: { main: [[{ node: 'One Item Each', type: 'main', index: 0 }]] },
		'One Item Each': { main: [[{ node: 'Get Status', type: 'main', index: 0 }]] },
	},
});

describe.each(['2.x', '1.x'] as const)('the login credential on n8n %s', (line) => {
	let bench: Bench;
	beforeAll(async () => {
		bench = await startBench({ line });
	});
	afterAll(async () => await bench.stop());
	beforeEach(() => {
		bench.sandbox.reset();
		bench.sandbox.seed({ customers: [{ customerId: 'cstap_many' }] });
		bench.sandbox.setTokens({ uses: null, sessions: 'many' });
	});

	const logins = () => bench.sandbox.requests.filter(({ path }) => path === '/auth/get-token');
	const calls = () => bench.sandbox.requests.filter(({ path }) => path !== '/auth/get-token');

	it('logs in once for many items and for the executions after', async () => {
		const workflow = await bench.importWorkflow(askStatus);
		for (let run = 0; run < 3; run++) {
			const execution = await bench.runManually(workflow);
			expect(errorOf(execution)).toBeUndefined();
			expect(itemsOf(execution, 'Get Status')).toHaveLength(30);
		}
		// A token of an earlier test may be in the credential still: the reset has ended it, and so it is renewed.
		expect(logins()).toHaveLength(1);
		expect(calls().filter(({ status }) => status === 200)).toHaveLength(90);
	});

	it('never shows its token', async () => {
		const execution = await bench.runManually(await bench.importWorkflow(askStatus));
		const { id } = bench.credentials.find(({ type }) => type === 'connectFiLoginApi')!;
		const stored = await bench.client.request('GET', `/rest/credentials/${id}?includeData=true`);
		const shown = JSON.stringify([execution, stored]);
		expect(shown).toContain('cstap_many');
		expect(shown).toContain(bench.sandbox.login);
		// The sandbox's tokens have 66 letters and digits; what n8n encrypts can have so many in a row, between other signs.
		expect(shown).not.toMatch(/(?<![\w+/=])[0-9A-Za-z]{66}(?![\w+/=])/);
		expect(shown).not.toContain(bench.sandbox.password);
	});

	it.each(['many', 'one'] as const)(
		'takes an onboarding to Approved though its tokens expire in the middle (%s sessions)',
		async (sessions) => {
			bench.sandbox.setTokens({ uses: 3, sessions });
			const workflow = await bench.importExample('individual-onboarding.json', byLogin);
			const execution = await bench.runManually(workflow);
			expect(errorOf(execution)).toBeUndefined();
			expect(itemsOf(execution, 'Outcome')).toMatchObject([
				{ kycStatus: 'APPROVED', isFinal: true },
			]);

			const [{ entities }] = bench.sandbox.state().applications;
			expect(entities[0].documents.map(({ view }) => view)).toEqual(['front', 'back']);
			const done = calls().filter(({ status }) => status === 200);
			expect(done.map(({ path }) => path.replace(/doc_\w+/, ':id')).sort()).toEqual([
				'/akepa/document/generate',
				'/akepa/document/generate',
				'/akepa/document/upload/:id',
				'/akepa/document/upload/:id',
				'/akepa/identification',
				'/akepa/update',
				'/customer/init',
			]);
			expect(calls().some(({ status }) => status === 401)).toBe(true);
			expect(logins().length).toBeGreaterThan(1);
		},
	);

	it('says that login or password are wrong', async () => {
		const { name } = await bench.client.createCredential('Wrong login', 'connectFiLoginApi', {
			baseUrl: bench.sandbox.url,
			login: bench.sandbox.login,
			password: 'Wrong1!',
		});
		const wrong = (await bench.client.credentials()).find((one) => one.name === name)!;
		const workflow = await bench.importWorkflow(askStatus);
		const nodes = workflow.nodes.map((node) =>
			node.credentials
				? { ...node, credentials: { connectFiLoginApi: { id: wrong.id, name } } }
				: node,
		);
		const { connections } = workflow;
		const stored = await bench.client.createWorkflow({ name: 'Wrong', nodes, connections });
		const execution = await bench.runManually(stored);
		expect(errorOf(execution)?.message).toMatch(/^connectFi refused the token or login\./);
		expect(calls()).toEqual([]);
	});
});
