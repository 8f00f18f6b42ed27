import fc from 'fast-check';
import type { INode } from 'n8n-workflow';
import { describeFailure, toConnectFiError } from '../../../nodes/ConnectFi/api/errorMessages';
import { parseResponse } from '../../../nodes/ConnectFi/api/response';
import { refusesProperty } from '../../../nodes/ConnectFi/api/errorCodes';

const node: INode = {
	id: '1',
	name: 'connectFi',
	type: 'connectFi',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** Names that an answer has, and names that every object has. */
const names = fc.constantFrom(
	...['code', 'subCode', 'message', 'context', 'requestId', 'data', 'customerId', 'entityId'],
	...['instancePath', 'keyword', 'params', 'missingProperty', 'additionalProperty', 'limit'],
	...['allowedValues', 'toString', 'valueOf', 'toJSON', '__proto__', 'constructor', 'length'],
	...['join', 'map', 'filter', 'then', 'stack', 'cause'],
);

const texts = fc.constantFrom(
	...['requestValidateError', 'customerExists', 'extAkepa', 'x', 'required', 'enum', '0', ''],
	...['additionalProperties', 'minLength', 'maxLength', 'type', '/a/0/b', 'ECONNRESET'],
);

/** What a server can send: anything that JSON can say, with the names above at every place. */
const { foreign } = fc.letrec<{ foreign: unknown }>((tie) => ({
	foreign: fc.oneof(
		{ maxDepth: 5, withCrossShrink: true },
		texts,
		fc.constantFrom(null, true, 0, 1, -1.5),
		fc.array(tie('foreign'), { maxLength: 3 }),
		fc.array(fc.tuple(names, tie('foreign')), { maxLength: 5 }).map((pairs) => asParsed(pairs)),
	),
}));

/** As `JSON.parse` builds it: `__proto__` is a property like any other. */
const asParsed = (pairs: Array<[string, unknown]>) =>
	JSON.parse(
		`{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`,
	) as object;

const envelope = fc
	.tuple(texts, fc.array(fc.tuple(names, foreign), { maxLength: 6 }))
	.map(([code, pairs]) => asParsed([['code', code], ...pairs]));

it('no answer throws while it is judged or while the error is built, and every word is text', () => {
	fc.assert(
		fc.property(
			fc.constantFrom(200, 302, 400, 401, 404, 429, 500),
			fc.oneof(envelope, foreign),
			(httpStatus, body) => {
				const result = parseResponse({ httpStatus, body, headers: {} });
				if (result.success) return;
				const { failure } = result;
				const { message, hint } = describeFailure(failure, {});
				expect([typeof message, typeof hint]).toEqual(['string', 'string']);
				const error = toConnectFiError(node, failure, { itemIndex: 0 });
				expect(error.message).toMatch(/ \[item 0\]$/);
				expect(`${error.message} ${error.description}`).not.toMatch(/\[object Object\]|undefined/i);
				const details = error.context.errorDetails as object;
				for (const value of Object.values(details))
					expect(['string', 'number']).toContain(typeof value);
				expect(refusesProperty(failure.refusal, 'webhookUrl')).toBe(false);
				JSON.stringify(error);
			},
		),
		{ numRuns: 20_000 },
	);
});

describe('an envelope whose fields are not what they should be', () => {
	const errorFor = (body: object) => {
		const result = parseResponse({ httpStatus: 400, body });
		if (result.success) throw new Error('taken for a success');
		return toConnectFiError(node, result.failure, {});
	};
	const hostile = { toString: 1, valueOf: 1 };

	it.each([
		['sub-code', { code: 'x', message: 'Said.', subCode: hostile }],
		['request id', { code: 'x', message: 'Said.', requestId: hostile }],
		['context', { code: 'x', message: 'Said.', context: [null, 1, 'a', [hostile]] }],
		[
			'id in the context',
			{ code: 'customerExists', message: 'Said.', context: { customerId: hostile } },
		],
	])('says the rest without its %s', (_what, body) => {
		const error = errorFor(body);
		expect(error.message).toBe('Said.');
		expect(error.description).toContain(`(code ${body.code}, HTTP 400)`);
	});

	it.each([
		['required', { missingProperty: hostile }],
		['additionalProperties', { additionalProperty: hostile }],
		['enum', { allowedValues: [hostile] }],
		['minLength', { limit: hostile }],
		['maxLength', undefined],
		['type', hostile],
	])('names the place of a finding %s without its parameter', (keyword, params) => {
		const issue = { keyword, params, instancePath: '/phones/0/type', message: 'is not right' };
		const { message } = errorFor({ code: 'requestValidateError', context: [issue] });
		expect(message).toBe("Parameter 'Phones #1 Type' is not right.");
	});

	it('keeps a message within a length that can be read', () => {
		const { message } = errorFor({ code: 'x', message: 'long '.repeat(1e5) });
		expect(message.length).toBeLessThanOrEqual(1_001);
		expect(message).toMatch(/^long long .*…$/);
	});

	it.each([[['0']], [hostile], [null], [false]])('with the code %j is no success', (code) => {
		expect(parseResponse({ httpStatus: 200, body: { code, data: {} } })).toMatchObject({
			success: false,
			failure: { kind: 'notConnectFi' },
		});
	});
});
