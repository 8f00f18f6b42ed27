import type { Sandbox } from '../sandbox';
import type { KycMsEmulator } from '../sandbox/cloudpayments';
import { installPackages, type PackedPackage } from './community';
import { startN8n, type N8nOptions, type RunningN8n } from './n8n';
import { logInAsOwner, type Owner } from './owner';
import { N8nClient, type StoredCredential } from './restClient';

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

/** A credential to store. */
export interface CredentialToStore {
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/**
 * Stores credentials, as far as the installed packages bring their types. Those of the same name are brought up to date, so
 * they fit the sandboxes that run now.
 * @param client logged in
 * @param wanted what to store
 */
export async function storeCredentials(
	client: N8nClient,
	wanted: CredentialToStore[],
): Promise<StoredCredential[]> {
	const known = (await client.credentialTypes()).map((type) => type.name);
	const present = await client.credentials();
	return await Promise.all(
		wanted
			.filter(({ type }) => known.includes(type))
			.map(async ({ name, type, data }) => {
				const existing = present.find((one) => one.type === type && one.name === name);
				return existing
					? await client.updateCredential(existing, data)
					: await client.createCredential(name, type, data);
			}),
	);
}

/**
 * The credentials that open a connectFi sandbox, one of each type.
 * @param name what their names begin with
 */
export function connectFiCredentials(
	{ url, token, login, password }: Pick<Sandbox, 'url' | 'token' | 'login' | 'password'>,
	name: string,
): CredentialToStore[] {
	const common = { baseUrl: url, callbackSecret: 'playground-callback-secret' };
	return [
		{ name, type: 'connectFiApi', data: { ...common, token } },
		{ name: `${name} login`, type: 'connectFiLoginApi', data: { ...common, login, password } },
	];
}

/** The credential that opens a kyc-ms emulator. */
export function kycMsCredentials(
	{ url, tenantName, apiKey }: Pick<KycMsEmulator, 'url' | 'tenantName' | 'apiKey'>,
	name: string,
): CredentialToStore[] {
	const data = { environment: 'custom', baseUrl: url, tenantName, apiKey };
	return [{ name, type: 'cloudPaymentsKycApi', data }];
}
