import fc from 'fast-check';
import { parseClaims, getExpiry, getSubject } from '../../../nodes/CloudPaymentsKyc/api/jwt';
import { userHeaders } from '../../../nodes/CloudPaymentsKyc/api/requests';

describe("a user's access token", () => {
	it.each(['abc.def.ghi', ' abc.def.ghi\n', 'Bearer abc.def.ghi', 'bearer  abc.def.ghi'])(
		'%j is sent as bearer token',
		(pasted) => expect(userHeaders(pasted)).toEqual({ Authorization: 'Bearer abc.def.ghi' }),
	);

	it.each(['', '  ', 'Bearer ', undefined, null])('%j is refused as empty', (pasted) => {
		expect(userHeaders(pasted)).toEqual({ refusal: expect.stringMatching(/is empty/) });
	});

	it.each(['abc def', 'abc\r\nX-Injected: 1', 'tökén', '{"access_token": "abc"}'])(
		'%j is refused without being repeated',
		(pasted) => {
			const { refusal } = userHeaders(pasted) as { refusal: string };
			expect(refusal).toMatch(/access_token alone/);
			expect(refusal).not.toContain(pasted);
		},
	);

	const jwt = (claims: object) =>
		`e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;

	it('tells when it ends, or the answer does, or nobody', () => {
		expect(getExpiry(jwt({ exp: 1_800_000_000 }), undefined)).toBe('2027-01-15T08:00:00.000Z');
		const soon = Date.parse(getExpiry('opaque', 3600)!) - Date.now();
		expect(soon).toBeGreaterThan(3_590_000);
		expect(soon).toBeLessThanOrEqual(3_600_000);
		expect(getExpiry('opaque', undefined)).toBeNull();
		expect(getExpiry(jwt({ exp: 1e300 }), undefined)).toBeNull();
	});

	it('tells whose it is under any of the usual claims', () => {
		expect(getSubject(jwt({ user_name: 'maria', sub: '1' }))).toBe('maria');
		expect(getSubject(jwt({ sub: 'maria' }))).toBe('maria');
		expect(getSubject(jwt({ user_id: 7 }))).toBe('7');
		expect(getSubject('opaque')).toBeUndefined();
	});

	it('tells nothing of a strange kind, and does not fall over it', () => {
		const strange = { toString: 1, valueOf: 1 };
		expect(getSubject(jwt({ user_name: strange, sub: ['x'] }))).toBeUndefined();
		expect(getExpiry(jwt({ exp: strange }), strange)).toBeNull();
	});

	it('may be anything', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (head, payload) => {
				expect(typeof parseClaims(`${head}.${payload}.x`)).toBe('object');
			}),
		);
	});
});
