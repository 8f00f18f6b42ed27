import type { IBinaryData } from 'n8n-workflow';
import { waitFor } from '../../n8n/waitFor';
import type { Sandbox } from '../../sandbox';
import { useFakeClock } from '../support/fakeClock';
import type { BinaryStore } from './support/binaryStore';
import { loginCredential, runOperation } from './support/connectFi';
import type { NodeRun } from './support/engine';
import { jpeg } from './support/images';
import { useBinaryStore, useSandbox } from './support/useSandbox';

useFakeClock();
const photo = Buffer.concat([jpeg, Buffer.alloc(3 * 1024 * 1024, 'photo')]);

const tooLargeForBuffers = Buffer.concat([jpeg, Buffer.alloc(25 * 1024 * 1024)]);

let sandbox: Sandbox;
let store: BinaryStore;
useSandbox((started) => (sandbox = started), { keepFiles: true });
useBinaryStore((opened) => (store = opened));
beforeEach(() => {
	sandbox.reset();
	sandbox.seed({ documents: [{ id: 'doc_1' }] });
	store.loaded.length = store.opened.length = 0;
});

const upload = async (data: IBinaryData, more: Partial<NodeRun> = {}) =>
	await runOperation(
		sandbox,
		'document.upload',
		{ documentId: 'doc_1', binaryPropertyName: 'data' },
		{ items: [{ json: {}, binary: { data } }], ...more },
	);
const uploads = () => sandbox.requests.filter(({ path }) => path.includes('/upload/'));

const inMemory: IBinaryData = {
	data: photo.toString('base64'),
	mimeType: 'image/jpeg',
	fileName: 'front.jpg',
};

describe('a large file', () => {
	it.each(['that n8n stores', 'in the item itself'])(
		'%s arrives whole, with its length said at the beginning, and is not loaded',
		async (where) => {
			const isStored = where === 'that n8n stores';
			const { error, items } = await upload(isStored ? await store.store(photo) : inMemory);
			expect(error).toBeUndefined();
			expect(sandbox.fileContent('doc_1')?.equals(photo)).toBe(true);
			const [{ headers }] = uploads();
			expect(Number(headers['content-length'])).toBeGreaterThan(photo.length);
			expect(headers['transfer-encoding']).toBeUndefined();
			expect(store.loaded).toEqual([]);
			expect(items[0].binary).toBeUndefined();
		},
	);

	it('is read anew for each attempt', async () => {
		sandbox.addFault({ kind: 'reset', path: '/akepa/document/upload' });
		sandbox.addFault({ kind: 'status', status: 503, path: '/akepa/document/upload' });
		const { error } = await upload(await store.store(photo));
		expect(error).toBeUndefined();
		expect(uploads()).toHaveLength(3);
		expect(sandbox.fileContent('doc_1')?.equals(photo)).toBe(true);
	});

	it.each([
		['a response that comes before its end', { kind: 'status', status: 413, delayMs: 100 }],
		['a broken connection', { kind: 'reset', delayMs: 100 }],
	] as const)('is closed after %s', async (_what, fault) => {
		sandbox.addFault({ ...fault, path: '/akepa/document/upload', times: 0 });
		const { error } = await upload(await store.store(tooLargeForBuffers));
		expect(error).toBeDefined();
		expect(store.opened.length).toBeGreaterThan(1);
		const open = () => store.opened.filter(({ closed }) => !closed);
		await waitFor(async () => open().length === 0 || undefined, 'the files to be closed');
	});

	it('is read anew after a login', async () => {
		const credential = loginCredential(sandbox);
		credential.data.sessionToken = 'expired';
		// Small enough to be sent as a whole before the 401 closes the connection.
		const small = photo.subarray(0, 50_000);
		const { error } = await upload(await store.store(small), { credential });
		expect(error).toBeUndefined();
		expect(uploads().map(({ status }) => status)).toEqual([401, 200]);
		expect(sandbox.fileContent('doc_1')?.equals(small)).toBe(true);
	});
});
