import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../../n8n/install';
import { exampleFiles, readExample } from '../../playground/examples';

const readme = readFileSync(join(repoRoot, 'examples/README.md'), 'utf8');

/** Nodes that n8n reaches by an address made of their `webhookId`. */
const calledFromOutside = /\.(formTrigger|form|chatTrigger|wait|connectFiTrigger)$/;

/** The names of a customer's fields on the vendor's pages, and those of the node's own parameters around them. */
const publishedNames = new Set(
	[
		'firstName lastName gender email dateOfBirth citizenshipCountryCodeA3 addresses phones',
		'type addressLine1 addressLine2 city stateCode postalCode countryCodeA3',
		'countryDialingCode phoneNumber',
		'identificationDocuments value issuanceCountryCodeA3 issuanceRegion expiryDate',
		'businessAddresses businessPhones businessRepresentative',
		'authentication resource operation customerType customerReference inputMode options entry',
		'businessRepresentatives',
	].flatMap((names) => names.split(' ')),
);

/** The names of all properties of a customer, at every depth. */
function namesIn(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(namesIn);
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, inner]) => {
		// Further Fields may hold what connectFi agreed with the client.
		if (name === 'options') return [name];
		return [name, ...namesIn(inner)];
	});
}

describe.each(exampleFiles())('%s', (file) => {
	const workflow = readExample(file) as ReturnType<typeof readExample> & { active?: boolean };
	const { nodes } = workflow;

	it('holds no credential and no data of a run, and is not active', () => {
		expect(nodes.filter(({ credentials }) => credentials)).toEqual([]);
		expect(workflow.pinData ?? {}).toEqual({});
		expect(workflow.active ?? false).toBe(false);
	});

	it('runs in the order that today is the standard', () =>
		expect(workflow.settings).toMatchObject({ executionOrder: 'v1' }));

	it('names each node once, and connects nodes that exist', () => {
		const names = nodes.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(names.length);
		const targets = Object.values(workflow.connections)
			.flatMap((outputs) => Object.values(outputs).flat())
			.flatMap((connections) => connections ?? [])
			.map(({ node }) => node);
		expect(names).toEqual(
			expect.arrayContaining([...Object.keys(workflow.connections), ...targets]),
		);
	});

	it('explains itself on the canvas', () => {
		const notes = nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
		expect(notes.some(({ parameters }) => String(parameters.content).startsWith('## '))).toBe(true);
	});

	it('names no field of a customer that connectFi does not publish', () => {
		const creating = nodes.filter(
			({ type, parameters }) =>
				/\.connectFi$/.test(type) &&
				parameters.resource === 'customer' &&
				parameters.operation === 'create',
		);
		for (const { parameters } of creating) {
			const given = parameters.inputMode === 'json' ? parameters.json : parameters;
			// What an expression gives is another node's answer; that is for the tests in n8n.
			if (typeof given === 'string' && given.startsWith('=')) continue;
			const customer = typeof given === 'string' ? (JSON.parse(given) as object) : given;
			expect(namesIn(customer).filter((name) => !publishedNames.has(name))).toEqual([]);
			// Published of individuals only.
			if (parameters.customerType === 'business')
				expect(customer).not.toHaveProperty('identificationDocuments');
		}
	});

	it('gives nodes that are called from outside an address', () => {
		const called = nodes.filter(({ type }) => calledFromOutside.test(type));
		expect(called.filter(({ webhookId }) => !webhookId).map(({ name }) => name)).toEqual([]);
	});

	it('has its section in the README, with a picture that loads fast', () => {
		const picture = `../docs/images/${file.replace(/\.json$/, '.png')}`;
		expect(readme).toContain(`[${file}](${file})`);
		expect(readme).toContain(`](${picture})`);
		const png = readFileSync(join(repoRoot, 'examples', picture));
		expect(png.toString('latin1', 1, 4)).toBe('PNG');
		expect(png.length).toBeLessThan(200_000);
	});
});

it.each([
	[
		'individual-onboarding.json',
		['Create Customer', 'Start Identification', 'Documents Wanted?', 'Submit Documents', 'Outcome'],
	],
	['onboard-customer.json', ['Onboard Customer', 'Wait for Outcome', 'Outcome']],
])('%s needs no more than these besides its trigger and the data to try it with', (file, steps) => {
	const { nodes } = readExample(file);
	const found = nodes.filter(({ type }) => !/\.(stickyNote|manualTrigger|set)$/.test(type));
	expect(found.map(({ name }) => name)).toEqual(steps);
});

it('reconcile-missed-callbacks.json needs at most 12 nodes', () => {
	const { nodes } = readExample('reconcile-missed-callbacks.json');
	expect(nodes.filter(({ type }) => !type.endsWith('.stickyNote')).length).toBeLessThanOrEqual(12);
});
