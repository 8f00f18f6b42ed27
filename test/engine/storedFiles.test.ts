import * as n8nWorkflow from 'n8n-workflow';
import type { IBinaryData, IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox';
import type { BinaryStore } from './support/binaryStore';
import { runOperation } from './support/connectFi';
import type { NodeRun } from './support/engine';
import { jpeg } from './support/images';
import { useBinaryStore, useSandbox } from './support/useSandbox';

let sandbox: Sandbox;
let store: BinaryStore;
useSandbox((started) => (sandbox = started), { keepFiles: true });
useBinaryStore((opened) => (store = opened));
beforeEach(() => {
	sandbox.clearRequests();
	sandbox.seed({ documents: [{ id: 'doc_1' }] });
	store.read.length = 0;
});

/** Uploads the file that the expression gives, or the field that it names, for one item. */
async function upload(
	binaryPropertyName: string,
	item: INodeExecutionData,
	more: Partial<NodeRun> = {},
) {
	return await runOperation(
		sandbox,
		'document.upload',
		{ documentId: 'doc_1', binaryPropertyName },
		{ items: [item], ...more },
	);
}

/** A node besides the start, with a name that has to be quoted with care. */
const form: INode = {
	id: '3',
	name: 'Their "Form"',
	type: 'start',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const inJson = (file: IBinaryData | IDataObject): INodeExecutionData => ({
	json: { file: { ...file } as IDataObject },
});
const uploaded = () => {
	expect(sandbox.requests.map(({ status }) => status)).toEqual([200]);
	expect(sandbox.fileContent('doc_1')).toEqual(jpeg);
};
const refused = (error: { message: string } | undefined) => {
	expect(error?.message).toBe(
		"'Input Binary Field' refers to a stored file that no item of this execution holds, so it is not read. [item 0]",
	);
	expect(sandbox.requests).toHaveLength(0);
	expect(store.read).toEqual([]);
};

describe('a stored file is sent', () => {
	it.each(['1', '99', 'temp'])('from a field of the item, stored by execution %s', async (id) => {
		const data = await store.store(jpeg, id);
		expect((await upload('data', { json: {}, binary: { data } })).error).toBeUndefined();
		uploaded();
	});

	it('from an item of an earlier node, also where a database keeps it', async () => {
		const picture = await store.storeInDatabase(jpeg);
		const { error } = await upload('={{ $("Start").item.binary.picture }}', {
			json: {},
			binary: { picture },
		});
		expect(error).toBeUndefined();
		uploaded();
	});

	it('from a node of another branch, which the expression names', async () => {
		const picture = await store.store(jpeg, 'temp');
		const { error } = await upload(
			`={{ $('${form.name}').first().binary.picture }}`,
			{ json: {} },
			{ beside: [form], ran: { [form.name]: [{ json: {}, binary: { picture } }] } },
		);
		expect(error).toBeUndefined();
		uploaded();
	});

	it('from JSON that a later node copied it to', async () => {
		const picture = await store.storeInDatabase(jpeg);
		const { error } = await upload('={{ $json.file }}', inJson(picture), {
			beside: [form],
			ran: { [form.name]: [{ json: {} }, { json: {}, binary: { picture } }] },
			upstream: form.name,
		});
		expect(error).toBeUndefined();
		uploaded();
	});

	it("from JSON, if the id is that of an item's file", async () => {
		const picture = await store.store(jpeg, '99', 'other');
		const { error } = await upload('={{ $json.file }}', {
			...inJson(picture),
			binary: { picture },
		});
		expect(error).toBeUndefined();
		uploaded();
	});

	it('from JSON, if this execution stored it', async () => {
		const file = await store.store(jpeg);
		expect((await upload('={{ $json.file }}', inJson(file))).error).toBeUndefined();
		uploaded();
	});

	it('from JSON that holds its content and no id', async () => {
		const file = { mimeType: 'image/jpeg', data: jpeg.toString('base64') };
		expect((await upload('={{ $json.file }}', inJson(file))).error).toBeUndefined();
		uploaded();
	});
});

describe('a stored file that JSON from elsewhere names is not read', () => {
	it.each([
		['another execution', '99', 'w'],
		['another workflow', '1', 'other'],
		['a call that is still under way', 'temp', 'w'],
	])('of %s', async (_, executionId, workflowId) => {
		const file = await store.store(jpeg, executionId, workflowId);
		refused((await upload('={{ $json.file }}', inJson(file))).error);
	});

	it('in a database', async () => {
		const file = await store.storeInDatabase(jpeg);
		refused((await upload('={{ $json.file }}', inJson(file))).error);
	});

	it.each([
		'filesystem-v2:workflows/w/executions/1/binary_data/../../../../../../etc/passwd',
		'filesystem-v2:workflows/w/executions/1/binary_data/../../2/binary_data/00000000-0000',
		'filesystem-v2:../config',
		's3:any/object',
		'nonsense',
	])('%s', async (id) => {
		const file = { id, mimeType: 'image/jpeg', data: jpeg.toString('base64') };
		refused((await upload('={{ $json.file }}', inJson(file))).error);
	});

	it('also where an expression names the node that gave the JSON', async () => {
		const file = await store.store(jpeg, '99');
		refused((await upload('={{ $("Start").item.json.file }}', inJson(file))).error);
	});

	it('and the message says how to give a file', async () => {
		const file = await store.store(jpeg, '99');
		const { error } = await upload('={{ $json.file }}', inJson(file));
		expect(error?.description).toContain("{{ $('Form').item.binary.data }}");
	});

	it.each<[string, IDataObject]>([
		['an id that is a number', { id: 5 }],
		['an id that is a list', { id: ['a:b'] }],
		['content that is no text', { data: 7 }],
		['a type that is no text', { mimeType: 7 }],
		['a name that is no text', { fileName: { a: 1 } }],
	])('with %s', async (_, wrong) => {
		const file = { mimeType: 'image/jpeg', data: jpeg.toString('base64'), ...wrong };
		const { error } = await upload('={{ $json.file }}', inJson(file));
		expect(error?.message).toContain('does not hold a file');
		expect(sandbox.requests).toHaveLength(0);
	});
});

describe('a workflow that keeps files in the JSON of its items', () => {
	// Only n8n 2.x finds a file in the JSON by its path.
	const known = 'BINARY_MODE_COMBINED' in n8nWorkflow;
	const settings = { binaryMode: 'combined' } as const;
	const filesOf = (data: IBinaryData): INodeExecutionData => ({
		json: { _files: { data: { ...data } } as unknown as IDataObject },
	});
	const hints = ({ stored }: Awaited<ReturnType<typeof upload>>) =>
		(stored.resultData.runData.Tested?.[0]?.hints ?? []).map(({ message }) => message);

	it('sends its own without a word', async () => {
		const data = await store.store(jpeg);
		const run = await upload('={{ $json._files.data }}', filesOf(data), { settings });
		expect(run.error).toBeUndefined();
		expect(hints(run)).toEqual([]);
		uploaded();
	});

	it('sends one that may be of another execution, and warns', async () => {
		const data = await store.storeInDatabase(jpeg);
		const run = await upload('={{ $json._files.data }}', filesOf(data), { settings });
		uploaded();
		expect(hints(run)).toEqual([expect.stringContaining('Make sure that JSON from other sources')]);
	});

	it('does not send one that stands anywhere else in the JSON', async () => {
		const file = await store.storeInDatabase(jpeg);
		const name = known ? 'file' : '={{ $json.file }}';
		refused((await upload(name, inJson(file), { settings })).error);
	});
});
