import fc from 'fast-check';
import type { INodeProperties } from 'n8n-workflow';
import { ConnectFi } from '../../../nodes/ConnectFi/ConnectFi.node';
import { fields } from '../../../nodes/ConnectFi/api/fields';
import { documentTypes } from '../../../nodes/ConnectFi/api/vocabulary';

const alphabet = [...'0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const word = (extra: string[], minLength: number, maxLength: number) =>
	fc.string({ unit: fc.constantFrom(...alphabet, ...extra), minLength, maxLength });

describe('field limits', () => {
	it('takes every id of 1 to 36 letters, digits and underscores', () => {
		fc.assert(fc.property(word(['_'], 1, 36), (id) => fields.customerId.accepts(id)));
	});

	it('takes every reference of 1 to 32 letters and digits', () => {
		fc.assert(fc.property(word([], 1, 32), (reference) => fields.reference.accepts(reference)));
	});

	it.each([
		['customerId', ''],
		['customerId', 'a'.repeat(37)],
		['customerId', 'csta-6TqoA6HtSItCANO1KT0W7u'],
		['customerId', 'a\n'],
		['reference', 'has_underscore'],
		['reference', 'a'.repeat(33)],
		['documentName', ''],
		['documentName', 'a'.repeat(51)],
		['documentName', 'a<b'],
		['note', 'a'.repeat(501)],
		['callbackUrl', `https://example.com/${'a'.repeat(500)}`],
		['callbackUrl', 'https://example.com/<script>'],
		['email', 'nobody'],
		['email', 'a b@example.com'],
		['extension', 'gif'],
		['extension', 'JPG'],
		['workflow', 'personal'],
		['documentType', 'LICENSE'],
		['view', 'side'],
		['socialSecurityNumber', '12345678'],
		['entityId', ''],
		['binaryPropertyName', ''],
		['documentId', 'doc-1\n'],
		['documentId', 'doc-1/..'],
		['email', 'a@b c'],
		['email', 'a@b<script>'],
		['email', '<a@example.com'],
		['email', '@example.com'],
		['email', 'a@'],
		['customerEmail', 'nobody'],
		['customerEmail', '@example.com'],
		['customerEmail', 'a@'],
		['customerEmail', '<a@example.com'],
		['customerEmail', 'a@example.com>'],
		['socialSecurityNumber', '1234567890'],
		['socialSecurityNumber', '123-45-6789'],
		['socialSecurityNumber', 'x123456789'],
		['customerType', 'person'],
	] as const)('%s refuses %p', (field, value) => {
		expect(fields[field].accepts(value)).toBe(false);
	});

	it.each([
		['entityId', 'customer 7'],
		['binaryPropertyName', 'data'],
		['email', 'jan.novak@example.com'],
		['customerEmail', 'jan novak@example.com'],
		['socialSecurityNumber', '123456789'],
		['identificationValue', ''],
		['note', ''],
		['customerType', 'individual'],
		['customerType', 'business'],
		['workflow', 'PERSONAL'],
		['workflow', 'BUSINESS'],
		['extension', 'jpg'],
		['extension', 'png'],
		['documentType', 'passport'],
		['view', 'front'],
	] as const)('%s takes %p', (field, value) => {
		expect(fields[field].accepts(value)).toBe(true);
	});

	it.each([
		['USA', true],
		['CZE', true],
		['US', false],
		['usa', false],
		['USAX', false],
		['1USA', false],
	])('country %s: %s', (value, accepted) => {
		expect(fields.countryA3('Country').accepts(value)).toBe(accepted);
	});

	it.each([
		['Jiří Novák', true],
		['', true],
		['a<b', false],
		['a>b', false],
		['two\nlines', false],
	])('text %j: %s', (value, accepted) => {
		expect(fields.anyText('City').accepts(value)).toBe(accepted);
	});

	it('counts characters as a person does', () => {
		expect(fields.documentName.accepts('😀'.repeat(50))).toBe(true);
		expect(fields.documentName.accepts('😀'.repeat(51))).toBe(false);
	});

	it.each(['pathCustomerId', 'updateCustomerId', 'documentId'] as const)(
		'%s takes hyphens, as the pages only say "string" there',
		(field) => {
			expect(fields[field].accepts('csta-6TqoA6HtSItCANO1KT0W7u')).toBe(true);
			expect(fields[field].accepts('../admin')).toBe(false);
		},
	);

	it.each([
		['2024-02-29', true],
		['2023-02-29', false],
		['2023-13-01', false],
		['1978-10-5', false],
		['15.10.1978', false],
		['2024-02-29T00:00:00Z', false],
		['+002024-02-29', false],
		['tomorrow', false],
	])('date %s: %s', (value, accepted) => {
		expect(fields.date('Date of Birth').accepts(value)).toBe(accepted);
	});

	it('knows the 18 document types', () => {
		expect(documentTypes.map(({ value }) => value).sort()).toEqual(
			'1065 1099 1120 bank_statement canada_provincial_id contract identification_card indigenous_card internal license other passport paystub residence_permit t1 t4 utility w2'.split(
				' ',
			),
		);
	});
});

/** A refused value gets the sentence "'<label>' is empty. It must be <allowed>." */
describe('what the user reads about a refused value', () => {
	it.each([
		['customerId', '1 to 36 letters, digits or underscores'],
		['documentId', 'letters, digits, underscores or hyphens'],
		['entityId', 'filled in'],
		['binaryPropertyName', /^the name of the field that holds the file, e\.g\. data/],
		['reference', '1 to 32 letters or digits'],
		['callbackUrl', '1 to 500 characters once it is signed, without < or >'],
		['documentName', '1 to 50 characters, without < or > or line breaks'],
		['note', '0 to 500 characters, without < or > or line breaks'],
		['email', 'an e-mail address'],
		['customerEmail', 'an e-mail address'],
		['socialSecurityNumber', '9 digits'],
		['extension', 'one of jpg, png'],
	] as const)('%s must be %s', (field, allowed) => {
		expect(fields[field].allowed).toEqual(
			typeof allowed === 'string' ? allowed : expect.stringMatching(allowed),
		);
	});

	it.each([
		['anyText', 'text without < or > or line breaks'],
		['date', 'a date as YYYY-MM-DD'],
		['countryA3', 'a country code of three letters, such as USA'],
	] as const)('%s must be %s, under the name of the parameter', (field, allowed) => {
		expect(fields[field]('Shown Name')).toMatchObject({ label: 'Shown Name', allowed });
	});

	it('gives each field the name that it has in the editor', () => {
		const shown = new Set(namesIn(new ConnectFi().description.properties));
		const labels = Object.values(fields).flatMap((rule) =>
			typeof rule === 'function' ? [] : [rule.label.replace(/ of the .*/, '')],
		);
		expect(labels.filter((label) => !shown.has(label))).toEqual([]);
	});
});

function namesIn(properties: INodeProperties[]): string[] {
	return properties.flatMap(({ displayName, options = [] }) => [
		displayName,
		...options.flatMap((option) =>
			'values' in option
				? namesIn(option.values)
				: 'displayName' in option
					? namesIn([option])
					: [],
		),
	]);
}
