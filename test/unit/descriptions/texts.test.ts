import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { CloudPaymentsKyc } from '../../../nodes/CloudPaymentsKyc/CloudPaymentsKyc.node';
import { CloudPaymentsKycTrigger } from '../../../nodes/CloudPaymentsKyc/CloudPaymentsKycTrigger.node';
import { ConnectFi } from '../../../nodes/ConnectFi/ConnectFi.node';
import { ConnectFiTrigger } from '../../../nodes/ConnectFi/ConnectFiTrigger.node';

interface Text {
	/** Of what it is the text, e.g. `Files > File > View`. */
	of: string;
	text: string;
}

type Part = INodeProperties | INodePropertyOptions | INodePropertyCollection;

/** All parts of the node's panel: parameters, their choices and the fields of their lists. n8n's lint sees literals only. */
function partsIn(properties: Part[], above = ''): Array<{ of: string; part: Part }> {
	return properties.flatMap((part) => {
		const name = 'displayName' in part ? part.displayName : part.name;
		const of = above ? `${above} > ${name}` : name;
		const inner = [...('options' in part ? (part.options ?? []) : [])];
		return [
			{ of, part },
			...partsIn(inner, of),
			...partsIn('values' in part ? part.values : [], of),
		];
	});
}

describe.each([
	new ConnectFi(),
	new ConnectFiTrigger(),
	new CloudPaymentsKyc(),
	new CloudPaymentsKycTrigger(),
])('the texts of $description.displayName', ({ description: { properties } }) => {
	const parts = partsIn(properties).filter(
		({ part }) => !('type' in part && part.type === 'notice'),
	);
	const texts = (key: 'action' | 'description' | 'placeholder' | 'title') =>
		parts.flatMap(({ of, part }): Text[] => {
			const text =
				key === 'title'
					? 'displayName' in part
						? part.displayName
						: part.name
					: (part as INodePropertyOptions & INodeProperties)[key];
			return text ? [{ of, text }] : [];
		});
	const breaking = (found: Text[], rule: RegExp) => found.filter(({ text }) => !rule.test(text));

	/** Countries and states have names of their own. */
	const isPlace = ({ text }: Text) => / \([A-Z]{2,3}\)$/.test(text);

	it('names are in Title Case', () => {
		const word =
			/^([A-Z0-9(][^ ]*|connectFi|webhookU(rl|RL)|deviceId|a|an|and|as|by|for|in|of|on|or|to|the)$/;
		expect(
			texts('title')
				.filter((title) => !isPlace(title))
				.filter(({ text }) => text.split(' ').some((one) => !word.test(one))),
		).toEqual([]);
	});

	it('actions are in sentence case', () => {
		const sentence =
			/^[A-Z][a-z]+( (?!Start|Get|Create|Status|Customer|Document|Application)[^ ]+)*$/;
		expect(breaking(texts('action'), sentence)).toEqual([]);
	});

	it('descriptions begin with a capital letter, and end with a full stop if there are several sentences', () => {
		const found = texts('description');
		expect(breaking(found, /^([A-Z0-9]|connectFi )/)).toEqual([]);
		expect(
			found.filter(({ text }) => /[\w)]\. ([A-Z]|connectFi)/.test(text) !== text.endsWith('.')),
		).toEqual([]);
	});

	it('booleans say what they decide', () => {
		const booleans = parts.filter(({ part }) => 'type' in part && part.type === 'boolean');
		expect(
			booleans.filter(({ part }) => !/^Whether /.test((part as INodeProperties).description ?? '')),
		).toEqual([]);
	});

	it('dates are without a time, so that n8n keeps one that is typed in', () => {
		const dates = parts.filter(({ part }) => 'type' in part && part.type === 'dateTime');
		expect(dates.filter(({ part }) => !(part as INodeProperties).typeOptions?.dateOnly)).toEqual(
			[],
		);
	});

	it('examples say that they are some', () => {
		const fields = parts.filter(
			({ part }) => 'type' in part && !/ollection$/.test(part.type) && part.placeholder,
		);
		expect(
			fields.filter(({ part }) => !/^e\.g\. /.test((part as INodeProperties).placeholder!)),
		).toEqual([]);
	});

	it('every field says what it is for, and texts give an example', () => {
		const fields = parts.filter(({ part }) => 'type' in part) as Array<{
			of: string;
			part: INodeProperties;
		}>;
		const dropdowns = ['resource', 'operation', 'options'];
		expect(
			fields
				.filter(({ part }) => !dropdowns.includes(part.name) && !part.description)
				.map(({ of }) => of),
		).toEqual([]);
		const texts = fields.filter(
			({ part: { type, default: preset, typeOptions } }) =>
				['string', 'json', 'dateTime'].includes(type) &&
				(preset === '' || preset === '{}') &&
				!typeOptions?.password,
		);
		expect(
			texts
				.filter(({ part }) => !part.placeholder && !part.description?.includes('{"'))
				.map(({ of }) => of),
		).toEqual([]);
	});
});
