import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/**
 * The API's hosts by the credential's environment. Staging is on the vendor's page "Get started with the KYC API";
 * production is taken from the vendor's sample apps.
 */
const hosts: Partial<Record<string, string>> = {
	staging: 'https://api.cloudpayments-staging.com',
	production: 'https://api.cloudpayments.com',
};

/** The base URL as n8n's own request of the credential test needs it: an expression on the credential. */
export const baseUrlExpression = `={{ (${JSON.stringify(hosts)})[$credentials.environment] || $credentials.baseUrl }}`;

/** The base URL that a credential stands for, as it was filled in. */
export function getBaseUrl({ environment, baseUrl }: ICredentialDataDecryptedObject): unknown {
	return hosts[String(environment)] ?? baseUrl;
}
