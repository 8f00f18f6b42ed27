import type { FieldRule } from '../../shared/item';
import {
	customerTypes,
	documentTypes,
	extensions,
	views,
	workflows,
	type Choice,
} from './vocabulary';

export type { FieldRule };

const text = (label: string, pattern: RegExp, min: number, max: number, characters: string) => ({
	label,
	allowed: `${min} to ${max} ${characters}`,
	// Counted in Unicode characters, as AJV counts minLength and maxLength.
	accepts: (value: string) => {
		const length = [...value].length;
		return length >= min && length <= max && pattern.test(value);
	},
});

const oneOf = (label: string, choices: Choice[]): FieldRule => ({
	label,
	allowed: `one of ${choices.map(({ value }) => value).join(', ')}`,
	accepts: (value) => choices.some((choice) => choice.value === value),
});

const withoutAngleBrackets = /^[^<>\r\n\u2028\u2029]*$/;

/** `common-id` of the vendor's schemas: no hyphen, so ids from 2022 (`csta-…`, `doc-…`) do not pass. */
const commonId = (label: string) =>
	text(label, /^[0-9a-zA-Z_]+$/, 1, 36, 'letters, digits or underscores');

/** An id where the vendor's page only says "string": ids from 2022 have hyphens. */
const anyId = (label: string): FieldRule => ({
	label,
	allowed: 'letters, digits, underscores or hyphens',
	accepts: (value) => /^[0-9a-zA-Z_-]+$/.test(value),
});

/** `common-reference` of the vendor's schemas. */
const commonReference = (label: string) =>
	text(label, /^[0-9a-zA-Z]+$/, 1, 32, 'letters or digits');

/** `common-commonStr50Req` and its longer kin: no angle bracket; whitespace alone is refused after trimming. */
const plainText = (label: string, min: number, max: number) =>
	text(label, withoutAngleBrackets, min, max, 'characters, without < or > or line breaks');

/** The field limits of the vendor's pages, by what the user calls the field. */
export const fields = {
	customerId: commonId('Customer ID'),
	pathCustomerId: anyId('Customer ID'),
	/** Of page "Update", which says "string" of all its ids; so do the document's other pages. */
	updateCustomerId: anyId('Customer ID'),
	documentId: anyId('Document ID'),
	legacyCustomerId: anyId('Customer ID'),
	legacyDocumentId: anyId('Document ID'),
	separateDocumentId: anyId('Separate Document ID'),
	applicationId: commonId('Application ID'),
	/** The page gives the entity id no limit, and a client may have chosen it; only emptiness is refused. */
	entityId: { label: 'Entity ID', allowed: 'filled in', accepts: (value: string) => value !== '' },
	binaryPropertyName: {
		label: 'Input Binary Field',
		allowed:
			"the name of the field that holds the file, e.g. data, or an expression that gives a file, e.g. {{ $('Form').item.binary.data }}",
		accepts: (value: string) => value !== '',
	},
	reference: commonReference('Application Reference'),
	customerReference: commonReference('Customer Reference'),
	/** Which of them an operation offers stands in its description. */
	callback: {
		label: 'Callback',
		allowed: 'one of the choices in its list',
		accepts: (value: string) => ['none', 'trigger', 'execution', 'url'].includes(value),
	},
	ifExists: {
		label: 'If It Exists',
		allowed: 'one of error, use',
		accepts: (value: string) => ['error', 'use'].includes(value),
	},
	callbackUrl: text(
		'Callback URL',
		withoutAngleBrackets,
		1,
		500,
		'characters once it is signed, without < or >',
	),
	documentName: plainText('Name', 1, 50),
	note: plainText('Note', 0, 500),
	email: {
		label: 'Note Author Email',
		allowed: 'an e-mail address',
		accepts: (value: string) => /^[^\s@<>]+@[^\s@<>]+$/.test(value),
	},
	/** Page "Update Customer": `^(.+)@(.+)$`. */
	customerEmail: {
		label: 'Email',
		allowed: 'an e-mail address',
		accepts: (value: string) => /^[^<>]+@[^<>]+$/.test(value),
	},
	/** Names, streets and the like: connectFi's texts have no angle brackets; their lengths are not documented. */
	anyText: (label: string): FieldRule => ({
		label,
		allowed: 'text without < or > or line breaks',
		accepts: (value) => withoutAngleBrackets.test(value),
	}),
	date: (label: string): FieldRule => ({
		label,
		allowed: 'a date as YYYY-MM-DD',
		accepts: (value) => {
			const time = Date.parse(`${value}T00:00:00Z`);
			return (
				/^\d{4}-\d{2}-\d{2}$/.test(value) &&
				!Number.isNaN(time) &&
				new Date(time).toISOString().startsWith(value)
			);
		},
	}),
	countryA3: (label: string): FieldRule => ({
		label,
		allowed: 'a country code of three letters, such as USA',
		accepts: (value) => /^[A-Z]{3}$/.test(value),
	}),
	socialSecurityNumber: {
		label: 'Value of the SSN',
		allowed: '9 digits',
		accepts: (value: string) => /^[0-9]{9}$/.test(value),
		secret: true,
	},
	identificationValue: {
		...plainText('Value of the identification document', 0, 50),
		secret: true,
	},
	customerType: oneOf('Customer Type', customerTypes),
	workflow: oneOf('Document Belongs To', workflows),
	extension: oneOf('Extension', extensions),
	documentType: oneOf('Type', documentTypes),
	view: oneOf('View', views),
} satisfies Record<string, FieldRule | ((label: string) => FieldRule)>;
