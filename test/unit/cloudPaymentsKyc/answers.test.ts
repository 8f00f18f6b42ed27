import fc from 'fast-check';
import type { INode } from 'n8n-workflow';
import { parseSafely } from '../../../nodes/CloudPaymentsKyc/api/client';
import { toCloudPaymentsError } from '../../../nodes/CloudPaymentsKyc/api/errorMessages';
import { toFields } from '../../../nodes/CloudPaymentsKyc/api/fields';
import { parseUserStatus } from '../../../nodes/CloudPaymentsKyc/api/status';
import { findAccessToken, findSdkToken } from '../../../nodes/CloudPaymentsKyc/api/token';

const node = { name: 'n', parameters: { password: 'typed-in' } } as unknown as INode;

/** Names that some code looks at, and values of which JSON can make more than their reader expects. */
const names = fc.oneof(
	fc.constantFrom(
		...['message', 'error', 'error_description', 'code', 'errorCode', 'requestId', 'trace_id'],
		...['accountId', 'userId', 'success', 'status', 'data', 'token', 'access_token', 'attempts'],
		...['toString', 'valueOf', '__proto__', 'constructor', 'length', 'retry-after'],
	),
	fc.string(),
);
const bodies = fc.letrec((tie) => ({
	node: fc.oneof(
		{ maxDepth: 4 },
		fc.constantFrom<unknown>(null, true, false, 0, 1, -1, 1e308, '', 'x'.repeat(10_000)),
		fc.string(),
		fc.double({ noNaN: true, noDefaultInfinity: true }),
		fc.array(tie('node'), { maxLength: 4 }),
		fc
			.array(fc.tuple(names, tie('node')), { maxLength: 6 })
			// As JSON.parse makes it: __proto__ is a property like others.
			.map((entries) => Object.fromEntries(entries) as unknown),
	),
})).node;

it('no answer makes the reading of it fail, and errors hold plain values only', () => {
	const answers = fc.record({
		httpStatus: fc.constantFrom(200, 201, 204, 301, 400, 401, 403, 404, 405, 429, 500, 503),
		headers: fc.dictionary(names, bodies, { maxKeys: 3 }),
		body: bodies,
	});
	let errors = 0;
	fc.assert(
		fc.property(answers, fc.boolean(), (hostile, logsIn) => {
			const result = parseSafely(hostile, ['typed-in']);
			if (result.success) {
				parseUserStatus(result.body);
				findAccessToken(result.body);
				findSdkToken(result.body);
				toFields(result.body);
				return;
			}
			errors += 1;
			const error = toCloudPaymentsError(node, result.failure, { logsIn, itemIndex: 3 });
			const { errorDetails, itemIndex } = error.context as {
				errorDetails: Record<string, unknown>;
				itemIndex: number;
			};
			expect(itemIndex).toBe(3);
			expect(error.message).toMatch(/ \[item 3\]$/);
			expect(errorDetails.httpStatus).toBe(hostile.httpStatus);
			for (const value of Object.values(errorDetails))
				expect(['string', 'number']).toContain(typeof value);
			expect(String(errorDetails.hint).length).toBeLessThan(1000);
			expect(JSON.stringify(error)).not.toContain('typed-in');
		}),
		{ numRuns: 5000 },
	);
	expect(errors).toBeGreaterThan(1000);
});
