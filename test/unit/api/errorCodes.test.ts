import fc from 'fast-check';
import { parseRefusal } from '../../../nodes/ConnectFi/api/envelope';
import {
	explain,
	findNamedIds,
	isDocumentedCode,
	toLabel,
	refusesProperty,
} from '../../../nodes/ConnectFi/api/errorCodes';
import type { ErrorEnvelope, ValidationIssue } from '../../../nodes/ConnectFi/api/types';

const refused = (...context: ValidationIssue[]): ErrorEnvelope => ({
	code: 'requestValidateError',
	context,
});

describe("connectFi's refusals in a user's words", () => {
	it.each<[ValidationIssue, string]>([
		[
			{ instancePath: '/extension', keyword: 'enum', params: { allowedValues: ['jpg', 'png'] } },
			"Parameter 'Extension' must be one of jpg, png.",
		],
		[
			{ instancePath: '', keyword: 'required', params: { missingProperty: 'customerId' } },
			"Parameter 'Customer ID' is required.",
		],
		[
			{ instancePath: '/documents/1', keyword: 'required', params: { missingProperty: 'view' } },
			"Parameter 'Documents #2 View' is required.",
		],
		[
			{ instancePath: '', keyword: 'additionalProperties', params: { additionalProperty: 'x' } },
			"The request must not contain 'x'.",
		],
		[
			{ instancePath: '/newPassword', keyword: 'minLength', params: { limit: 8 } },
			"Parameter 'New Password' must have at least 8 characters.",
		],
		[
			{ instancePath: '/documents/11/name', keyword: 'maxLength', params: { limit: 50 } },
			"Parameter 'Documents #12 Name' must have at most 50 characters.",
		],
		[
			{ instancePath: '/line2', keyword: 'enum', params: { allowedValues: [null, true, {}] } },
			"Parameter 'Line2' must be one of null, true.",
		],
		[
			{ instancePath: '/2nd', keyword: 'type', message: 'must be string' },
			"Parameter '2nd' must be string.",
		],
		[{ keyword: 'type', message: 'must be object' }, 'The request must be object.'],
		[{ instancePath: '/view', keyword: 'enum' }, "Parameter 'View' is not valid."],
		[{}, 'The request is not valid.'],
		[
			{
				instancePath: '/reference',
				keyword: 'pattern',
				message: 'must match pattern "^[0-9a-zA-Z]+$"',
			},
			'Parameter \'Reference\' must match pattern "^[0-9a-zA-Z]+$".',
		],
	])('%j', (issue, what) => {
		expect(explain(refused(issue)).message).toBe(what);
	});

	it('says each finding once, and no more than five', () => {
		const missing = (missingProperty: string) => ({
			keyword: 'required',
			params: { missingProperty },
		});
		const names = ['a', 'b', 'b', 'c', 'd', 'e', 'f'];
		expect(explain(refused(...names.map(missing))).message).toBe(
			"Parameter 'A' is required. Parameter 'B' is required. Parameter 'C' is required. Parameter 'D' is required. Parameter 'E' is required.",
		);
	});

	it.each([
		['referenceExists', { reference: 'a', entityId: 'cstap_1' }, 'cstap_1'],
		['customerExists', { customerId: 'cst_1', entityId: 'cstap_1' }, 'cst_1'],
	])('names the entry that exists already: %s', (code, context, id) => {
		expect(explain({ code, message: 'Exists already.', context }).hint).toContain(
			` It has the ID ${id}.`,
		);
	});

	it('names no entry where connectFi names none', () => {
		expect(explain({ code: 'customerExists', context: { customerId: 7 } }).hint).not.toContain(
			'It has the ID',
		);
	});

	it.each([
		['Their words', 'Their words.'],
		['  Their words \n', 'Their words.'],
		['See 4.2 of the contract', 'See 4.2 of the contract.'],
		['Refused!', 'Refused!'],
		['Is it so?', 'Is it so?'],
		[' ', 'connectFi answered "extSomething".'],
		[undefined, 'connectFi answered "extSomething".'],
		['a'.repeat(999), `${'a'.repeat(999)}.`],
		['a'.repeat(1_200), `${'a'.repeat(1_000)}…`],
	])("connectFi's own words %j become %j", (message, what) => {
		expect(explain({ code: 'extSomething', message }).message).toBe(what);
	});

	/** Where the user has to look or what to run, by the code. */
	it.each([
		['unauthorized', /connectFi credential/],
		['customerNotFound', /Customer ID.*Create operation/],
		['identificationNotFound', /Start the identification/],
		['applicationNotFound', /Application ID.*Start Identification/],
		['documentNotFound', /document ID.*Generate ID/],
		['documentNotUploaded', /Upload the file/],
		['fileNotFound', /binary field/],
		['statusApplicationEntity', /Get Status/],
		['extAkepa', /verification service/],
		['extSomething', /verification service/],
		['referenceExists', /a reference that was never used/],
		['customerExists', /SSN or FEIN/],
		['nothingWithext', /connectFi documentation/],
		['aCodeOfTheFuture', /connectFi documentation/],
	])('%s: tells what to do next', (code, todo) => {
		expect(explain({ code, message: 'No.' }).hint).toMatch(todo);
	});

	it('tells to correct a value that was refused', () => {
		expect(explain(refused({ keyword: 'type' })).hint).toMatch(/^Correct this value/);
	});

	it("gives the request's own hint where it has one for the code, and general advice otherwise", () => {
		const hints = { documentNotFound: 'Look in the list.' };
		expect(explain({ code: 'documentNotFound' }, hints).hint).toBe('Look in the list.');
		expect(explain({ code: 'customerNotFound' }, hints).hint).toContain('Check the Customer ID');
		expect(explain({ code: 'constructor' }, hints).hint).toContain(
			'See the connectFi documentation',
		);
	});

	it('never fails on a foreign refusal', () => {
		fc.assert(
			fc.property(
				fc.string().filter((code) => code !== '0'),
				fc.jsonValue(),
				fc.option(fc.string(), { nil: undefined }),
				(code, context, message) => {
					const explained = explain(parseRefusal({ code, context, message })!);
					expect(typeof explained.message).toBe('string');
					expect(explained.hint.length).toBeGreaterThan(0);
				},
			),
		);
	});

	it.each([
		['customerId', 'Customer ID'],
		['note_author_agent_email', 'Note Author Agent Email'],
		['webhookUrl', 'Webhook URL'],
		['countryCodeA3', 'Country Code A3'],
		['country_code_a3', 'Country Code A3'],
		['ssn', 'SSN'],
		['_given__name_', 'Given Name'],
		['line2Text', 'Line2 Text'],
	])('%s is shown as %s', (property, label) => {
		expect(toLabel(property)).toBe(label);
	});
});

