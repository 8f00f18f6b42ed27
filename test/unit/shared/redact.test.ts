import fc from 'fast-check';
import { hidden, redactor, rememberTraces } from '../../../nodes/shared/redact';
import { measureCpuTime } from '../../support/cpuTime';

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
	it.each([
		['in several layers of different kinds', '\\u0025' + '2' + '5' + '2F'],
		['in HTML of URL-encoding', '&#37;2F'],
		['in HTML of HTML', '&amp;amp;#x2F;'],
		['in HTML of a number', '&#47;'],
		['in HTML of a small hexadecimal number', '&#x2f;'],
		['with a backslash before it', '\\\\\\/'],
	])('is taken out %s', (_how, slash) => {
		const redact = redactor(['left of/right of']);
		expect(redact(`(left of${slash}right of)`)).toBe(`(${hidden})`);
	});

	it.each([
		['&', '&amp;'],
		['<', '&lt;'],
		['>', '&gt;'],
		['"', '&quot;'],
		["'", '&apos;'],
		["'", "\\'"],
		['\b', '\\b'],
		['\f', '\\f'],
		['\n', '\\n'],
		['\r', '\\r'],
		['\t', '\\t'],
		['\u0080', '&#128;'],
		['\u07ff', '%DF%BF'],
		['\u0800', '%E0%A0%80'],
		['\uffff', '\\uffff'],
		['\u{10ffff}', '&#x10FFFF;'],
		['\u{10000}', '\\ud800\\udc00'],
	])('with %j in it is taken out where that is %s', (character, encoded) => {
		const redact = redactor([`left of${character}right of`]);
		expect(redact(`(left of${encoded}right of)`)).toBe(`(${hidden})`);
		expect(redact(`(left of${encoded}right off)`)).toBe(`(${hidden}f)`);
		expect(redact(`(left of${encoded}x right of)`)).toBe(`(left of${encoded}x right of)`);
	});

	it('is taken out beside what is no character, in halves or beyond the last one', () => {
		const redact = redactor(['left of/right of']);
		for (const odd of [
			'\\ud800',
			'\\udc00',
			'\ud800',
			'&#1114112;',
			'&#x110000;',
			'&#;',
			'%',
			'%4',
			'\\u12',
		])
			expect(redact(`${odd} left of%2Fright of ${odd}`)).toBe(`${odd} ${hidden} ${odd}`);
	});

	it.each([
		['JSON', (text: string) => JSON.stringify({ before: 'x', text, after: 'y' })],
		['a form', (text: string) => new URLSearchParams({ before: 'x', text, after: 'y' }).toString()],
	])('is taken out of base64 of %s', (_how, write) => {
		const bytes = Buffer.from(write(token));
		for (const shift of [0, 1, 2]) {
			const base64 = Buffer.concat([Buffer.alloc(shift, ' '), bytes]).toString('base64');
			const rest = redactor([token])(base64) as string;
			expect(rest).toContain(hidden);
			for (const part of rest.split(hidden))
				expect(Buffer.from(part, 'base64').toString('latin1')).not.toMatch(/n\+1234|n%2B1234/);
		}
	});

	it('is taken out of base64 of either alphabet', () => {
		const secret = 'a secret with ~~~???>>> in it';
		const [usual, forUrls] = (['base64', 'base64url'] as const).map((alphabet) =>
			Buffer.from(`u:${secret}:u`).toString(alphabet),
		);
		expect(usual).toMatch(/\+.*\//);
		expect(forUrls).toMatch(/-.*_/);
		for (const text of [usual, forUrls, encodeURIComponent(usual), usual.replace(/\//g, '\\/')]) {
			const left = redactor([secret])(text) as string;
			expect(left.replace(hidden, '').length).toBeLessThan(12);
		}
	});

	it('of 12 characters is taken out anywhere, one of 11 where it stands alone', () => {
		const redact = redactor(['abcdefghijkl', 'bcdefghijkl']);
		expect(redact('xabcdefghijklx')).toBe(`x${hidden}x`);
		expect(redact('xbcdefghijklx bcdefghijkl')).toBe(`xbcdefghijklx ${hidden}`);
	});

	it('is trimmed before it is looked for', () => {
		expect(redactor([' of 16 characters\n'])('(of 16 characters)')).toBe(`(${hidden})`);
	});

	it('leaves alone what follows it in base64, but for the bits that they share', () => {
		const text = (behind: string) =>
			Buffer.from(`correct horse battery${behind}`).toString('base64');
		const redact = redactor(['correct horse battery', 'correct horse batter']);
		expect(redact(`${text('')}.x`)).toBe(`${hidden}.x`);
		expect(redact(text('!!!'))).toBe(`${hidden}ISEh`);
		expect(redactor(['correct horse batter'])(text('!!!'))).toBe(`${hidden}5ISEh`);
	});

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
		for (const [opening, closing] of [
			['[', ']'],
			['{"a":', '}'],
		]) {
			const nested = (depth: number) =>
				JSON.parse(opening.repeat(depth) + '"secret value 1"' + closing.repeat(depth)) as unknown;
			const text = JSON.stringify(redactor(['secret value 1'])(nested(50_000)));
			expect(text).toContain(hidden);
			expect(text).not.toContain('secret');
			expect(JSON.stringify(redactor(['another secret'])(nested(90)))).toBe(
				JSON.stringify(nested(90)),
			);
		}
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

describe('secrets that were looked for before', () => {
	it('are found like those of now, and with them', () => {
		const getTraces = rememberTraces();
		const find = () =>
			redactor(['second secret 2'], { known: ['first secret 1'].flatMap(getTraces) });
		for (const redact of [find(), find()])
			expect(redact('first secret 1, second secret 2, third secret 3')).toBe(
				`${hidden}, ${hidden}, third secret 3`,
			);
		expect(getTraces('first secret 1')).toBe(getTraces('first secret 1'));
	});
});

describe('what is ordinary', () => {
	const redact = redactor(['completed', 'pending_documents', 'code'], {
		isOrdinary: (text) => text === 'completed' || text === 'pending_documents',
	});

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
			const list = Array.from({ length: half / 100 }, (_, n) => ({ n: `id_${n}` }));
			return measureCpuTime(() => void redact({ texts, list }));
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
