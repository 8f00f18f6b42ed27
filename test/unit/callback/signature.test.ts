import { createHmac } from 'node:crypto';
import { parse } from 'node:querystring';
import fc from 'fast-check';
import { findReceiver, sign, verifySignature } from '../../../nodes/ConnectFi/callback/signature';

const secrets = ['the first secret', 'the second secret'];
const akepa = { kind: 'akepa' } as const;
const subject = {
	...akepa,
	customerId: 'cstap_5mBHiIx3QbkvEpjGfKsI9k',
	reference: 'onboarding20261',
};
const trigger = '0e1f7d1e-5f0b-4a43-9d55-0d2f6a1c7b11';
const base = `https://n8n.example.com/webhook/${trigger}/connectfi`;

const queryOf = (url: string) => ({ ...parse(url.split('#')[0].split('?')[1] ?? '') });
/** A call on a URL as n8n routes it. */
const callOf = (url: string) => ({ path: new URL(url).pathname, query: queryOf(url) });

const id = fc.stringMatching(/^[0-9a-zA-Z_]{1,36}$/);
const reference = fc.stringMatching(/^[0-9a-zA-Z]{1,32}$/);
const subjects = fc.record({
	kind: fc.constantFrom('akepa' as const, 'legacy' as const),
	customerId: id,
	reference: fc.option(reference, { nil: undefined }),
});

describe('sign', () => {
	it('appends whom the URL is for, and an HMAC-SHA256 of that, of the kind and of the receiver', () => {
		const signature = createHmac('sha256', secrets[0])
			.update(
				`["connectFi callback","akepa","${subject.customerId}","${subject.reference}","${trigger}/connectfi"]`,
			)
			.digest('base64url');
		expect(sign(base, { secrets, ...subject })).toBe(
			`${base}?cfCustomerId=${subject.customerId}&cfReference=onboarding20261&cfSignature=${signature}`,
		);
	});

	it('keeps a query string as it is, and never uses the name that n8n uses', () => {
		const resumeUrl = 'https://n8n.example.com/webhook-waiting/7?signature=ab%20c+d&x?y';
		const signed = sign(resumeUrl, { secrets, ...subject });
		expect(signed.startsWith(`${resumeUrl}&cfCustomerId=`)).toBe(true);
		expect(queryOf(signed).signature).toBe('ab c d');
	});

	it('keeps a fragment behind the query', () => {
		expect(sign(`${base}#part`, { secrets, ...subject })).toMatch(/\?cfCustomerId=.*#part$/);
	});

	it('replaces an earlier signature of its own', () => {
		const other = { ...akepa, customerId: 'cstap_other', reference: 'other' };
		expect(sign(sign(`${base}?a=1`, { secrets, ...other }), { secrets, ...subject })).toBe(
			sign(`${base}?a=1`, { secrets, ...subject }),
		);
	});

	it('leaves the URL alone without a secret', () => {
		expect(sign(base, { secrets: [], ...subject })).toBe(base);
	});
});

describe('verifySignature', () => {
	it('accepts what sign made, whatever the ids and the query before it', () => {
		fc.assert(
			fc.property(
				subjects,
				fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
				fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string()),
				(someone, keys, query) => {
					const url = `${base}?${new URLSearchParams(query).toString()}`;
					expect(
						verifySignature(callOf(sign(url, { secrets: keys, ...someone })), {
							secrets: keys,
							...someone,
						}),
					).toEqual(someone);
				},
			),
		);
	});

	it('accepts any secret of the list, so that a new one can be put in front', () => {
		const old = sign(base, { secrets: ['old'], ...subject });
		expect(verifySignature(callOf(old), { secrets: ['new', 'old'], ...subject })).toEqual(subject);
		expect(verifySignature(callOf(old), { secrets: ['new'], ...subject })).toBeUndefined();
		expect(verifySignature(callOf(old), { secrets: [], ...subject })).toBeUndefined();
	});

	it('refuses a signature for A with a body about B', () => {
		fc.assert(
			fc.property(subjects, subjects, (signed, body) => {
				fc.pre(signed.customerId !== body.customerId);
				expect(
					verifySignature(callOf(sign(base, { secrets, ...signed })), { secrets, ...body }),
				).toBeUndefined();
			}),
		);
	});

	it('refuses a body of the other kind', () => {
		const { customerId } = subject;
		for (const [kind, other] of [
			['akepa', 'legacy'],
			['legacy', 'akepa'],
		] as const) {
			const call = callOf(sign(base, { secrets, kind, customerId }));
			expect(verifySignature(call, { secrets, kind: other, customerId })).toBeUndefined();
			expect(verifySignature(call, { secrets, kind, customerId })).toBeDefined();
		}
	});

	it('refuses another reference, and a reference where none was signed', () => {
		const { customerId } = subject;
		const call = callOf(sign(base, { secrets, ...subject }));
		expect(verifySignature(call, { secrets, ...subject, reference: 'another' })).toBeUndefined();
		const without = { ...akepa, customerId, reference: undefined };
		const unnamed = callOf(sign(base, { secrets, ...without }));
		expect(verifySignature(unnamed, { secrets, ...without, reference: 'another' })).toBeUndefined();
		expect(verifySignature(unnamed, { secrets, ...without })).toEqual(without);
	});

	it('tells the reference that was signed where the body has none', () => {
		const { customerId } = subject;
		const call = callOf(sign(base, { secrets, ...subject }));
		expect(verifySignature(call, { secrets, ...akepa, customerId })).toEqual(subject);
	});

	it('refuses ids and references that were exchanged in the query', () => {
		const { path, query } = callOf(sign(base, { secrets, ...subject }));
		const changes: Array<ReturnType<typeof queryOf>> = [
			{ ...query, cfReference: undefined },
			{ ...query, cfReference: 'another' },
			{ ...query, cfCustomerId: 'cstap_other' },
		];
		for (const changed of changes) {
			const customerId = String(changed.cfCustomerId);
			const call = { path, query: changed };
			expect(verifySignature(call, { secrets, ...akepa, customerId })).toBeUndefined();
		}
	});

	it.each([
		['https://crm.example', '/webhook-waiting/7'],
		[base, '/webhook/5b0e9c1a-2f1d-4a3b-8c6d-1e2f3a4b5c6d/connectfi'],
		['https://n8n.example.com/webhook-waiting/7', '/webhook-waiting/8'],
		['https://n8n.example.com/webhook-waiting/7', `/webhook/${trigger}/connectfi`],
	])('refuses a signature for %s at %s', (url, path) => {
		const { query } = callOf(sign(url, { secrets, ...subject }));
		expect(verifySignature({ path, query }, { secrets, ...subject })).toBeUndefined();
	});

	it('does not mind what a proxy puts before the receiver, and takes test URLs', () => {
		for (const url of [base, 'https://n8n.example.com/webhook-waiting/7?signature=x']) {
			const { path, query } = callOf(sign(url, { secrets, ...subject }));
			const rewritten = [`/n8n/hooks${path}`, path.replace('webhook', 'webhook-test'), `${path}/`];
			for (const other of rewritten)
				expect(verifySignature({ path: other, query }, { secrets, ...subject })).toEqual(subject);
		}
	});

	it('refuses every other signature', () => {
		const { path, query: whole } = callOf(sign(base, { secrets, ...subject }));
		const { cfSignature, ...query } = whole;
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
					const call = { path, query: { ...query, cfSignature: signature } };
					expect(verifySignature(call, { secrets, ...subject })).toBeUndefined();
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
				expect(verifySignature({ path: '/', query }, { secrets, ...subject })).toBeUndefined();
			}),
		);
	});
});

