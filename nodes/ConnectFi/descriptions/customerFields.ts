import type { INodeProperties } from 'n8n-workflow';
import { countries, states } from '../api/places';
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

const date = (displayName: string, name: string, placeholder: string): INodeProperties => ({
	displayName,
	name,
	type: 'dateTime',
	// With a time, n8n's date picker throws away a date that is typed in without one.
	typeOptions: { dateOnly: true },
	default: '',
	placeholder: `e.g. ${placeholder}`,
	description: 'Date without a time, YYYY-MM-DD',
});

const optionalDropdown = (
	displayName: string,
	name: string,
	choices: Choice[],
	description: string,
) =>
	dropdown(displayName, name, [{ name: '(Not Specified)', value: '' }, ...choices], {
		description,
	});

const country = (displayName: string, name: string, description: string) =>
	optionalDropdown(
		displayName,
		name,
		countries,
		`${description}. An expression may return any three-letter code (ISO 3166-1 alpha-3), such as USA.`,
	);

const several = (
	displayName: string,
	name: string,
	entry: string,
	values: INodeProperties[],
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: `Add ${entry}`,
	default: {},
	description,
	options: [{ displayName: entry, name: 'entry', values }],
});

/** The pages give no closed lists of types: the dropdowns hold those of their samples. */
const anyOtherType = 'To send any other type, use an expression that returns it';

const phone = [
	dropdown('Type', 'type', phoneTypes, { description: anyOtherType }),
	text('Country Dialing Code', 'countryDialingCode', '01', 'International dialing code'),
	text('Phone Number', 'phoneNumber', '2015550123', 'Number without the dialing code'),
];

const address = [
	dropdown('Type', 'type', addressTypes, { description: anyOtherType }),
	text('Address Line 1', 'addressLine1', '1 Main Street', 'House number and street'),
	text('Address Line 2', 'addressLine2', 'Apartment 5', 'Apartment, suite or floor, if any'),
	text('City', 'city', 'Springfield', 'City or town, without state and postal code'),
	optionalDropdown(
		'State Code',
		'stateCode',
		states,
		'State of the US or province of Canada. An expression may return any other code, such as that of a region elsewhere.',
	),
	text('Postal Code', 'postalCode', '10001', 'ZIP or postal code'),
	country('Country Code', 'countryCodeA3', 'Country of the address'),
];

const identificationDocuments = (defaultType: string, description: string) =>
	several(
		'Identification Documents',
		'identificationDocuments',
		'Identification Document',
		[
			dropdown('Type', 'type', identificationDocumentTypes, {
				default: defaultType,
				description: anyOtherType,
			}),
			text('Value', 'value', '123456789', 'Number of the document; an SSN has 9 digits'),
			country('Issuance Country Code', 'issuanceCountryCodeA3', 'Country that issued the document'),
			text('Issuance Region', 'issuanceRegion', 'NY', 'State or region that issued the document'),
			date('Expiry Date', 'expiryDate', '2030-12-31'),
		],
		description,
	);

const person = [
	text('First Name', 'firstName', 'John', 'Given name, as on the identification document'),
	text('Last Name', 'lastName', 'Testman', 'Family name, as on the identification document'),
	date('Date of Birth', 'dateOfBirth', '1978-10-15'),
	text('Email', 'email', 'name@email.com', 'Email address of the person'),
	optionalDropdown('Gender', 'gender', genders, 'Gender, as on the identification document'),
	country(
		'Citizenship Country Code',
		'citizenshipCountryCodeA3',
		'Country whose citizen the person is',
	),
	several(
		'Addresses',
		'addresses',
		'Address',
		address,
		'Where the person lives; usually one, of type Primary',
	),
	several('Phones', 'phones', 'Phone', phone, 'How to call the person; usually one mobile number'),
	identificationDocuments(
		'SSN',
		'Numbers that identify the person, such as the SSN; images of documents follow with Submit Documents',
	),
];

/**
 * Stands above the fields of an individual: pages "Customer Errors" (whose request samples these fields are of), "Possible
 * Status Values" (what is required is set up for each client; what is missing makes `data_request`) and "Update Customer".
 */
export const individualNotice: INodeProperties = {
	displayName:
		"connectFi's samples fill in all of these fields: name, gender, date of birth, email, citizenship, an address, a mobile phone and the SSN. Which ones are required is set up for each client. If one is missing, the identification gets the status <b>data_request</b>. Names, dates and identification documents cannot be changed later.",
	name: 'individualNotice',
	type: 'notice',
	default: '',
};

/** The guided fields of an individual. */
export const individualProperties: INodeProperties[] = person;

/**
 * Stands above the fields of a business. The table of its fields comes with a client's own documentation; the public pages
 * name these few (pages "Update Customer" and "Testing KYC/KYB in the Sandbox").
 */
export const businessNotice: INodeProperties = {
	displayName:
		'For businesses, connectFi publishes only these fields: addresses and phones of the business, and last name, email, addresses and phones of its representatives. Enter everything else, such as the company name, in <b>Options → Further Fields (JSON)</b>, under the field names that connectFi agreed with you.',
	name: 'businessNotice',
	type: 'notice',
	default: '',
};

/** The guided fields of a business; those whose name is a guess say so. */
export const businessProperties: INodeProperties[] = [
	several(
		'Business Addresses',
		'businessAddresses',
		'Address',
		address,
		'Where the business is; usually one, of type Primary',
	),
	several('Business Phones', 'businessPhones', 'Phone', phone, 'How to call the business'),
	identificationDocuments(
		'FEIN',
		"The FEIN of the business. connectFi does not publish how to send it; this sends a list like an individual's. If connectFi agreed on something else with you, leave this empty and use Further Fields (JSON).",
	),
	several(
		'Business Representatives',
		'businessRepresentatives',
		'Representative',
		[
			{
				...text(
					'ID',
					'id',
					'ExtBusRepId123',
					"Your own ID for the representative, unique within the business. If empty, connectFi generates one. connectFi does not publish this field's name; it is sent in lower case.",
				),
				hint: "Your own choice; enter it as 'Entity ID' with this person's files",
			},
			...person,
		],
		'For representatives, connectFi publishes only last name, email, addresses and phones. The other fields are sent as for an individual.',
	),
];
