import type { CredentialToStore } from '../n8n/client';
import { startKycMsSandbox, startSandbox, type KycMsSandbox, type Sandbox } from '../sandbox';

/** Both sandboxes, and the credentials that open them. */
export interface Sandboxes {
	connectFi: Sandbox;
	kycMs: KycMsSandbox;
	credentials: CredentialToStore[];
	close(): Promise<void>;
}

/**
 * Starts both sandboxes.
 * @param ports where; free ones when absent
 */
export async function startSandboxes(
	ports: { connectFi?: number; kycMs?: number } = {},
): Promise<Sandboxes> {
	const connectFi = await startSandbox({ port: ports.connectFi });
	const kycMs = await startKycMsSandbox({ port: ports.kycMs });
	return {
		connectFi,
		kycMs,
		credentials: [
			...connectFiCredentials(connectFi, 'connectFi sandbox'),
			...kycMsCredentials(kycMs, 'CloudPayments KYC sandbox'),
		],
		close: async () => void (await Promise.all([connectFi.close(), kycMs.close()])),
	};
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

/** The credential that opens a CloudPayments KYC sandbox. */
export function kycMsCredentials(
	{ url, tenantName, apiKey }: Pick<KycMsSandbox, 'url' | 'tenantName' | 'apiKey'>,
	name: string,
): CredentialToStore[] {
	const data = { environment: 'custom', baseUrl: url, tenantName, apiKey };
	return [{ name, type: 'cloudPaymentsKycApi', data }];
}
