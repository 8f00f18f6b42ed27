import { createHmac } from 'node:crypto';
import { parse } from 'node:querystring';
import fc from 'fast-check';
import { check, secretsIn, sign } from '../../../nodes/ConnectFi/callback/signature';

const secrets = ['first secret', 'second secret'];
const subject = { customerId: 'cstap_5mBHiIx3QbkvEpjGfKsI9k', reference: 'onboarding20261' };
const base = 'https://n8n.example.com/webhook/abc/connectfi';

const queryOf = (url: string) => ({ ...parse(url.split('#')[0].split('?')[1] ?? '') });

const id = fc.stringMatching(/^[0-9a-zA-Z_]{1,36}$/);
const reference = fc.stringMatching(/^[0-9a-zA-Z]{1,32}$/);
const subjects = fc.record({ customerId: id, reference }, { requiredKeys: ['customerId'] });

describe('secretsIn', () => {
	it.each([
		['one', ['one']],
		['one, two', ['one', 'two']],
		['one\ntwo\r\n three ', ['one', 'two', 'three']],
		[' , \n', []],
		['', []],
		[undefined, []],
		[null, []],
	])('%j', (value, expected) => {
		expect(secretsIn(value)).toEqual(expected);
	});
});

describe('sign', () => {
	it('appends whom the URL is for, and an HMAC-SHA256 of it', () => {
		const signature = createHmac('sha256', secrets[0])
			.update(`["connectFi callback","${subject.customerId}","${subject.reference}"]`)
			.digest('base64url');
		expect(sign(base, secrets, subject)).toBe(
			`${base}?cfCustomerId=${subject.customerId}&cfReference=onboarding20261&cfSignature=${signature}`,
		);
	});

	it('keeps a query string as it is, and never uses the name that n8n uses', () => {
		const resumeUrl = 'https://n8n.example.com/webhook-waiting/7?signature=ab%20c+d&x';
		const signed = sign(resumeUrl, secrets, subject);
		expect(signed.startsWith(`${resumeUrl}&cfCustomerId=`)).toBe(true);
		expect(queryOf(signed).signature).toBe('ab c d');
	});

	it('keeps a fragment behind the query', () => {
		expect(sign(`${base}#part`, secrets, subject)).toMatch(/\?cfCustomerId=.*#part$/);
	});

	it('replaces an earlier signature of its own', () => {
		const other = { customerId: 'cstap_other', reference: 'other' };
		expect(sign(sign(`${base}?a=1`, secrets, other), secrets, subject)).toBe(
			sign(`${base}?a=1`, secrets, subject),
		);
	});

	it('leaves the URL alone without a secret', () => {
		expect(sign(base, [], subject)).toBe(base);
	});
});

describe('check', () => {
	it('accepts what sign made, whatever the ids and the query before it', () => {
		fc.assert(
			fc.property(
				subjects,
				fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
				fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string()),
				(someone, keys, query) => {
					const url = `${base}?${new URLSearchParams(query).toString()}`;
					expect(check(queryOf(sign(url, keys, someone)), keys, someone)).toEqual(someone);
				},
			),
		);
	});

	it('accepts any secret of the list, so that a new one can be put in front', () => {
		const old = sign(base, ['old'], subject);
		expect(check(queryOf(old), ['new', 'old'], subject)).toEqual(subject);
		expect(check(queryOf(old), ['new'], subject)).toBeUndefined();
	});

	it('refuses a signature for A with a body about B', () => {
		fc.assert(
			fc.property(subjects, subjects, (signed, body) => {
				fc.pre(signed.customerId !== body.customerId);
				expect(check(queryOf(sign(base, secrets, signed)), secrets, body)).toBeUndefined();
			}),
		);
	});

	it('refuses another reference, and a reference where none was signed', () => {
		const { customerId } = subject;
		const query = queryOf(sign(base, secrets, subject));
		expect(check(query, secrets, { customerId, reference: 'another' })).toBeUndefined();
		const legacy = queryOf(sign(base, secrets, { customerId }));
		expect(check(legacy, secrets, { customerId, reference: 'another' })).toBeUndefined();
		expect(check(legacy, secrets, { customerId })).toEqual({ customerId });
	});

	it('tells the reference that was signed where the body has none', () => {
		const query = queryOf(sign(base, secrets, subject));
		expect(check(query, secrets, { customerId: subject.customerId })).toEqual(subject);
	});

	it('refuses ids and references that were exchanged in the query', () => {
		const query: ReturnType<typeof queryOf> = queryOf(sign(base, secrets, subject));
		const changes: Array<typeof query> = [
			{ ...query, cfReference: undefined },
			{ ...query, cfReference: 'another' },
			{ ...query, cfCustomerId: 'cstap_other' },
		];
		for (const changed of changes)
			expect(check(changed, secrets, { customerId: String(changed.cfCustomerId) })).toBeUndefined();
	});

	it('refuses every other signature', () => {
		const { cfSignature, ...query } = queryOf(sign(base, secrets, subject));
		const genuine = Buffer.from(String(cfSignature), 'base64url');
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.base64String(),
					fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => {
						const text = Buffer.from(bytes).toString('base64url');
						return text;
					}),
					fc.nat(31).map((place) => {
						const changed = Buffer.from(genuine);
						changed[place] ^= 1;
						return changed.toString('base64url');
					}),
					fc.constant(genuine.subarray(0, 31).toString('base64url')),
					fc.constant(Buffer.concat([genuine, genuine]).toString('base64url')),
				),
				(signature) => {
					fc.pre(!Buffer.from(signature, 'base64url').equals(genuine));
					expect(check({ ...query, cfSignature: signature }, secrets, subject)).toBeUndefined();
				},
			),
		);
	});

	it('refuses any foreign query, and throws at none', () => {
		const foreign = fc.anything({ withNullPrototype: true });
		const fields = fc.record(
			{ cfCustomerId: foreign, cfReference: foreign, cfSignature: foreign },
			{ requiredKeys: [] },
		);
		fc.assert(
			fc.property(fc.oneof(foreign, fields), (query) => {
				expect(check(query, secrets, subject)).toBeUndefined();
			}),
		);
	});

	it('takes the body at its word where nothing is signed', () => {
		expect(check({}, [], subject)).toEqual(subject);
	});
});
