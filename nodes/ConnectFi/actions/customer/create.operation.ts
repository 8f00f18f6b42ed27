import { fields } from '../../api/fields';
import { customerStatusFields } from '../../api/output';
import { customerParameters, furtherFieldsOption } from '../../descriptions/customerParameters';
import { ifExistsOption } from '../../descriptions/parameters';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';
import { prepareCustomer } from './createCustomer';

export const description: OperationDescription = {
	name: 'Create',
	value: 'create',
	action: 'Create customer',
	description: 'Create an individual or a business; identification is started separately',
	resultIdPath: 'customerId',
	statusFields: [...customerStatusFields, 'existed'],
	properties: customerParameters(
		"Your own ID for the customer, 1 to 32 letters and digits. connectFi rejects a reference that has been used before; see 'If It Exists' in the options.",
	),
	options: [
		ifExistsOption(
			"Output the existing customer, unchanged, with 'existed' set to true: the one with this reference, or one with the same SSN or FEIN, whose own reference is in 'reference'",
		),
		furtherFieldsOption,
	],
};

/** connectFi docs, page "Create Customer". */
export async function prepare(item: Item): Promise<SendRequests> {
	const mayExist = item.option('ifExists', fields.ifExists) === 'use';
	return prepareCustomer(item, { mayExist, ofAnyReference: mayExist });
}
