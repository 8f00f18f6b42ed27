import type { INodeCredentialDescription } from 'n8n-workflow';

/**
 * Of both nodes. n8n's scanner lints the source of the other package with these nodes in it, where a credential named in a
 * node file is a stranger to that package.
 */
export const credentials: INodeCredentialDescription[] = [
	{ name: 'cloudPaymentsKycApi', required: true },
];
