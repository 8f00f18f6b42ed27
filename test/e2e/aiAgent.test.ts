import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { getError, getItems } from '../../n8n/executions';
import { node, to } from './support/nodes';
import { startScriptedModel, type ScriptedModel } from './support/scriptedModel';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';

const customerId = 'cstap_5mBHiIx3QbkvEpjGfKsI9k';

/** What a model must not get unless the user says so. */
const personal = /Testman|1978-10-15|name@email|Main Street|123456789/;

// n8n's own AI Agent with a model that is scripted, on this machine: the tool is ours, the rest is n8n's.
describe.each(['2.x', '1.x'] as const)('a tool of the AI Agent of n8n %s', (line) => {
	let environment: TestEnvironment;
	let model: ScriptedModel;
	beforeAll(async () => {
		environment = await startTestEnvironment({ line });
		model = await startScriptedModel({ Customer_ID: customerId });
		environment.sandbox.seed({
			customers: [
				{
					customerId,
					reference: 'customer1042',
					customer: {
						firstName: 'John',
						lastName: 'Testman',
						dateOfBirth: '1978-10-15',
						email: 'name@email.com',
						addresses: [{ type: 'PRIMARY', addressLine1: '1 Main Street' }],
						identificationDocuments: [{ type: 'SSN', value: '123456789' }],
					},
				},
			],
		});
		environment.credentials.push(
			await environment.client.createCredential({
				name: `Scripted model ${model.url}`,
				type: 'openAiApi',
				data: { apiKey: 'none', url: model.url },
			}),
		);
	});
	afterAll(async () => {
		await environment.stop();
		await model.close();
	});
	beforeEach(() => model.requests.splice(0));

	/** Asks the agent, whose model calls the tool, and gives what the tool told the model. */
	async function ask(options: INodeParameters): Promise<string> {
		const workflow = await environment.importWorkflow({
			name: 'KYC assistant',
			nodes: [
				node('Start', 'n8n-nodes-base.manualTrigger', 1),
				node('Assistant', '@n8n/n8n-nodes-langchain.agent', 2.2, {
					promptType: 'define',
					text: `Is ${customerId} approved?`,
				}),
				node('Model', '@n8n/n8n-nodes-langchain.lmChatOpenAi', 1.2, {
					model: { __rl: true, mode: 'id', value: 'scripted' },
				}),
				node('Customer Status', 'n8n-nodes-connectfi.connectFiTool', 1.1, {
					resource: 'customer',
					operation: 'getStatus',
					customerId: "={{ $fromAI('Customer_ID', `ID of the customer`, 'string') }}",
					options,
				}),
			],
			connections: {
				Start: to('Assistant'),
				Model: attached('ai_languageModel'),
				'Customer Status': attached('ai_tool'),
			},
		});
		const execution = await environment.runManually(workflow);
		expect(getError(execution)).toBeUndefined();
		expect(getItems(execution, 'Assistant')).toEqual([{ output: 'The tool has answered.' }]);
		const result = model.requests.at(-1)!.messages.find(({ role }) => role === 'tool')!;
		return JSON.stringify(result.content);
	}

	it('tells the model what it is for', async () => {
		await ask({});
		const [tool] = model.requests[0].tools;
		expect(tool.function.name).toBe('Customer_Status');
		expect(tool.function.description).toMatch(/customer/i);
		expect(tool.function.parameters.properties).toEqual({
			Customer_ID: expect.objectContaining({ description: 'ID of the customer' }) as IDataObject,
		});
	});

	it('gives the model IDs and status, and nothing personal', async () => {
		const result = await ask({});
		for (const wanted of [customerId, 'customer1042', 'kycStatus', 'PENDING'])
			expect(result).toContain(wanted);
		expect(JSON.stringify(model.requests)).not.toMatch(personal);
	});

	it("gives everything with 'Include Personal Data'", async () =>
		expect(await ask({ includePersonalData: true })).toMatch(personal));
});

const attached = (type: 'ai_languageModel' | 'ai_tool') => ({
	[type]: [[{ node: 'Assistant', type, index: 0 }]],
});
