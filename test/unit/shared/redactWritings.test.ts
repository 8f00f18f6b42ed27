import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { redactor } from '../../../nodes/shared/redact';
import { measureCpuTime } from '../../support/cpuTime';

const withoutSecrets = <T>(answer: T, secrets: string[]) => redactor(secrets)(answer) as T;

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

describe('a secret that is written otherwise', () => {
	const percent = (text: string) =>
		[...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
	const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
	const unicode = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
	const inPython = (text: string) => inJson(text).replace(/[^ -~]/g, unicode);
	const inPhp = (text: string) =>
		inJson(text)
			.replace(/[^ -\x7f]/g, unicode)
			.replace(/\//g, '\\/');
	const inGo = (text: string) => inJson(text).replace(/[<>&\u2028\u2029]/g, unicode);
	const html = (text: string) =>
		text.replace(/[^A-Za-z0-9]/gu, (character) => `&#x${character.codePointAt(0)!.toString(16)};`);
	const named: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' };
	const writings: Array<[string, (text: string) => string]> = [
		['as it is', (text) => text],
		['in an address', encodeURIComponent],
		[
			'in an address, in lower case',
			(text) => encodeURIComponent(text).replace(/%../g, (c) => c.toLowerCase()),
		],
		['in an address twice', (text) => encodeURIComponent(encodeURIComponent(text))],
		['in a whole address', encodeURI],
		['in a form', (text) => new URLSearchParams({ p: text }).toString().slice(2)],
		['in JSON', inJson],
		['in JSON within JSON', (text) => inJson(inJson(text))],
		['in JSON of ASCII', (text) => text.replace(/[^A-Za-z0-9]/g, unicode)],
		['in JSON of Python', inPython],
		['in JSON of Python within its JSON', (text) => inPython(inPython(text))],
		['in JSON of PHP within its JSON', (text) => inPhp(inPhp(text))],
		['in JSON of Go within its JSON', (text) => inGo(inGo(text))],
		['in HTML, by number', html],
		['in HTML, by name', (text) => text.replace(/[&<>"]/g, (character) => `&${named[character]};`)],
		['in base64', (text) => Buffer.from(text).toString('base64').replace(/=+$/, '')],
		['in base64 for addresses', (text) => Buffer.from(text).toString('base64url')],
	];
	/** Control characters, backslashes and what else some encoder escapes stand side by side in many of them. */
	const secrets = fc
		.tuple(
			fc.string({ unit: 'binary', minLength: 6 }),
			fc.string({ unit: fc.constantFrom(...'\\\0\x01\n\x7f"\'/<&uü\u2028ab%') }),
		)
		.map(([start, end]) => `${start}${end}`.trim())
		.filter((text) => text.length >= 6);

	it.each(writings)('is hidden %s', (_, write) => {
		fc.assert(
			fc.property(secrets, (secret) => {
				const clean = withoutSecrets({ said: `It was <${write(secret)}>.` }, [secret]);
				expect(clean).toEqual({ said: 'It was <[hidden]>.' });
			}),
			{ numRuns: 500 },
		);
		expect(withoutSecrets(write('pä&ss "w"+rd/%'), ['pä&ss "w"+rd/%'])).toBe('[hidden]');
	});

	it.each([0, 1, 2, 3])('is hidden in base64 after %i other bytes', (before) => {
		const header = Buffer.from(`${'u'.repeat(before)}password-0123456789!`).toString('base64');
		const clean = withoutSecrets(`Basic ${header}`, ['password-0123456789']);
		expect(clean).toContain('[hidden]');
		expect(Buffer.from(clean.slice(6), 'base64').toString()).not.toMatch(/0123|sswo/);
	});

	it('is hidden where every character is written as bytes', () => {
		expect(withoutSecrets(percent('-_.!'), ['-_.!'])).toBe('[hidden]');
	});

	it('is hidden as a number too, and other numbers stay', () => {
		expect(withoutSecrets({ pin: 123456, code: 5 }, ['123456'])).toEqual({
			pin: '[hidden]',
			code: 5,
		});
	});

	it('is hidden as a word where it is short, and words that hold it stay', () => {
		expect(withoutSecrets('maria is wrong, mariana is not', ['maria'])).toBe(
			'[hidden] is wrong, mariana is not',
		);
		expect(withoutSecrets({ status: 5, id: 15 }, ['5'])).toEqual({ status: 5, id: 15 });
		expect(withoutSecrets('nothing is secret', ['', ' '])).toBe('nothing is secret');
	});

	it('is found fast in a long answer, however long it is', () => {
		const secret = `${randomBytes(1500).toString('base64url')}.-_`;
		expect(withoutSecrets(`x ${'-_'.repeat(500_000)} y`, ['-_'.repeat(500_000)])).toBe(
			'x [hidden] y',
		);
		const timeFor = (thousands: number) => {
			const answer = {
				nearly: secret.slice(0, -1).repeat(thousands / 2),
				written: [
					'\\'.repeat(thousands * 1_000),
					'%25'.repeat(thousands * 300),
					'&amp;'.repeat(thousands * 200),
				],
			};
			return measureCpuTime(() =>
				expect(withoutSecrets(answer, [secret, '-_-_%&'])).toEqual(answer),
			);
		};
		timeFor(10);
		const [short, long] = [timeFor(125), timeFor(1_000)];
		// Eight times as much; sixty-four times as long would be quadratic.
		expect(long).toBeLessThan(Math.max(short, 20) * 24);
	});
});
