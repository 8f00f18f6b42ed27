import { fields } from '../../api/fields';
import { outputApplication } from '../../api/output';
import { paths } from '../../api/paths';
import { applicationIdParameters, customerIdParameters } from '../../descriptions/parameters';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';

export const description: OperationDescription = {
	name: 'Get Status',
	value: 'getStatus',
	action: 'Get application status',
	description: 'Get the status of an application and of each entity in it',
	properties: [
		{
			displayName: 'Look Up By',
			name: 'lookup',
			type: 'options',
			default: 'application',
			description: 'Whether you name the application by its own ID, or by its customer alone',
			options: [
				{
					name: 'Application',
					value: 'application',
					description: 'A specific application of the customer',
				},
				{
					name: 'Customer',
					value: 'customer',
					description: "By customer ID alone, through connectFi's older status endpoint",
				},
			],
		},
		...customerIdParameters,
		...applicationIdParameters.map((parameter) => ({
			...parameter,
			displayOptions: {
				...parameter.displayOptions,
				show: { ...parameter.displayOptions?.show, lookup: ['application'] },
			},
		})),
	],
};

/** By customer: connectFi docs, page "/akepa" of 2023, GET /akepa/status/:customerId. */
export async function prepare(item: Item): Promise<SendRequests> {
	if (item.parameter<string>('lookup') === 'customer') {
		const customerId = item.text('customerId', fields.pathCustomerId);
		return async () =>
			outputApplication(
				await item.send({
					method: 'GET',
					path: paths.applicationStatusOfCustomer(customerId),
					idempotent: true,
				}),
			);
	}
	const ids = {
		customerId: item.text('customerId', fields.customerId),
		applicationId: item.text('applicationId', fields.applicationId),
	};
	return async () => outputApplication(await item.applicationStatus(ids));
}
