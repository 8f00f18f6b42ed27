import { join } from 'node:path';
import { NodeHelpers, type IDataObject, type INode, type INodeType } from 'n8n-workflow';
import { CloudPaymentsKyc } from '../../nodes/CloudPaymentsKyc/CloudPaymentsKyc.node';
import { resources } from '../../nodes/ConnectFi/actions/resources';
import { ConnectFi } from '../../nodes/ConnectFi/ConnectFi.node';
import { startSandbox, type Sandbox } from '../../sandbox';
import { startKycMsSandbox } from '../../sandbox/cloudpayments';
import { runOperation as runCloudPayments } from './cloudPaymentsKyc/support/kyc';
import { findOperation, listOperations, SchemaFolder } from './support/schemas/outputSchemas';
import { createCustomer, newReference, runOperation } from './support/connectFi';
import { individual } from './support/individual';

/** The node as a tool of an AI Agent: n8n gives it a description and a node type of their own, both with this ending. */
function asTool<T extends INodeType>(nodeType: T) {
	const { description } = nodeType;
	const toolType = Object.create(nodeType, {
		description: { value: { ...description, name: `${description.name}Tool` } },
	}) as T;
	return { nodeType: toolType, typeName: `n8n-nodes-connectfi.${description.name}Tool` };
}

const tool = asTool(new ConnectFi());

describe('what an AI Agent gets of a customer', () => {
	let sandbox: Sandbox;
	let customerId: string;
	beforeAll(async () => (sandbox = await startSandbox()));
	afterAll(async () => await sandbox.close());
	beforeEach(async () => (customerId = await createCustomer(sandbox)));

	const status = async (options: IDataObject, more = {}) => {
		const { json, error } = await runOperation(
			sandbox,
			'customer.getStatus',
			{ customerId, options: options as never },
			more,
		);
		expect(error).toBeUndefined();
		return json[0];
	};
	const idsAndStatus = {
		customerId: expect.any(String) as string,
		reference: expect.any(String) as string,
		customerType: 'individual',
		kycStatus: expect.any(String) as string,
		requestId: expect.any(String) as string,
	};

	it.each([{}, { fullResponse: true }, { includePersonalData: false }])(
		'is its ID and status with the options %j',
		async (options) => expect(await status(options, tool)).toStrictEqual(idsAndStatus),
	);

	it('is everything once the user includes personal data', async () => {
		const data = await status({ includePersonalData: true }, tool);
		expect(data.customer).toMatchObject({ lastName: 'Testman' });
		const full = await status({ includePersonalData: true, fullResponse: true }, tool);
		expect(full).toMatchObject({ code: '0', data: { customer: { lastName: 'Testman' } } });
	});

	it('does not depend on what a model says: the option is read as a boolean', async () => {
		const json = await status({ includePersonalData: 'false' }, tool);
		expect(json).toStrictEqual(idsAndStatus);
	});

	it('is everything in a workflow', async () =>
		expect((await status({ includePersonalData: false })).customer).toBeDefined());

	it('is its ID and status after creating it', async () => {
		const parameters = {
			customerReference: newReference(),
			inputMode: 'json',
			json: JSON.stringify(individual()),
		};
		const { json } = await runOperation(sandbox, 'customer.create', parameters, tool);
		expect(json).toStrictEqual([idsAndStatus]);
	});

	it('is that it existed, where it did', async () => {
		const parameters = {
			customerReference: newReference(),
			inputMode: 'json',
			json: JSON.stringify(individual()),
			options: { ifExists: 'use' },
		};
		const create = async () => await runOperation(sandbox, 'customer.create', parameters, tool);
		await create();
		expect((await create()).json).toStrictEqual([{ ...idsAndStatus, existed: true }]);
	});

	it('is its ID, status and what is missing of a legacy KYC', async () => {
		const parameters = { customerId };
		const { json } = await runOperation(sandbox, 'legacyKyc.init', parameters, tool);
		expect(json).toStrictEqual([
			{
				customer: { customerId, reference: expect.any(String) as string },
				kyc: { status: 'WAITING_DATA' },
				kycStatus: 'WAITING_DATA',
				isFinal: false,
				missingAttributes: expect.any(Array) as string[],
				documentsToUpload: expect.any(Array) as object[],
				requestId: expect.any(String) as string,
			},
		]);
	});
});

