import { startSandbox, type Sandbox } from '../../../sandbox';
import { openBinaryStore, type BinaryStore } from './binaryStore';

/**
 * Starts a sandbox before the tests of a file, and closes it after them.
 * @param take keeps the sandbox that has started
 */
export function useSandbox(
	take: (started: Sandbox) => void,
	options: Parameters<typeof startSandbox>[0] = {},
): void {
	let sandbox: Sandbox;
	beforeAll(async () => take((sandbox = await startSandbox(options))));
	afterAll(async () => await sandbox.close());
}

/**
 * Opens n8n's store of files before the tests of a file, and closes it after them.
 * @param take keeps the store
 */
export function useBinaryStore(take: (opened: BinaryStore) => void): void {
	let store: BinaryStore;
	beforeAll(async () => take((store = await openBinaryStore())));
	afterAll(() => store.close());
}
