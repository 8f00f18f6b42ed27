import type { CredentialToStore } from '../n8n/credentials';
import type { Sandbox } from '../sandbox';
import type { KycMsSandbox } from '../sandbox/cloudpayments';

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
