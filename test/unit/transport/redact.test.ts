import fc from 'fast-check';
import { hidden, redactor } from '../../../nodes/ConnectFi/transport/redact';

const token = 'tok/En+1234=56 "ü"&<7>';
const url = 'https://n8n.example.com/webhook-waiting/12?signature=0a1b2c&cfCustomerId=c1';

/** As PHP writes JSON. */
const escapedSlashes = (text: string) => JSON.stringify(text).slice(1, -1).replace(/\//g, '\\/');
const escapedAll = (text: string) =>
	text
		.split('')
		.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
		.join('');
const percentAll = (text: string) =>
	[...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const html = (text: string) =>
	text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

const encodings: Array<[string, (text: string) => string]> = [
	['as it is', (text) => text],
	['URL-encoded', encodeURIComponent],
	['URL-encoded twice', (text) => encodeURIComponent(encodeURIComponent(text))],
	['as a form field', (text) => new URLSearchParams({ a: text }).toString().slice(2)],
	['URL-encoded byte by byte', percentAll],
	['in JSON', (text) => JSON.stringify(text).slice(1, -1)],
	['in JSON within JSON', (text) => JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1)],
	['in JSON with escaped slashes', escapedSlashes],
	['in JSON with every character escaped', escapedAll],
	['URL-encoded, in JSON', (text) => escapedSlashes(encodeURIComponent(text))],
	['in HTML', html],
	['in base64', (text) => Buffer.from(text).toString('base64')],
	['in base64 for URLs', (text) => Buffer.from(text).toString('base64url')],
	['in base64, in JSON', (text) => escapedSlashes(Buffer.from(text).toString('base64'))],
	['in base64, URL-encoded', (text) => encodeURIComponent(Buffer.from(text).toString('base64'))],
];

describe.each(encodings)('a secret %s', (_how, encode) => {
	it.each([token, url, 'correct horse battery'])('is taken out: %s', (secret) => {
		const redact = redactor([secret]);
		expect(redact(encode(secret))).toBe(hidden);
		expect(redact(`before ${encode(secret)} after`)).toBe(`before ${hidden} after`);
		expect(redact(`:${encode(secret)},${encode(secret)};`)).toBe(`:${hidden},${hidden};`);
	});
});

describe('a secret', () => {
	it.each(['', 'u', 'us', 'use', 'user:', 'a longer login:'])(
		'is taken out of base64 of %j and it',
		(login) => {
			const header = Buffer.from(`${login}correct horse battery:`).toString('base64');
			const left = redactor(['correct horse battery'])(`Basic ${header}`) as string;
			expect(left).toContain(hidden);
			const decoded = left
				.split(hidden)
				.map((part) => Buffer.from(part.replace('Basic ', ''), 'base64').toString('latin1'))
				.join('|');
			expect(decoded).not.toMatch(/orrect|horse|batter/);
		},
	);

	it('is taken out at any depth, of numbers and of the names of properties', () => {
		const body = JSON.parse(
			'{"a":[{"b":"x 123456789012 y"},123456789012],"123456789012":1,"__proto__":{"c":"123456789012"}}',
		) as object;
		expect(JSON.stringify(redactor(['123456789012'])(body))).toBe(
			'{"a":[{"b":"x [hidden] y"},"[hidden]"],"[hidden]":1,"__proto__":{"c":"[hidden]"}}',
		);
	});

	it('of two that overlap, the longer goes as a whole', () => {
		const redact = redactor(['0123456789abcdef', '/path?0123456789abcdef', undefined, null, 7]);
		expect(redact('at /path?0123456789abcdef, 0123456789abcdef')).toBe('at [hidden], [hidden]');
	});

	it('with less than four characters is not looked for', () => {
		const value = { code: '0', list: ['abc', 'a', ''] };
		expect(redactor(['abc', '0', '', ' '])(value)).toBe(value);
	});

	it('cannot hide below what is read: what lies too deep is hidden as a whole', () => {
		const deep = JSON.parse(
			'['.repeat(50_000) + '"secret value 1"' + ']'.repeat(50_000),
		) as unknown;
		const text = JSON.stringify(redactor(['secret value 1'])(deep));
		expect(text).toContain(hidden);
		expect(text).not.toContain('secret');
	});

	it('that is part of a pattern means itself', () => {
		const secret = '.*+?^$()[]{}|/-\\d';
		const redact = redactor([secret]);
		expect(redact(`<${secret}>`)).toBe(`<${hidden}>`);
		expect(redact('.*+?^$()[]{}|/-\\1')).toBe('.*+?^$()[]{}|/-\\1');
	});
});

describe('a short secret', () => {
	const redact = redactor(['John', 'pa$$w0rd!', 'hidden']);

	it.each([
		'John',
		'login user/John is wrong',
		'user:John.',
		'"John"',
		'name=John&x=1',
		'user%3DJohn%26',
		'say \\"John\\"',
		'line\\nJohn',
		'\\u0022John\\u0022',
		'(%4aohn)',
		'Sm9obg==',
		'of Sm9obg, in base64',
		'pa$$w0rd!x',
	])('is taken out where it stands alone: %s', (text) => {
		const left = redact(text) as string;
		expect(left).toContain(hidden);
		expect(left).not.toMatch(/John|Sm9o|w0rd|ohn/);
	});

	it.each([
		'Johnson',
		'McJohn',
		'Jóhn',
		'Johné',
		'cst_John_1',
		'1a2b-John-3c4d',
		'john',
		'john@example.com',
		'John@example.com',
		'a.John@example.com',
		'me@John.example.com',
		'x1Sm9obg2',
	])('stays where it is part of something else: %s', (text) => {
		expect(redact(text)).toBe(text);
	});

	it('stays as the name of a property, unless that is more than a name', () => {
		expect(redact({ John: 1, 'to John': 2, 'pa$$w0rd!': 3, hidden: { John: 'John' } })).toEqual({
			John: 1,
			'to [hidden]': 2,
			[hidden]: 3,
			hidden: { John: hidden },
		});
	});

	it('hides no number that holds it', () => {
		expect(redactor(['2024'])({ a: 20240, b: 2024, c: -2024.5 })).toEqual({
			a: 20240,
			b: hidden,
			c: -2024.5,
		});
	});
});

describe('what is ordinary', () => {
	const redact = redactor(
		['completed', 'pending_documents', 'code'],
		(text) => text === 'completed' || text === 'pending_documents',
	);

	it('stays as a whole, whatever is a secret', () => {
		const value = { code: 'completed', pending_documents: ['pending_documents'] };
		expect(redact(value)).toEqual(value);
	});

	it('goes where it is told about', () => {
		expect(redact('Login with completed refused, or pending_documents')).toBe(
			'Login with [hidden] refused, or [hidden]',
		);
	});
});

describe('everything else', () => {
	it('comes out as it went in', () => {
		const redact = redactor([token, url, 'Tr0ub4dor&3', 'a secret of callbacks']);
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const parsed: unknown = JSON.parse(JSON.stringify(value));
				expect(JSON.stringify(redact(parsed))).toBe(JSON.stringify(parsed));
			}),
			{ numRuns: 2_000 },
		);
	});

	it('is read in time to its length, however it is made', () => {
		const secrets = ['a'.repeat(40), 'abab'.repeat(10), url.padEnd(500, 'ab'), 'aaaa', token];
		const redact = redactor(secrets);
		const timeFor = (length: number) => {
			const half = length / 2;
			const texts = [
				'a'.repeat(39) + 'b',
				'aaa-',
				'\\',
				'%25',
				'&amp;amp;',
				'x',
				'abababababababababababababababababababc',
				url.padEnd(499, 'ab') + 'c',
			].map((piece) => piece.repeat(length / piece.length));
			const before = performance.now();
			redact({ texts, list: Array.from({ length: half / 100 }, (_, n) => ({ n: `id_${n}` })) });
			return performance.now() - before;
		};
		timeFor(10_000);
		const [short, long] = [timeFor(200_000), timeFor(1_600_000)];
		// Eight times as much; sixty-four times as long would be quadratic.
		expect(long).toBeLessThan(Math.max(short, 20) * 24);
		expect(long).toBeLessThan(10_000);
	});
});

it('nothing around a secret changes, whatever it is and however the secret is encoded', () => {
	const around = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.string({
			unit: fc.constantFrom('%41', '\\u00e9', '\\\\', '&amp;', 'ü', '😀', '%', '&', 'a'),
		}),
	);
	const secrets = [token, 'Grüße 😀 an alle'];
	const redact = redactor(secrets);
	fc.assert(
		fc.property(
			around,
			around,
			fc.constantFrom(...secrets),
			fc.constantFrom(...encodings.map(([, encode]) => encode)),
			(before, after, secret, encode) => {
				expect(redact(`${before} ${encode(secret)} ${after}`)).toBe(`${before} ${hidden} ${after}`);
			},
		),
		{ numRuns: 5_000 },
	);
});
