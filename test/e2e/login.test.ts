import type { WorkflowFile } from '../../n8n/client';
import { getError, getItems } from '../../n8n/executions';
import { connectFi } from './support/connectFiNodes';
import { node, to } from './support/nodes';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';

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
		node('Execute Workflow', 'n8n-nodes-base.manualTrigger', 1),
		node('Many', 'n8n-nodes-base.set', 3.4, {
			mode: 'raw',
			jsonOutput: '={{ { ids: Array.from({ length: 30 }, () => "cstap_many") } }}',
			options: {},
		}),
		node('One Item Each', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'ids', options: {} }),
		connectFi('Get Status', 'customer', 'getStatus', { customerId: '={{ $json.ids }}' }),
	],
	connections: {
		'Execute Workflow': to('Many'),
		Many: to('One Item Each'),
		'One Item Each': to('Get Status'),
	},
});

describe.each(['2.x', '1.x'] as const)('the login credential on n8n %s', (line) => {
	let environment: TestEnvironment;
	beforeAll(async () => {
		environment = await startTestEnvironment({ line });
	});
	afterAll(async () => await environment.stop());
	beforeEach(() => {
		environment.sandbox.reset();
		environment.sandbox.seed({ customers: [{ customerId: 'cstap_many' }] });
		environment.sandbox.setTokens({ uses: null, sessions: 'many' });
	});

	const logins = () =>
		environment.sandbox.requests.filter(({ path }) => path === '/auth/get-token');
	const calls = () => environment.sandbox.requests.filter(({ path }) => path !== '/auth/get-token');

	it('logs in once for many items and for the executions after', async () => {
		const workflow = await environment.importWorkflow(askStatus);
		for (let run = 0; run < 3; run++) {
			const execution = await environment.runManually(workflow);
			expect(getError(execution)).toBeUndefined();
			expect(getItems(execution, 'Get Status')).toHaveLength(30);
		}
		// A token of an earlier test may be in the credential still: the reset has ended it, and so it is renewed.
		expect(logins()).toHaveLength(1);
		expect(calls().filter(({ status }) => status === 200)).toHaveLength(90);
	});

	it('never shows its token', async () => {
		const execution = await environment.runManually(await environment.importWorkflow(askStatus));
		const { id } = environment.credentials.find(({ type }) => type === 'connectFiLoginApi')!;
		const stored = await environment.client.request(
			'GET',
			`/rest/credentials/${id}?includeData=true`,
		);
		const shown = JSON.stringify([execution, stored]);
		expect(shown).toContain('cstap_many');
		expect(shown).toContain(environment.sandbox.login);
		// The sandbox's tokens have 66 letters and digits; what n8n encrypts can have so many in a row, between other signs.
		expect(shown).not.toMatch(/(?<![\w+/=])[0-9A-Za-z]{66}(?![\w+/=])/);
		expect(shown).not.toContain(environment.sandbox.password);
	});

	it.each(['many', 'one'] as const)(
		'takes an onboarding to Approved though its tokens expire in the middle (%s sessions)',
		async (sessions) => {
			environment.sandbox.setTokens({ uses: 3, sessions });
			const workflow = await environment.importExample('individual-onboarding.json', byLogin);
			const execution = await environment.runManually(workflow);
			expect(getError(execution)).toBeUndefined();
			expect(getItems(execution, 'Outcome')).toMatchObject([
				{ kycStatus: 'APPROVED', isFinal: true },
			]);

			const [{ entities }] = environment.sandbox.state().applications;
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
		const { name } = await environment.client.createCredential({
			name: 'Wrong login',
			type: 'connectFiLoginApi',
			data: {
				baseUrl: environment.sandbox.url,
				login: environment.sandbox.login,
				password: 'Wrong1!',
			},
		});
		const wrong = (await environment.client.credentials()).find((one) => one.name === name)!;
		const workflow = await environment.importWorkflow(askStatus);
		const nodes = workflow.nodes.map((node) =>
			node.credentials
				? { ...node, credentials: { connectFiLoginApi: { id: wrong.id, name } } }
				: node,
		);
		const { connections } = workflow;
		const stored = await environment.client.createWorkflow({ name: 'Wrong', nodes, connections });
		const execution = await environment.runManually(stored);
		expect(getError(execution)?.message).toMatch(/^connectFi refused the token or login\./);
		expect(calls()).toEqual([]);
	});
});