it("gives an AI Agent the status of a CloudPayments user, without the rest of the vendor's response", async () => {
	const emulator = await startKycMsSandbox();
	try {
		emulator.settings.statusBody = () => ({ kycStatus: 'APPROVED', firstName: 'Maria' });
		const parameters = { accessToken: emulator.accessTokenOf('maria') };
		const run = async (more = {}) =>
			(await runCloudPayments(emulator, 'user.getStatus', parameters, more)).json[0];
		expect(await run()).toHaveProperty('firstName');
		expect(Object.keys(await run(asTool(new CloudPaymentsKyc())))).toStrictEqual([
			'status',
			'kycStatus',
			'isFinal',
			'attemptsExhausted',
			'nextStep',
			'rawStatus',
		]);
	} finally {
		await emulator.close();
	}
});

it('never gives an AI Agent a token of a CloudPayments user', async () => {
	const emulator = await startKycMsSandbox();
	try {
		const login = { username: 'maria', password: emulator.password };
		const user = { accessToken: emulator.accessTokenOf('maria') };
		const operations = [
			['Get Access Token', 'session.getAccessToken', login],
			['Get SDK Token', 'user.getSdkToken', user],
		] as const;
		for (const [name, operation, parameters] of operations) {
			const run = async (more = {}) =>
				await runCloudPayments(emulator, operation, parameters, more);
			const { error, json } = await run(asTool(new CloudPaymentsKyc()));
			expect(error?.message).toContain(`${name} cannot be used as a tool`);
			expect(error?.description).toContain('Get ');
			expect(json).toEqual([]);
			expect(emulator.requests).toEqual([]);
		}
		for (const [, operation, parameters] of operations)
			expect((await runCloudPayments(emulator, operation, parameters)).json).toHaveLength(1);
	} finally {
		await emulator.close();
	}
});

it('offers no resource as a tool that has no operation there', () => {
	const { properties } = new CloudPaymentsKyc().description;
	const [resource] = properties;
	const hidden = { displayOptions: { hide: { '@tool': [true] } } };
	expect(resource.options).toEqual([
		expect.objectContaining({ value: 'session', ...hidden }),
		expect.not.objectContaining(hidden),
	]);
});

it('shows the option in the tool only', () => {
	const find = (nodeType: INodeType) => {
		const { description } = nodeType;
		const parameters = { resource: 'customer', operation: 'getStatus' };
		const node = { typeVersion: 1, parameters } as unknown as INode;
		const shown = (property: (typeof description.properties)[number]) =>
			NodeHelpers.displayParameterPath(parameters, property, '', node, description);
		const options = description.properties.filter(({ name }) => name === 'options').find(shown)!;
		return (options.options as typeof description.properties)
			.filter(shown)
			.map(({ displayName }) => displayName);
	};
	expect(find(tool.nodeType)).toContain('Include Personal Data');
	expect(find(new ConnectFi())).not.toContain('Include Personal Data');
});

describe('the status fields', () => {
	const schemas = new SchemaFolder(join(__dirname, '../../nodes/ConnectFi'));
	const withSchema = listOperations(resources).map((operation) => ({
		operation,
		schema: JSON.stringify(schemas.read(operation)),
		statusFields: findOperation(resources, operation).statusFields,
	}));

	it('are named by every operation whose output has personal data, and have none', () => {
		const personal = /lastName|dateOfBirth|identificationDocuments|nameOnCard|phones/;
		const found = withSchema.filter(({ schema }) => personal.test(schema));
		expect(found.length).toBeGreaterThan(5);
		expect(found.filter(({ statusFields }) => !statusFields)).toEqual([]);
	});

	it.each(withSchema.filter(({ statusFields }) => statusFields))(
		'of $operation are in its output',
		({ schema, statusFields }) => {
			// Only where 'If It Exists' found something.
			const always = statusFields!.filter((path) => path !== 'existed');
			for (const name of always.flatMap((path) => path.split('.')))
				expect(schema).toContain(`"${name}"`);
		},
	);
});