describe('findReceiver', () => {
	it.each([
		['', ''],
		['/', ''],
		['/hook', 'hook'],
		['/a/hook/', 'hook'],
		['/webhook-waiting/17', '17'],
		['/connectfi', '/connectfi'],
		[`/webhook/${trigger}/connectfi`, `${trigger}/connectfi`],
		[`/1/${trigger}/connectfi`, `${trigger}/connectfi`],
		['/webhook/my-own-id/connectfi', 'my-own-id/connectfi'],
		// Without an id of n8n: workflow and name of the node.
		['/webhook/a1B2c3D4e5F6g7H8/kyc%20done/connectfi', 'a1B2c3D4e5F6g7H8/kyc%20done/connectfi'],
		['/webhook/12/kyc%20done/connectfi', '12/kyc%20done/connectfi'],
		[`/webhook/12/x${trigger}/connectfi`, `12/x${trigger}/connectfi`],
		[`/webhook/12/${trigger}x/connectfi`, `12/${trigger}x/connectfi`],
		// No id of a workflow, so something before n8n.
		['/webhook/x12/kyc%20done/connectfi', 'kyc%20done/connectfi'],
		['/webhook/12x/kyc%20done/connectfi', 'kyc%20done/connectfi'],
	])('%s: %s', (path, receiver) => {
		expect(findReceiver(path)).toBe(receiver);
	});
});
