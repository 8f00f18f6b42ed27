import { resources as ofConnectFi } from '../../nodes/ConnectFi/actions/resources';
import { resources as ofCloudPayments } from '../../nodes/CloudPaymentsKyc/actions/resources';
import { sampledCloudPayments } from './support/schemas/cloudPayments';
import { sampledConnectFi } from './support/schemas/connectFi';
import {
	operationsOf,
	outputSchema,
	SchemaFolder,
	type SampledNode,
} from './support/schemas/outputSchemas';

/** `npm run schemas` runs this file too, and has it write what it compares. */
const isWriting = process.env.npm_lifecycle_event === 'schemas';

describe.each([
	['connectFi', sampledConnectFi, operationsOf({ resources: ofConnectFi })],
	['CloudPayments KYC', sampledCloudPayments, operationsOf({ resources: ofCloudPayments })],
] as const)('the output schemas of %s', (_name, start, operations) => {
	let node: SampledNode;
	let schemas: SchemaFolder;
	beforeAll(async () => {
		node = await start();
		schemas = new SchemaFolder(node.folder);
		if (!isWriting) return;
		for (const operation of operations)
			schemas.write(operation, await outputSchema(node, operation));
		for (const operation of schemas.list())
			if (!operations.includes(operation)) schemas.remove(operation);
	});
	afterAll(async () => await node.close());

	it('are one for each operation, and no other', () => {
		expect(schemas.list().sort()).toEqual([...operations].sort());
	});

	it.each(operations)('%s: is what runs give (else `npm run schemas`)', async (operation) => {
		expect(schemas.read(operation)).toEqual(await outputSchema(node, operation));
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
