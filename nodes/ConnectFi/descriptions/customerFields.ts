import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Item } from '../actions/item';
import { fields, type FieldRule } from '../api/fields';
import {
	addressTypes,
	genders,
	identificationDocumentTypes,
	phoneTypes,
	type Choice,
} from '../api/vocabulary';
import { dropdown } from './parameters';

/**
 * The guided fields of a customer. Each parameter is named as connectFi names the field, but for the representatives of a
 * business, so that reading them is walking through the descriptions: pages "Create Customer" and "Customer Errors".
 */

const text = (displayName: string, name: string, placeholder: string, description?: string) =>
	({
		displayName,
		name,
		type: 'string',
		default: '',
		placeholder: `e.g. ${placeholder}`,
		...(description && { description }),
	}) satisfies INodeProperties;

const date = (displayName: string, name: string): INodeProperties => ({
	displayName,
	name,
	type: 'dateTime',
	default: '',
	placeholder: 'e.g. 1978-10-15',
	description: 'Only the day counts; as text it is YYYY-MM-DD',
});

const optionalDropdown = (displayName: string, name: string, choices: Choice[]) =>
	dropdown(displayName, name, [{ name: 'Not Given', value: '' }, ...choices]);

const several = (
	displayName: string,
	name: string,
	entry: string,
	values: INodeProperties[],
	description?: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: `Add ${entry}`,
	default: {},
	...(description && { description }),
	options: [{ displayName: entry, name: 'entry', values }],
});

/** The pages give no closed lists of types: the dropdowns hold those of their samples. */
const orAnyOther = 'To send another type than these, use an expression that gives its text';

const phone = [
	dropdown('Type', 'type', phoneTypes, { description: orAnyOther }),
	text('Country Dialing Code', 'countryDialingCode', '01'),
	text('Phone Number', 'phoneNumber', '2015550123'),
];

const address = [
	dropdown('Type', 'type', addressTypes, { description: orAnyOther }),
	text('Address Line 1', 'addressLine1', '1 Main Street'),
	text('Address Line 2', 'addressLine2', 'Apartment 5'),
	text('City', 'city', 'Springfield'),
	text('State Code', 'stateCode', 'NY'),
	text('Postal Code', 'postalCode', '10001'),
	text('Country Code', 'countryCodeA3', 'USA', 'Three letters, ISO 3166 alpha-3'),
];

const identificationDocuments = (defaultType: string, description?: string) =>
	several(
		'Identification Documents',
		'identificationDocuments',
		'Identification Document',
		[
			dropdown('Type', 'type', identificationDocumentTypes, {
				default: defaultType,
				description: orAnyOther,
			}),
			text('Value', 'value', '123456789', 'The number of the document; an SSN has 9 digits'),
			text(
				'Issuance Country Code',
				'issuanceCountryCodeA3',
				'USA',
				'Three letters, ISO 3166 alpha-3',
			),
			text('Issuance Region', 'issuanceRegion', 'NY'),
			date('Expiry Date', 'expiryDate'),
		],
		description,
	);

const person = [
	text('First Name', 'firstName', 'John'),
	text('Last Name', 'lastName', 'Testman'),
	date('Date of Birth', 'dateOfBirth'),
	text('Email', 'email', 'name@email.com'),
	optionalDropdown('Gender', 'gender', genders),
	text(
		'Citizenship Country Code',
		'citizenshipCountryCodeA3',
		'USA',
		'Three letters, ISO 3166 alpha-3',
	),
	several('Addresses', 'addresses', 'Address', address),
	several('Phones', 'phones', 'Phone', phone),
	identificationDocuments('SSN'),
];

/** The guided fields of an individual. */
export const individualProperties: INodeProperties[] = person;

/**
 * Stands above the fields of a business. The table of its fields comes with a client's own documentation; the public pages
 * name these few (pages "Update Customer" and "Testing KYC/KYB in the Sandbox").
 */
export const businessNotice: INodeProperties = {
	displayName:
		"Of a business connectFi publishes only these fields: its addresses and phones, and the last name, email, addresses and phones of its representatives. Everything else, such as the company's name, goes into <b>Options → Further Fields (JSON)</b>, under the names that connectFi agreed with you.",
	name: 'businessNotice',
	type: 'notice',
	default: '',
};

/** The guided fields of a business; those whose name is a guess say so. */
export const businessProperties: INodeProperties[] = [
	several('Business Addresses', 'businessAddresses', 'Address', address),
	several('Business Phones', 'businessPhones', 'Phone', phone),
	identificationDocuments(
		'FEIN',
		"connectFi does not publish how a business's FEIN is sent. This sends a list of the kind that an individual has. If connectFi agreed something else with you, leave it empty and use Further Fields.",
	),
	several(
		'Business Representatives',
		'businessRepresentatives',
		'Representative',
		[
			text(
				'ID',
				'id',
				'ExtBusRepId123',
				"Your own ID of the representative, unique within the business; connectFi makes one if it is empty. connectFi does not publish the name of this field; it is sent as 'id'.",
			),
			...person,
		],
		'Of a representative connectFi publishes the last name, email, addresses and phones. The other fields are sent as those of an individual.',
	),
];

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
		const value = property.type === 'dateTime' ? dayOf(given[name]) : given[name];
		const checked = item.checkIfFilled(value, ruleOf(property, given), where);
		if (checked !== undefined) result[name] = checked;
		else if (name === 'value' && given.type)
			throw item.refusal(`'${displayName}' ${where} is empty.`);
	}
	return result;
}

function ruleOf(
	{ name, displayName }: INodeProperties,
	siblings: Record<string, unknown>,
): FieldRule {
	// The page lets any type but SSN hold up to 50 characters.
	if (name === 'value')
		return siblings.type === 'SSN' ? fields.socialSecurityNumber : fields.identificationValue;
	return rules[name] ?? fields.anyText(displayName);
}

/**
 * The day of a date that n8n's date picker or an expression gives with a time of midnight. Any other time of day is left
 * as it is and so refused: cut off, it could be the day before in the customer's time zone.
 */
function dayOf(value: unknown): string {
	const text = String(value ?? '').trim();
	return text.replace(/^(\d{4}-\d{2}-\d{2})[T ]00:00(:00(\.0+)?)?(Z|[+-]\d{2}:?\d{2})?$/, '$1');
}
