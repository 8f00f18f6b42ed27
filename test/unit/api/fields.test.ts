import fc from 'fast-check';
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
	] as const)('%s refuses %p', (field, value) => {
		expect(fields[field].accepts(value)).toBe(false);
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
