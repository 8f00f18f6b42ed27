import { installPackages, type PackedPackage } from './packages';
import { startN8n, type N8nOptions, type RunningN8n } from './server';
import { logInAsOwner, type Owner } from './owner';
import { N8nClient } from './client';

/** An n8n with this repository's packages, and a client that is logged in as its owner. */
export interface PreparedN8n {
	n8n: RunningN8n;
	client: N8nClient;
	owner: Owner;
}

/**
 * Installs packed packages into a user folder, starts n8n on it and logs in; a fresh n8n gets its owner.
 * @param options which n8n, its data and its port
 * @param packages what to install as community packages
 * @throws an Error when npm or n8n fails, or when the login does not fit the data
 */
export async function prepareN8n(
	options: N8nOptions,
	packages: PackedPackage[],
): Promise<PreparedN8n> {
	await installPackages(packages, options.userFolder);
	const n8n = await startN8n(options);
	const client = new N8nClient(n8n.url);
	try {
		return { n8n, client, owner: await logInAsOwner(client, options.userFolder) };
	} catch (error) {
		await n8n.stop();
		throw error;
	}
}
