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
import { findLegacyKyc } from './findLegacyKyc';

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
				findExisting: async () =>
					await findLegacyKyc(item, customerId, ({ attributes }) =>
						isWithin(cardAttributes, attributes('cardAttributes')),
					),
			}),
		);
}

/** Whether there is something in the first object, and all of it in the second. */
function isWithin(part: IDataObject, whole: IDataObject): boolean {
	const entries = Object.entries(part);
	return (
		entries.length > 0 &&
		entries.every(([name, value]) => JSON.stringify(whole[name]) === JSON.stringify(value))
	);
}

/**
 * The page lists all six as required, inside an object that is optional itself. So what is filled in is sent, and connectFi
 * says what is missing.
 */
function readCardAttributes(item: Item): IDataObject {
	const given = item.parameter<IDataObject | null>('cardAttributes', {}) ?? {};
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
