import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PackedPackage } from '../../../n8n/packages';
import { repoRoot, type N8nLine } from '../../../n8n/install';

const checkout = createHash('sha256').update(repoRoot).digest('hex').slice(0, 8);

/**
 * Where the e2e tests keep tarballs, user folders and n8n's logs: outside of the repository, because within it the nodes find
 * the repository's n8n-workflow before n8n's own, as in no user's installation.
 */
export const dataFolder = join(tmpdir(), `n8n-e2e-${checkout}`);

/** What the setup of a test run hands to its test files. */
export interface SharedSetup {
	/** The packed packages under test. */
	packages: PackedPackage[];
	/** One running n8n of each line, with the packages installed and its owner logged in. */
	servers: Record<N8nLine, { url: string; cookie: string }>;
}

const variable = 'N8N_E2E_SETUP';

/** Test files run in contexts of their own, which share nothing but the environment with the setup. */
export function publishSetup(setup: SharedSetup): void {
	process.env[variable] = JSON.stringify(setup);
}

/**
 * @returns what the setup of this test run prepared
 * @throws an Error outside of such a run
 */
export function sharedSetup(): SharedSetup {
	const text = process.env[variable];
	if (!text) throw new Error('Run e2e tests with: npm run test:e2e');
	return JSON.parse(text) as SharedSetup;
}
