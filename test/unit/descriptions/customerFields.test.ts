import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { description } from '../../../nodes/ConnectFi/actions/customer/create.operation';

/** The fields of each form that the vendor's public pages name, lists by what one of their entries holds. */
const address = [
	'type',
	'addressLine1',
	'addressLine2',
	'city',
	'stateCode',
	'postalCode',
	'countryCodeA3',
];
const phone = ['type', 'countryDialingCode', 'phoneNumber'];
const individual = [
	'firstName',
	'lastName',
	'gender',
	'email',
	'dateOfBirth',
	'citizenshipCountryCodeA3',
	'phones',
	...phone.map((name) => `phones.${name}`),
	'addresses',
	...address.map((name) => `addresses.${name}`),
	'identificationDocuments',
	...['type', 'value', 'issuanceCountryCodeA3', 'issuanceRegion', 'expiryDate'].map(
		(name) => `identificationDocuments.${name}`,
	),
];
const published: Record<string, string[]> = {
	individual,
	business: [
		'businessAddresses',
		...address.map((name) => `businessAddresses.${name}`),
		'businessPhones',
		...phone.map((name) => `businessPhones.${name}`),
		'businessRepresentatives',
		...individual.map((name) => `businessRepresentatives.${name}`),
	],
};

/** The parameters that only the form of this customer type shows. */
const formOf = (customerType: string) =>
	description.properties.filter(({ displayOptions }) =>
		displayOptions?.show?.customerType?.includes(customerType),
	);

interface Field {
	path: string;
	/** Its own description and those of the lists that it stands in. */
	told: string;
}

function fieldsIn(properties: INodeProperties[], above: Field = { path: '', told: '' }): Field[] {
	return properties.flatMap((property) => {
		const field = {
			path: above.path ? `${above.path}.${property.name}` : property.name,
			told: `${above.told} ${property.description ?? ''}`,
		};
		const [list] = (property.options ?? []) as Array<{ values?: INodeProperties[] }>;
		return [field, ...(list?.values ? fieldsIn(list.values, field) : [])];
	});
}

describe.each(['individual', 'business'])('the form of customer type %s', (customerType) => {
	const fields = fieldsIn(formOf(customerType).filter(({ type }) => type !== 'notice'));

	it('has every field that connectFi publishes', () =>
		expect(fields.map(({ path }) => path)).toEqual(
			expect.arrayContaining(published[customerType]),
		));

	it('says of every other field that connectFi does not publish it', () => {
		const others = fields.filter(({ path }) => !published[customerType].includes(path));
		expect(others.filter(({ told }) => !told.includes('connectFi does not publish'))).toEqual([]);
		expect(others.map(({ path }) => path)).toEqual(
			customerType === 'business'
				? expect.arrayContaining(['identificationDocuments', 'businessRepresentatives.id'])
				: [],
		);
	});
});

describe('the form of an individual', () => {
	it('opens with a notice of what connectFi usually wants, and what happens without it', () => {
		const [first] = formOf('individual');
		expect(first.type).toBe('notice');
		for (const words of ['set up for each client', 'SSN', 'data_request', 'cannot be changed'])
			expect(first.displayName).toContain(words);
	});
});

describe('the form of a business', () => {
	it('opens with a notice of what is published, and where the rest goes', () => {
		const [first] = formOf('business');
		expect(first.type).toBe('notice');
		expect(first.displayOptions?.show).toEqual({
			customerType: ['business'],
			inputMode: ['fields'],
		});
		for (const words of ['addresses and phones', 'representatives', 'company name'])
			expect(first.displayName).toContain(words);
		const furtherFields = description.options?.find(({ name }) => name === 'furtherFields');
		expect(first.displayName).toContain(furtherFields?.displayName);
	});

	it('says which fields of a representative are published', () => {
		const representatives = formOf('business').find(
			({ name }) => name === 'businessRepresentatives',
		);
		expect(representatives?.description).toContain(
			'connectFi publishes only last name, email, addresses and phones',
		);
	});
});

describe('countries and states', () => {
	const root = join(__dirname, '../../..');
	const dropdowns = (properties: INodeProperties[]): INodeProperties[] =>
		properties.flatMap((property) => {
			const [list] = (property.options ?? []) as Array<{ values?: INodeProperties[] }>;
			return [property, ...dropdowns(list?.values ?? [])];
		});
	const choicesOf = (name: string) => {
		const found = dropdowns(description.properties).filter((property) => property.name === name);
		expect(found.length).toBeGreaterThan(1);
		expect(found.filter(({ type, default: preset }) => type !== 'options' || preset)).toEqual([]);
		return found[0].options as INodePropertyOptions[];
	};

	it('are those of ISO 3166', () => {
		const check = ['--import', 'tsx', join(root, 'scripts/places.ts'), '--check'];
		const { status, stderr } = spawnSync(process.execPath, check, { encoding: 'utf8', cwd: root });
		expect([status, stderr]).toEqual([0, '']);
	});

	it.each(['citizenshipCountryCodeA3', 'countryCodeA3', 'issuanceCountryCodeA3'])(
		'%s offers every country, by the code that connectFi shows in its samples',
		(name) => {
			const choices = choicesOf(name);
			expect(choices).toHaveLength(250);
			expect(choices).toContainEqual({ name: 'United States (USA)', value: 'USA' });
			expect(choices.filter(({ value }) => value && !/^[A-Z]{3}$/.test(String(value)))).toEqual([]);
		},
	);

	it('stateCode offers every state, by its postal abbreviation', () => {
		expect(choicesOf('stateCode')).toContainEqual({ name: 'New York (NY)', value: 'NY' });
		expect(choicesOf('stateCode')).toContainEqual({ name: 'Ontario (ON)', value: 'ON' });
	});
});
