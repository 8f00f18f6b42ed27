import { resources as ofCloudPayments } from '../../nodes/CloudPaymentsKyc/actions/resources';
import { resources as ofConnectFi } from '../../nodes/ConnectFi/actions/resources';
import { sampledCloudPayments } from './support/schemas/cloudPayments';
import { sampledConnectFi } from './support/schemas/connectFi';
import type { JsonSchema } from './support/schemas/jsonSchema';
import {
	findOperation,
	listOperations,
	outputSchema,
	SchemaFolder,
	type SampledNode,
} from './support/schemas/outputSchemas';

/** `npm run schemas` runs this file too, and has it write what it compares. */
const isWriting = process.env.npm_lifecycle_event === 'schemas';

describe.each([
	['connectFi', sampledConnectFi, listOperations(ofConnectFi)],
	['CloudPayments KYC', sampledCloudPayments, listOperations(ofCloudPayments)],
] as const)('the output schemas of %s', (_name, start, operations) => {
	let node: SampledNode;
	let schemas: SchemaFolder;
	beforeAll(async () => {
		node = await start();
		schemas = new SchemaFolder(node.folder);
	});
	afterAll(async () => await node.close());

	it.each(operations)('%s: is what runs give (else `npm run schemas`)', async (operation) => {
		const schema = await outputSchema(node, operation);
		if (isWriting) schemas.write(operation, schema);
		expect(schemas.read(operation)).toEqual(schema);
	});

	it('are one for each operation, and no other', () => {
		const others = schemas.list().filter((operation) => !operations.includes(operation));
		if (isWriting) others.forEach((operation) => schemas.remove(operation));
		expect(schemas.list().sort()).toEqual([...operations].sort());
	});

	it.each(operations)('%s: holds the ID of what it creates or changes', (operation) => {
		const { resultIdPath } = findOperation(node.resources, operation);
		const steps = resultIdPath?.split('.') ?? [];
		const found = steps.reduce<JsonSchema | undefined>(
			(schema, name) => schema?.properties?.[name],
			schemas.read(operation),
		);
		expect(found?.type).toBe(resultIdPath ? 'string' : 'object');
	});

	it('an operation without examples that the sandbox knows is told what it lacks', async () => {
		const { resources, run } = node;
		const [{ value, operations }] = resources;
		const [{ description }] = operations;
		const unknown = { ...description, value: 'unknown' };
		const withUnknown = {
			...node,
			resources: [{ value, operations: [{ description: unknown }] }],
			run: async () => await run(`${value}.unknown`, {}),
		};
		await expect(outputSchema(withUnknown, `${value}.unknown`)).rejects.toThrow(
			/gives no output in any state[^]*does not exist[^]*placeholders/,
		);
	});
});
