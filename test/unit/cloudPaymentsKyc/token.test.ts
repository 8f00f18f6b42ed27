import fc from 'fast-check';
import { findAccessToken, findSdkToken } from '../../../nodes/CloudPaymentsKyc/api/token';

const uuid = '0b9cbb1e-6c77-4e0a-8d6f-0f3f6a1f9f10';

describe('the token for the SDK', () => {
	it.each([
		[{ token: 't-1' }],
		[{ Token: 't-1', region: 'US' }],
		[{ data: { token: 't-1' } }],
		[{ user_info: { sdkToken: 't-1' } }],
		[{ result: { sdk_token: 't-1' }, token: 't-1' }],
		[{ token: '', data: { token: 't-1' } }],
		[{ token: null, data: { token: ' t-1 ' } }],
	])('is found in %j', (answer) => {
		expect(findSdkToken(answer)).toBe('t-1');
	});

	it.each([uuid, `${uuid}\n`, 'eyJhbGciOi.eyJzdWIiOiIx.c2ln'])('is the whole body %j', (body) => {
		expect(findSdkToken(body)).toBe(body.trim());
	});

	it.each([
		[{}],
		[null],
		[uuid.split('')],
		[[{ token: 't-1' }]],
		[{ kyc: { token: 't-1' } }],
		[{ data: { user: { token: 't-1' } } }],
		[{ tokenType: 'Bearer', csrf_token: 't-1', access_token: 't-1' }],
		[{ token: { value: 't-1' } }],
		[{ token: 'two words' }],
		[{ token: '[hidden]' }],
		[{ token: 'csrf', data: { token: 't-1' } }],
		['OK'],
		['PENDING'],
		['Unauthorized'],
		['no-such-user'],
		['Session 0b9cbb1e was ended'],
		['{"token":"0b9cbb1e-6c77'],
		['"0b9cbb1e-6c77'],
		['{'],
		[1234567890123],
	])('is not taken from %j', (answer) => {
		expect(findSdkToken(answer)).toBeUndefined();
	});

	it('is never half an answer, wherever it breaks off', () => {
		const whole = fc.record({ token: fc.uuid(), region: fc.string() });
		fc.assert(
			fc.property(whole, fc.nat(), (answer, cut) => {
				const text = JSON.stringify(answer);
				expect(findSdkToken(text.slice(0, cut % text.length))).toBeUndefined();
			}),
		);
	});

	it('may be asked of anything', () => {
		fc.assert(
			fc.property(fc.anything(), (answer) => {
				expect(['string', 'undefined']).toContain(typeof findSdkToken(answer));
			}),
		);
	});
});

describe('the access token', () => {
	it.each([
		[{ access_token: 'a.b.c' }],
		[{ accessToken: 'a.b.c' }],
		[{ data: { access_token: 'a.b.c' } }],
	])('is found in %j', (answer) => {
		expect(findAccessToken(answer)).toBe('a.b.c');
	});

	it.each([
		[{ token: 'a.b.c' }],
		[{ refresh_token: 'a.b.c' }],
		[{ tokens: [{ access_token: 'a.b.c' }] }],
		['a.b.c.0123456789'],
		['{"access_token":"a.b.c0123456789'],
	])('is not taken from %j', (answer) => {
		expect(findAccessToken(answer)).toBeUndefined();
	});
});
