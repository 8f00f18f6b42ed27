import type { IDataObject } from 'n8n-workflow';
import { fields } from '../../api/fields';
import { legacyStatusFields, outputLegacyKyc } from '../../api/output';
import { paths } from '../../api/paths';
import { cardAttributesParameter } from '../../descriptions/cardAttributes';
import { deprecated } from '../../descriptions/deprecated';
import { legacyCustomerIdParameter } from '../../descriptions/legacyParameters';
import type { Item } from '../item';
import { parseJsonObject } from '../jsonObject';
import type { OperationDescription, SendRequests } from '../operation';

const { notice, ...words } = deprecated(
	'the KYC/KYB Application resource, which needs no card attributes',
);

export const description: OperationDescription = {
	name: 'Add Attributes (Deprecated)',
	value: 'addAttributes',
	action: 'Add attributes to deprecated legacy KYC',
	...words,
	resultIdPath: 'customer.customerId',
	statusFields: legacyStatusFields,
	properties: [notice, legacyCustomerIdParameter, cardAttributesParameter],
};

/** connectFi docs, page "Add Attributes (deprecated)": POST /customer/kyc/add-attributes. */
export async function prepare(item: Item): Promise<SendRequests> {
	const customerId = item.text('customerId', fields.legacyCustomerId);
	const cardAttributes = readCardAttributes(item);
	const json = {
		customerId,
		...(Object.keys(cardAttributes).length && { additionalAttributes: { cardAttributes } }),
	};
	return async () =>
		outputLegacyKyc(
			await item.send({
				method: 'POST',
				path: paths.legacyAddAttributes,
				json,
				idempotent: false,
			}),
		);
}

/**
 * The page lists all six as required, inside an object that is optional itself. So what is filled in is sent, and connectFi
 * says what is missing.
 */
function readCardAttributes(item: Item): IDataObject {
	const given = item.parameter<IDataObject>('cardAttributes', {});
	const text = (label: string, name: string) => {
		const value = item.checkIfFilled(given[name], fields.anyText(label));
		return value !== undefined && { [name]: value };
	};
	const { additionalData } = given;
	return {
		...text('Product ID', 'productID'),
		...text('Name on Card', 'nameOnCard'),
		...text('Design ID', 'designId'),
		...text('Address Type', 'addressType'),
		...text('Issue Type', 'issueType'),
		...(additionalData !== undefined &&
			additionalData !== '' && {
				additionalData: parseJsonObject(item, additionalData, {
					label: 'Additional Data (JSON)',
					example: '{"designId": "1"}',
				}),
			}),
	};
}
