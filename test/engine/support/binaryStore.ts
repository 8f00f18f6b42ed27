import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData } from 'n8n-workflow';

/** n8n's store of files, in a folder of its own, for the n8n line under test. */
export interface BinaryStore {
	/** Stores a file as an execution of a workflow does; the one that `runNode` runs is `1` of `w`. */
	store(content: Buffer, executionId?: string, workflowId?: string): Promise<IBinaryData>;
	/** The same with an id as n8n's database gives it. */
	storeInDatabase(content: Buffer): Promise<IBinaryData>;
	/** The ids of the files that were read since. */
	read: string[];
	/** Those of them that were loaded as a whole. */
	loaded: string[];
	/** The streams in which the others were read. */
	opened: Readable[];
	close(): void;
}

interface Container {
	set(type: unknown, instance: unknown): void;
}

interface Manager {
	getAsBuffer(fileId: string): Promise<Buffer>;
	getAsStream(fileId: string, chunkSize?: number): Promise<unknown>;
	getMetadata(fileId: string): Promise<unknown>;
}

/** Makes n8n keep files in a store, where it keeps them in the items otherwise. */
export async function openBinaryStore(): Promise<BinaryStore> {
	const folder = mkdtempSync(join(tmpdir(), 'connectfi-files-'));
	const config = {
		mode: 'filesystem',
		availableModes: ['filesystem'],
		localStoragePath: folder,
	};
	const nothing = {} as never;
	const service = new BinaryDataService(config as never, nothing, nothing);
	await service.init();
	// Each n8n line has a container of its own.
	const place = require.resolve('@n8n/di', { paths: [require.resolve('n8n-core')] });
	const { Container } = jest.requireActual<{ Container: Container }>(place);
	Container.set(BinaryDataService, service);

	const read: string[] = [];
	const loaded: string[] = [];
	const opened: Readable[] = [];
	const { managers } = service as unknown as { managers: Record<string, Manager> };
	const files = managers['filesystem-v2'];
	for (const method of ['getAsBuffer', 'getAsStream'] as const) {
		const original = files[method].bind(files);
		files[method] = async (fileId: string, chunkSize?: number) => {
			read.push(fileId);
			if (method === 'getAsBuffer') loaded.push(fileId);
			const content = await original(fileId, chunkSize);
			if (content instanceof Readable) opened.push(content);
			return content as never;
		};
	}
	/** Where the database's files are by their ids, which are nothing but random there. */
	const rows = new Map<string, string>();
	managers.database = {
		getAsBuffer: async (id) => await files.getAsBuffer(rows.get(id)!),
		getAsStream: async (id, chunkSize) => await files.getAsStream(rows.get(id)!, chunkSize),
		getMetadata: async (id) => await files.getMetadata(rows.get(id)!),
	};
	const store: BinaryStore['store'] = async (content, executionId = '1', workflowId = 'w') =>
		await service.store({ type: 'execution', workflowId, executionId }, content, {
			data: '',
			mimeType: 'image/jpeg',
			fileName: 'front.jpg',
		});
	return {
		store,
		async storeInDatabase(content) {
			const { id, ...binary } = await store(content);
			const row = randomUUID();
			rows.set(row, id!.split(':')[1]);
			return { ...binary, id: `database:${row}`, data: 'database' };
		},
		read,
		loaded,
		opened,
		close: () => rmSync(folder, { recursive: true, force: true }),
	};
}
