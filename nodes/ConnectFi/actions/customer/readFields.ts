import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { toText } from '../../../shared/text';
import { fields, type FieldRule } from '../../api/fields';
import type { Item } from '../item';

const rules: Record<string, FieldRule> = {
	email: fields.customerEmail,
	dateOfBirth: fields.date('Date of Birth'),
	expiryDate: fields.date('Expiry Date'),
	citizenshipCountryCodeA3: fields.countryA3('Citizenship Country Code'),
	countryCodeA3: fields.countryA3('Country Code'),
	issuanceCountryCodeA3: fields.countryA3('Issuance Country Code'),
};

/**
 * Reads an item's guided fields into connectFi's shape; what is empty is left out.
 * @throws NodeOperationError naming the field and, within a list, which entry
 */
export function readFields(item: Item, properties: INodeProperties[]): IDataObject {
	const given = Object.fromEntries(
		properties.map(({ name }) => [name, item.parameter<unknown>(name, '')]),
	);
	return read(item, properties, given, '');
}

function read(
	item: Item,
	properties: INodeProperties[],
	given: Record<string, unknown>,
	where: string,
): IDataObject {
	const result: IDataObject = {};
	for (const property of properties) {
		const { name, displayName } = property;
		if (property.type === 'fixedCollection') {
			const [list] = property.options as Array<{ displayName: string; values: INodeProperties[] }>;
			const entries = (given[name] as { entry?: Array<Record<string, unknown>> })?.entry ?? [];
			if (entries.length)
				result[name] = entries.map((entry, at) =>
					read(item, list.values, entry, `of ${list.displayName.toLowerCase()} ${at + 1}`),
				);
			continue;
		}
		const value = property.type === 'dateTime' ? extractDay(given[name]) : given[name];
		const checked = item.checkIfFilled(value, selectRule(property, given), where);
		if (checked !== undefined) result[name] = checked;
		else if (name === 'value' && given.type)
			throw item.refusal(`'${displayName}' ${where} is empty.`);
	}
	return result;
}

function selectRule(
	{ name, displayName }: INodeProperties,
	siblings: Record<string, unknown>,
): FieldRule {
	// The page lets any type but SSN hold up to 50 characters.
	if (name === 'value')
		return siblings.type === 'SSN' ? fields.socialSecurityNumber : fields.identificationValue;
	return rules[name] ?? fields.anyText(displayName);
}

/**
 * Extracts the day of a date that n8n's date picker or an expression returns with a time of midnight. Any other time of
 * day is left as it is and so rejected: without its time, it could be the day before in the customer's time zone.
 */
function extractDay(value: unknown): string {
	const text = toText(value).trim();
	return text.replace(/^(\d{4}-\d{2}-\d{2})[T ]00:00(:00(\.0+)?)?(Z|[+-]\d{2}:?\d{2})?$/, '$1');
}
