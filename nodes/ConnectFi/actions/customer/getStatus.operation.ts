import { fields } from '../../api/fields';
import { customerStatusFields, outputData } from '../../api/output';
import { paths } from '../../api/paths';
import { customerIdParameters } from '../../descriptions/parameters';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';

export const description: OperationDescription = {
	name: 'Get Status',
	value: 'getStatus',
	action: 'Get customer status',
	description: "Get a customer's data and KYC status",
	statusFields: customerStatusFields,
	properties: customerIdParameters,
};

/** connectFi docs, page "Get Customer": GET /customer/status/:customerId. */
export async function prepare(item: Item): Promise<SendRequests> {
	const customerId = item.text('customerId', fields.pathCustomerId);
	return async () =>
		outputData(
			await item.send({ method: 'GET', path: paths.customerStatus(customerId), idempotent: true }),
		);
}
