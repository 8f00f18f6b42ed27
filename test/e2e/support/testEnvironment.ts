import type { StoredWorkflow, WorkflowFile } from '../../../n8n/client';
import { connectFiCredentials, kycMsCredentials } from '../../../playground/sandboxes';
import { readExample } from '../../../playground/examples';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox';
import { startKycMsSandbox, type KycMsSandbox } from '../../../sandbox/cloudpayments';
import { undo, type Cleanups } from './cleanups';
import { prepareN8nForTests, type N8nChoice, type N8nUnderTest } from './n8nUnderTest';

/** What a test file wants. */
export interface TestEnvironmentOptions extends N8nChoice {
	/** How the environment's own sandbox behaves. */
	sandbox?: SandboxOptions;
}

/** A real n8n with the packed packages, sandboxes of its own, and credentials that open them. */
export interface TestEnvironment extends N8nUnderTest {
	/** A connectFi sandbox that only this environment uses. */
	sandbox: Sandbox;
	/** A CloudPayments KYC sandbox that only this environment uses. */
	kycMs: KycMsSandbox;
	/** Stores a workflow of `examples/`, after a change to the copy if the test needs one. */
	importExample(
		file: string,
		change?: (workflow: WorkflowFile) => WorkflowFile,
	): Promise<StoredWorkflow>;
	/** Ends everything that the environment started. */
	stop(): Promise<void>;
}

/**
 * Prepares an environment; call it in `beforeAll` and `stop` in `afterAll`.
 * @throws an Error when n8n does not start, or outside of `npm run test:e2e`
 */
export async function startTestEnvironment(
	options: TestEnvironmentOptions,
): Promise<TestEnvironment> {
	const cleanups: Cleanups = [];
	try {
		const sandbox = await startSandbox(options.sandbox);
		cleanups.push(async () => await sandbox.close());
		const kycMs = await startKycMsSandbox();
		cleanups.push(async () => await kycMs.close());
		const credentials = [
			...connectFiCredentials(sandbox, `Sandbox ${sandbox.url}`),
			...kycMsCredentials(kycMs, `Sandbox ${kycMs.url}`),
		];
		const n8n = await prepareN8nForTests({ ...options, credentials }, cleanups);
		return {
			...n8n,
			sandbox,
			kycMs,
			importExample: async (file, change = (workflow) => workflow) =>
				await n8n.importWorkflow(change(readExample(file))),
			stop: async () => await undo(cleanups),
		};
	} catch (error) {
		await undo(cleanups);
		throw error;
	}
}
