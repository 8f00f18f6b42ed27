import { fields } from '../../api/fields';
import { legacyStatusFields, outputLegacyKyc } from '../../api/output';
import { paths } from '../../api/paths';
import { deprecated } from '../../descriptions/deprecated';
import { legacyCustomerIdParameter } from '../../descriptions/legacyParameters';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';

const { notice, ...words } = deprecated('KYC/KYB Application: Get Status');

export const description: OperationDescription = {
	name: 'Get Status (Deprecated)',
	value: 'getStatus',
	action: 'Get deprecated legacy KYC status',
	...words,
	statusFields: legacyStatusFields,
	properties: [notice, legacyCustomerIdParameter],
};

/** connectFi docs, page "Get Status (deprecated)": GET /customer/kyc/status/:customerId. */
export async function prepare(item: Item): Promise<SendRequests> {
	const customerId = item.text('customerId', fields.legacyCustomerId);
	return async () =>
		outputLegacyKyc(
			await item.send({ method: 'GET', path: paths.legacyStatus(customerId), idempotent: true }),
		);
}