it('tells which property name was refused', () => {
	const refusal = refused({
		keyword: 'additionalProperties',
		params: { additionalProperty: 'webhookUrl' },
	});
	expect(refusesProperty(refusal, 'webhookUrl')).toBe(true);
	expect(refusesProperty(refusal, 'webhookURL')).toBe(false);
	expect(refusesProperty({ code: 'customerNotFound' }, 'webhookUrl')).toBe(false);
	expect(refusesProperty({ ...refusal, code: 'aCodeOfTheFuture' }, 'webhookUrl')).toBe(false);
	expect(refusesProperty(undefined, 'webhookUrl')).toBe(false);
});

it('finds the refused property name among the other findings', () => {
	const refusal = refused(
		{ keyword: 'additionalProperties' },
		{ keyword: 'required', params: { additionalProperty: 'reference' } },
		{ keyword: 'additionalProperties', params: { additionalProperty: 'webhookUrl' } },
	);
	expect(refusesProperty(refusal, 'webhookUrl')).toBe(true);
	expect(refusesProperty(refusal, 'reference')).toBe(false);
});

it.each([
	['customerExists', true],
	['requestValidateError', true],
	['Unauthorized', false],
	['aCodeOfTheFuture', false],
])("%s is one of connectFi's own codes: %s", (code, isDocumented) => {
	expect(isDocumentedCode(code)).toBe(isDocumented);
});

it.each<[unknown, object]>([
	[
		{
			customerId: 'cst_1',
			entityId: 'cstap_1',
			Idea: 'x',
			reference: 'a',
			documentId: 7,
			viewId: '',
		},
		{ customerId: 'cst_1', entityId: 'cstap_1' },
	],
	[{ Identity: 'x' }, {}],
	[undefined, {}],
	[null, {}],
	['customerId', {}],
	[[{ customerId: 'cst_1' }], {}],
])('a refusal about %j names %j to the workflow', (context, ids) => {
	expect(findNamedIds({ code: 'customerExists', context: context as never })).toEqual(ids);
});
