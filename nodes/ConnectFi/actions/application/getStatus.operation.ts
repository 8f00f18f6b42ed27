import { fields } from '../../api/fields';
import { paths } from '../../api/paths';
import { applicationIdParameter, customerIdParameter } from '../../descriptions/parameters';
import type { Item } from '../item';
import type { OperationDescription, Work } from '../operation';
import { applicationOutput } from '../output';

export const description: OperationDescription = {
	name: 'Get Status',
	value: 'getStatus',
	action: 'Get application status',
	description: 'Get the state of an application and of everyone in it',
	properties: [
		{
			displayName: 'Look Up By',
			name: 'lookup',
			type: 'options',
			default: 'application',
			options: [
				{
					name: 'Application',
					value: 'application',
					description: 'One certain application of the customer',
				},
				{
					name: 'Customer',
					value: 'customer',
					description: 'Without an application ID, by the older status call of connectFi',
				},
			],
		},
		customerIdParameter,
		{ ...applicationIdParameter, displayOptions: { show: { lookup: ['application'] } } },
	],
};

/** By customer: connectFi docs, page "/akepa" of 2023, GET /akepa/status/:customerId. */
export async function execute(item: Item): Promise<Work> {
	if (item.parameter<string>('lookup') === 'customer') {
		const customerId = item.text('customerId', fields.pathCustomerId);
		return async () =>
			applicationOutput(
				await item.send({
					method: 'GET',
					path: paths.applicationStatusOfCustomer(customerId),
					repeat: 'anytime',
				}),
			);
	}
	const ids = {
		customerId: item.text('customerId', fields.customerId),
		applicationId: item.text('applicationId', fields.applicationId),
	};
	return async () => applicationOutput(await item.applicationStatus(ids));
}
