import fc from 'fast-check';
import { claimsOf, expiryOf, subjectOf } from '../../nodes/CloudPaymentsKyc/api/jwt';
import { userHeaders } from '../../nodes/CloudPaymentsKyc/transport/requests';
import { withoutSecrets } from '../../nodes/CloudPaymentsKyc/transport/secrets';

describe('an answer without the secrets of its request', () => {
	it('keeps everything else, and its shape', () => {
		const answer = {
			a: ['x', 1, null, true],
			b: { c: 'token abcd1234 was refused' },
			d: undefined,
		};
		expect(withoutSecrets(answer, ['abcd1234'])).toEqual({
			a: ['x', 1, null, true],
			b: { c: 'token [hidden] was refused' },
			d: undefined,
		});
	});

	it('holds none of them anywhere, not in names either', () => {
		const secret = 'S3CR3T-T0K3N';
		const leaf = fc.oneof(
			fc.string(),
			fc.integer(),
			fc.tuple(fc.string(), fc.string()).map(([before, after]) => before + secret + after),
		);
		const answers = fc.letrec((tie) => ({
			node: fc.oneof(
				{ maxDepth: 4 },
				leaf,
				fc.array(tie('node'), { maxLength: 4 }),
				fc.dictionary(fc.oneof(fc.string(), fc.constant(`x${secret}`)), tie('node'), {
					maxKeys: 4,
				}),
			),
		})).node;
		fc.assert(
			fc.property(answers, (answer) => {
				expect(JSON.stringify(withoutSecrets(answer, [secret])) ?? '').not.toContain(secret);
			}),
		);
	});
});

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
		expect(expiryOf(jwt({ exp: 1_800_000_000 }), undefined)).toBe('2027-01-15T08:00:00.000Z');
		const soon = Date.parse(expiryOf('opaque', 3600)!) - Date.now();
		expect(soon).toBeGreaterThan(3_590_000);
		expect(soon).toBeLessThanOrEqual(3_600_000);
		expect(expiryOf('opaque', undefined)).toBeNull();
		expect(expiryOf(jwt({ exp: 1e300 }), undefined)).toBeNull();
	});

	it('tells whose it is under any of the usual claims', () => {
		expect(subjectOf(jwt({ user_name: 'maria', sub: '1' }))).toBe('maria');
		expect(subjectOf(jwt({ sub: 'maria' }))).toBe('maria');
		expect(subjectOf(jwt({ user_id: 7 }))).toBe('7');
		expect(subjectOf('opaque')).toBeUndefined();
	});

	it('may be anything', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (head, payload) => {
				expect(typeof claimsOf(`${head}.${payload}.x`)).toBe('object');
			}),
		);
	});
});
