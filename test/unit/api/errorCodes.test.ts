import fc from 'fast-check';
import { refusalIn } from '../../../nodes/ConnectFi/api/envelope';
import { explain, labelOf, refusesProperty } from '../../../nodes/ConnectFi/api/errorCodes';
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
			{
				instancePath: '/reference',
				keyword: 'pattern',
				message: 'must match pattern "^[0-9a-zA-Z]+$"',
			},
			'Parameter \'Reference\' must match pattern "^[0-9a-zA-Z]+$".',
		],
	])('%j', (issue, what) => {
		expect(explain(refused(issue)).what).toBe(what);
	});

	it('names the entry that holds a reference already', () => {
		const { todo } = explain({
			code: 'referenceExists',
			message: 'Reference already exists.',
			context: { reference: 'a', entityId: 'cstap_1' },
		});
		expect(todo).toContain('cstap_1');
	});

	it('passes on what it does not know', () => {
		expect(explain({ code: 'extSomething', message: 'Their words' }).what).toBe('Their words.');
		expect(explain({ code: 'newCode' }).what).toContain('newCode');
	});

	it("gives the request's own hint where it has one for the code, and general advice otherwise", () => {
		const hints = { documentNotFound: 'Look in the list.' };
		expect(explain({ code: 'documentNotFound' }, hints).todo).toBe('Look in the list.');
		expect(explain({ code: 'customerNotFound' }, hints).todo).toContain('Check the Customer ID');
		expect(explain({ code: 'constructor' }, hints).todo).toContain(
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
					const { what, todo } = explain(refusalIn({ code, context, message })!);
					expect(typeof what).toBe('string');
					expect(todo.length).toBeGreaterThan(0);
				},
			),
		);
	});

	it.each([
		['customerId', 'Customer ID'],
		['note_author_agent_email', 'Note Author Agent Email'],
		['webhookUrl', 'Webhook URL'],
		['countryCodeA3', 'Country Code A3'],
	])('%s is shown as %s', (property, label) => {
		expect(labelOf(property)).toBe(label);
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
});
