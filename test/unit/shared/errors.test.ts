import type { INode } from 'n8n-workflow';
import { describeTransportFailure, toNodeError } from '../../../nodes/shared/errors';
import type { TransportFailure } from '../../../nodes/shared/response';

const node: INode = {
	id: '1',
	name: 'Tested',
	type: 'tested',
	typeVersion: 1,
	position: [0, 0],
	parameters: { password: 'typed in' },
};

describe('the error of a failed request', () => {
	it('says what happened, what to do and what is known, and names the item', () => {
		const error = toNodeError(
			node,
			{
				message: 'Customer exists.',
				hint: 'Choose another reference.',
				code: 'customerExists',
				subCode: 0,
				httpStatus: 400,
				requestId: 'r1',
				ids: { customerId: 'c1' },
			},
			0,
		);
		expect(error.message).toBe('Customer exists. [item 0]');
		expect(error.description).toBe(
			'Choose another reference. (code customerExists, sub-code 0, HTTP 400, request ID r1)',
		);
		expect(error.httpCode).toBe('400');
		expect(error.context.itemIndex).toBe(0);
		expect(error.context.errorDetails).toEqual({
			customerId: 'c1',
			code: 'customerExists',
			subCode: 0,
			httpStatus: 400,
			requestId: 'r1',
			hint: 'Choose another reference.',
		});
	});

	it('names nothing that is not known', () => {
		const error = toNodeError(node, { message: 'It broke.', hint: '' });
		expect(error.message).toBe('It broke.');
		expect(error.description ?? '').toBe('');
		expect(Object.entries(error.context.errorDetails as object)).toEqual([]);
	});

	it.each([
		[{ hint: 'Wait.' }, 'Wait.'],
		[{ hint: '', httpStatus: 404 }, '(HTTP 404)'],
		[{ hint: 'Wait.', code: 'c' }, 'Wait. (code c)'],
		[{ hint: 'Wait.', requestId: '' }, 'Wait.'],
	])('%j is described as "%s"', (known, description) => {
		expect(toNodeError(node, { message: 'It broke.', ...known }).description).toBe(description);
	});

	it('keeps its words where n8n takes a part of them for a network code', () => {
		const message = "The code 'fileNotFound' with ENOTFOUND in it.";
		expect(toNodeError(node, { message, hint: '' }).message).toBe(message);
	});

	it('carries no parameter of the node', () => {
		const error = toNodeError(node, { message: 'It broke.', hint: '' });
		expect(error.node).toEqual({ ...node, parameters: {} });
		expect(node.parameters).toEqual({ password: 'typed in' });
	});
});

describe('the words about a request that failed on its way', () => {
	const words = {
		service: 'The API',
		checkBaseUrl: 'Check the base URL.',
		rateLimited: { message: 'Too many requests.', hint: 'Send fewer.' },
	};
	const unknownOutcome = 'It may have happened.';
	const broke = 'The connection to The API broke before an answer came.';
	const late = 'The API did not answer in time.';

	it.each<[TransportFailure, string, string, string?]>([
		[{ kind: 'rateLimited' }, 'Too many requests.', 'Send fewer.'],
		[{ kind: 'rateLimited', retryAfterMs: 0 }, 'Too many requests.', 'Send fewer.'],
		[
			{ kind: 'rateLimited', retryAfterMs: 6_001 },
			'Too many requests.',
			'It asks to wait 7 seconds. Send fewer.',
		],
		[
			{ kind: 'unavailable', httpStatus: 502 },
			'The API is not available at the moment (HTTP 502).',
			'Try again later.',
			unknownOutcome,
		],
		[
			{ kind: 'redirected' },
			'The address redirects elsewhere, and redirects are not followed so that tokens stay with The API.',
			'Check the base URL.',
		],
		[{ kind: 'unreachable' }, 'Cannot reach the base URL.', 'Check the base URL.'],
		[
			{ kind: 'untrusted' },
			'The TLS certificate of the server at the base URL is not trusted.',
			'Check the base URL.',
		],
		[{ kind: 'cancelled' }, 'The execution was cancelled.', 'Nothing more was sent.'],
		[{ kind: 'stopped' }, 'The request was not sent.', ''],
		[{ kind: 'stopped', stoppedBecause: 'No credential.' }, 'No credential.', ''],
		...['ECONNABORTED', 'ETIMEDOUT'].map(
			(networkCode): [TransportFailure, string, string, string] => [
				{ kind: 'noAnswer', networkCode },
				late,
				"Raise 'Timeout' in the options or try again later.",
				unknownOutcome,
			],
		),
		[{ kind: 'noAnswer', networkCode: 'ECONNRESET' }, broke, 'Try again later.', unknownOutcome],
	])('%j: %s %s', (failure, message, hint, hintIfProcessed = hint) => {
		expect(describeTransportFailure(failure, words)).toEqual({ message, hint });
		// Where the API may have processed the request, whoever sends it again has to know.
		expect(describeTransportFailure(failure, { ...words, unknownOutcome })).toEqual({
			message,
			hint: hintIfProcessed,
		});
	});
});
