import fc from 'fast-check';
import { parseSecrets } from '../../../nodes/ConnectFi/callback/secrets';

const one = 'sixteen letters.';
const two = 'another secret of mine';

it.each([
	[undefined, []],
	['', []],
	[one, [one]],
	[` ${one}\t`, [one]],
	[`${one}, ${two}`, [one, two]],
	[`${one}\n${two}\r\n`, [one, two]],
	[`,${one},,\n,${two},`, [one, two]],
	['ä'.repeat(16), ['ä'.repeat(16)]],
	[1234567890123456, ['1234567890123456']],
])('%j holds %j', (value, secrets) => {
	expect(parseSecrets(value)).toEqual({ secrets });
});

it.each([
	',',
	' ',
	'\n',
	' , \r\n',
	'fifteen letters',
	`a, and then ${two}`,
	`${one}, short`,
	`${one}\nshort`,
	// Padding is no part of it.
	`${' '.repeat(16)}short`,
	'🔑'.repeat(15),
	null,
	false,
	0,
])('%j cannot be used', (value) => {
	expect(parseSecrets(value)).toEqual({
		refusal: expect.stringContaining('at least 16 characters') as string,
	});
});

it('never takes a filled field for an empty one, nor a short piece for a secret', () => {
	const piece = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom(one, two, ',', '\n', ' '));
	fc.assert(
		fc.property(
			fc.array(piece, { minLength: 1 }).map((pieces) => pieces.join('')),
			(value) => {
				fc.pre(value !== '');
				const found = parseSecrets(value);
				if ('refusal' in found) return;
				expect(found.secrets.length).toBeGreaterThan(0);
				for (const secret of found.secrets) {
					expect([...secret].length).toBeGreaterThanOrEqual(16);
					expect(value).toContain(secret);
				}
			},
		),
	);
});

it('never repeats what the field holds', () => {
	expect(JSON.stringify(parseSecrets('hunter2'))).not.toContain('hunter2');
});
