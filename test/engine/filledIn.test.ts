import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { ConnectFi } from '../../nodes/ConnectFi/ConnectFi.node';
import type { Sandbox } from '../../sandbox';
import { newReference, runOperation } from './support/connectFi';
import { individual } from './support/individual';
import { itemWithFiles } from './support/engine';
import { jpeg } from './support/images';
import { useSandbox } from './support/useSandbox';

let sandbox: Sandbox;
useSandbox((started) => (sandbox = started));
beforeEach(() => sandbox.reset());

const create = async (typeVersion: number) =>
	await runOperation(
		sandbox,
		'customer.create',
		{ customerReference: newReference(), inputMode: 'json', json: JSON.stringify(individual()) },
		{ typeVersion },
	);

const run = async (
	operation: string,
	items: INodeExecutionData[],
	more: { parameters?: INodeParameters; typeVersion?: number } = {},
) => {
	const { parameters = {}, typeVersion = 1.1 } = more;
	return await runOperation(sandbox, operation, parameters, { items, typeVersion });
};

it('a new node has the version that fills in IDs', () =>
	expect(new ConnectFi().description.version).toEqual([1, 1.1]));

it('nodes in a row need no IDs typed in', async () => {
	const created = await create(1.1);
	const reference = newReference();
	const started = await run('application.start', created.items, { parameters: { reference } });
	const { customerId } = created.json[0];
	expect(started.error).toBeUndefined();
	expect(started.json[0]).toMatchObject({ customerId, reference });
	const { applicationId } = started.json[0];

	const files = [
		itemWithFiles({ data: { content: jpeg, fileName: 'front.jpg' } }, started.json[0]),
	];
	const submitted = await run('application.submitDocuments', files, {
		parameters: { files: { file: [{ view: 'front' }] } },
	});
	expect(submitted.json[0]).toMatchObject({ customerId, applicationId });
	for (const operation of ['application.getStatus', 'customer.getStatus'])
		expect((await run(operation, submitted.items)).json[0]).toMatchObject({ customerId });
});

it('a file goes to the document ID that was just generated', async () => {
	const generated = await run('document.generate', [{ json: {} }], {
		parameters: { name: 'front' },
	});
	const items = [
		itemWithFiles({ data: { content: jpeg, fileName: 'front.jpg' } }, generated.json[0]),
	];
	const uploaded = await run('document.upload', items);
	expect(uploaded.json[0]).toMatchObject({ id: generated.json[0].id, uploadStatus: true });
});

it('what no earlier node gave is refused, as what is empty', async () => {
	const { error } = await run('customer.getStatus', [{ json: { id: 7 } }]);
	expect(error?.message).toContain("'Customer ID' is empty");
	expect(sandbox.requests).toHaveLength(0);
});

it('a typed ID counts, not that of the item', async () => {
	const [first, second] = [await create(1.1), await create(1.1)];
	const customerId = second.json[0].customerId as string;
	const { json } = await run('customer.getStatus', first.items, { parameters: { customerId } });
	expect(json[0]).toMatchObject({ customerId });
});

/** Runs an operation without an ID, where n8n may refuse to start. */
const runWithoutIds = async (more: object) => {
	const { items } = await create(1);
	const { length } = sandbox.requests;
	const parameters = { reference: newReference() };
	const refusal = await runOperation(sandbox, 'application.start', parameters, { items, ...more })
		.then(({ error }) => error)
		.catch((error: unknown) => error);
	expect(refusal).toBeInstanceOf(Error);
	expect(sandbox.requests).toHaveLength(length);
};

it('a workflow saved with version 1 and an empty ID starts nothing', async () =>
	await runWithoutIds({ typeVersion: 1 }));

it('a tool acts on nobody whom neither the model nor the user names', async () => {
	const nodeType = new ConnectFi();
	nodeType.description = { ...nodeType.description, name: 'connectFiTool' };
	await runWithoutIds({
		nodeType,
		typeName: 'n8n-nodes-connectfi.connectFiTool',
		typeVersion: 1.1,
	});
});
