import fc from 'fast-check';
import { parseResponse } from '../../../nodes/ConnectFi/api/response';
import type { RawResponse } from '../../../nodes/shared/response';

const kindOf = (response: RawResponse) => {
	const result = parseResponse(response);
	return result.success ? 'success' : result.failure.kind;
};

describe('what an answer means', () => {
	it.each([
		[{ httpStatus: 200, body: { code: '0', data: {} } }, 'success'],
		[{ httpStatus: 200, body: { code: 0, data: {} } }, 'success'],
		[{ httpStatus: 200, body: { ok: true } }, 'notConnectFi'],
		[{ httpStatus: 200, body: '<html></html>' }, 'notConnectFi'],
		[{ httpStatus: 200, body: '' }, 'notConnectFi'],
		[{ httpStatus: 200, body: '{"code":"0","da' }, 'noAnswer'],
		[{ httpStatus: 200, unreadable: 'it is longer than 5 MB' }, 'noAnswer'],
		[{ httpStatus: 400, body: '{"code":"customerEx' }, 'noAnswer'],
		[{ httpStatus: 408, body: '' }, 'unavailable'],
		[{ httpStatus: 404, body: { statusCode: 404, error: 'Not Found' } }, 'notConnectFi'],
		[{ httpStatus: 404, body: { code: 'applicationNotFound' } }, 'refused'],
		[{ httpStatus: 200, body: { code: 'customerNotFound' } }, 'refused'],
		[{ httpStatus: 401, body: '' }, 'tokenRefused'],
		[{ httpStatus: 403, body: {} }, 'tokenRefused'],
		[{ httpStatus: 400, body: { code: 'unauthorized' } }, 'tokenRefused'],
		[{ httpStatus: 302, body: '' }, 'redirected'],
		[{ httpStatus: 429, body: '' }, 'rateLimited'],
		[{ httpStatus: 500, body: { code: 'x' } }, 'unavailable'],
		[{ networkCode: 'ECONNREFUSED' }, 'unreachable'],
		[{ networkCode: 'ENOTFOUND' }, 'unreachable'],
		[{ networkCode: 'ECONNRESET' }, 'noAnswer'],
		[{ networkCode: 'ECONNABORTED' }, 'noAnswer'],
		[{ networkCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'untrusted'],
		[{ networkCode: 'ERR_CANCELED' }, 'cancelled'],
	])('%j is %s', (answer, kind) => {
		expect(kindOf(answer)).toBe(kind);
	});

	it('takes nothing for a success but an envelope with code 0', () => {
		fc.assert(
			fc.property(fc.integer({ min: 200, max: 599 }), fc.jsonValue(), (httpStatus, body) => {
				const envelope = body as { code?: unknown; data?: unknown } | null;
				const good =
					httpStatus < 300 && String(envelope?.code) === '0' && typeof envelope?.data === 'object';
				expect(kindOf({ httpStatus, body }) === 'success').toBe(good);
			}),
		);
	});
});
