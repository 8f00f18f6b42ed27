import { toText } from '../../../nodes/shared/text';

it.each<[unknown, string]>([
	[undefined, ''],
	[null, ''],
	[' x ', ' x '],
	[0, '0'],
	[false, 'false'],
	[['a', 1], 'a,1'],
	[{ toString: () => 'a date' }, 'a date'],
	[{ toString: 'no function' }, '{"toString":"no function"}'],
	[[{ toString: null }], '[{"toString":null}]'],
])('%j is the text %j', (value, text) => {
	expect(toText(value)).toBe(text);
});
