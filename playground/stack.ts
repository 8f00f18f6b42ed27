import type { Sandbox } from '../sandbox';
import { installPackages, type PackedPackage } from './community';
import { startN8n, type N8nOptions, type RunningN8n } from './n8n';
import { N8nClient, N8nRequestError, type StoredCredential } from './restClient';

/** The login of every n8n that the playground and the tests start. They listen on this machine only. */
export const owner = { email: 'owner@example.com', password: 'Playground1' };

/** An n8n with this repository's packages, and a client that is logged in. */
export interface PreparedN8n {
	n8n: RunningN8n;
	client: N8nClient;
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
		await client.logIn(owner.email, owner.password);
		return { n8n, client };
	} catch (error) {
		await n8n.stop();
		if (!(error instanceof N8nRequestError && error.status === 401)) throw error;
		throw new Error(
			`n8n refuses ${owner.email} with the password ${owner.password}. Change them back in n8n, or delete ${options.userFolder} to start afresh.`,
			{ cause: error },
		);
	}
}

/**
 * Stores credentials for a sandbox, one of each type that the installed packages bring. Those of the same name are
 * brought up to date, so they fit the sandbox that runs now.
 * @param client logged in
 * @param sandbox the sandbox that the credentials open
 * @param name what the credentials' names begin with
 */
export async function storeCredentials(
	client: N8nClient,
	sandbox: Pick<Sandbox, 'url' | 'token' | 'login' | 'password'>,
	name: string,
): Promise<StoredCredential[]> {
	const known = (await client.credentialTypes()).map((type) => type.name);
	const present = await client.credentials();
	const wanted = credentialsFor(sandbox).filter(({ type }) => known.includes(type));
	return await Promise.all(
		wanted.map(async ({ suffix, type, data }) => {
			const existing = present.find((one) => one.type === type && one.name === name + suffix);
			return existing
				? await client.updateCredential(existing, data)
				: await client.createCredential(name + suffix, type, data);
		}),
	);
}

/** Fields of the credentials that open a sandbox. */
export function credentialsFor(
	sandbox: Pick<Sandbox, 'url' | 'token' | 'login' | 'password'>,
): Array<{ suffix: string; type: string; data: Record<string, unknown> }> {
	const common = { baseUrl: sandbox.url, callbackSecret: 'playground-callback-secret' };
	const { token, login, password } = sandbox;
	return [
		{ suffix: '', type: 'connectFiApi', data: { ...common, token } },
		{ suffix: ' login', type: 'connectFiLoginApi', data: { ...common, login, password } },
	];
}
