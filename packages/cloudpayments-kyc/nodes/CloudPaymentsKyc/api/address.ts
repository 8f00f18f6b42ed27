import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/**
 * The API's hosts by the credential's environment. Staging is on the vendor's page "Get started with the KYC API";
 * production is INFERRED from the vendor's sample apps.
 */
const hosts: Partial<Record<string, string>> = {
	staging: 'https://api.cloudpayments-staging.com',
	production: 'https://api.cloudpayments.com',
};

/** The base URL as n8n's declarative requests need it: an expression on the credential. */
export const baseUrlExpression = `={{ (${JSON.stringify(hosts)})[$credentials.environment] || $credentials.baseUrl }}`;

/** The same for requests made in code. */
export function baseUrlOf({ environment, baseUrl }: ICredentialDataDecryptedObject): unknown {
	return hosts[String(environment)] ?? baseUrl;
}

const local = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * A base URL that secrets may be sent to: https, except for this machine, without a trailing slash.
 * @returns the URL, or why it cannot be used, in a user's words
 */
export function checkedAddress(value: unknown): { url: string } | { refusal: string } {
	const text = String(value ?? '').trim();
	const fix = 'Write it in full in the credential, e.g. https://api.cloudpayments-staging.com.';
	if (!URL.canParse(text)) return { refusal: `The custom base URL is not an address. ${fix}` };
	const url = new URL(text);
	if (url.username || url.password || url.search || url.hash)
		return {
			refusal: `The custom base URL must be an address alone, without user name, query or fragment. ${fix}`,
		};
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local.has(url.hostname)))
		return {
			refusal: `The custom base URL must start with https://, so that tokens travel encrypted. ${fix}`,
		};
	return { url: (url.origin + url.pathname).replace(/\/+$/, '') };
}
