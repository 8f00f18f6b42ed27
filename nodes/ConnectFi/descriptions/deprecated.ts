import type { INodeProperties } from 'n8n-workflow';

/**
 * What an operation on one of connectFi's deprecated endpoints shows, so that nobody starts new work on it by accident.
 * @param replacement what to use instead, e.g. `KYC/KYB Application: Get Status`
 */
export function deprecated(replacement: string) {
	const description = `Deprecated by connectFi; in new workflows use ${replacement}`;
	const notice: INodeProperties = {
		displayName: `connectFi has deprecated this endpoint. In new workflows, use <b>${replacement}</b>.`,
		name: 'deprecated',
		type: 'notice',
		default: '',
	};
	return { description, notice };
}
