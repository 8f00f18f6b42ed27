import type { Sandbox } from '../../../sandbox';
import { examples, keyOf, pages, pathOf, scenes, seedFor, stage } from '../../support/vendorPages';
import { clientOf, form } from './support';

/** How many examples each page has, counted on the page. */
const counts = {
	Identification: 5,
	'Init (deprecated)': 3,
	'KYC/KYB Process Using /akepa': 28,
	'Link Document (deprecated)': 5,
};

const { sandboxFor, close } = stage();
afterAll(close);

it('no example of a page is left out', () => {
	expect(Object.fromEntries(pages.map(({ page, examples: { length } }) => [page, length]))).toEqual(
		counts,
	);
	expect(pages.map(({ page, examples: onPage }) => [page, onPage.map(keyOf)])).toEqual(
		pages.map(({ page }) => [page, Object.keys(scenes[page])]),
	);
	expect(Object.keys(scenes).sort()).toEqual(Object.keys(counts).sort());
});

/** Seeds what the page presupposes and sends its request without any node. */
async function replay({ example, scene }: (typeof examples)[number], replaced: object = {}) {
	const client = clientOf(await sandboxFor(scene));
	const seeded = await client.post('/sandbox/seed', seedFor(example, scene));
	expect(seeded.data).toEqual({ seeded: true });
	const { status, data } = await client.request({
		method: example.method,
		url: pathOf(example, scene),
		data: example.path.includes('/upload/')
			? form()
			: scene.request && { ...scene.request, ...replaced },
	});
	return [status, data];
}

describe('the sandbox answers what the page shows', () => {
	const answered = examples.filter(({ example }) => example.response);
	it.each(answered)('$page: $key', async (shown) => {
		expect(await replay(shown)).toEqual([shown.example.status, shown.example.response]);
	});
});

describe('the sandbox takes the request that the page shows', () => {
	const requests = examples.filter(({ example }) => !example.response);
	it.each(requests)('$page: $key', async (shown) => {
		const { placeholders } = shown.scene;
		expect(await replay(shown, placeholders)).toMatchObject([200, { code: '0' }]);
		for (const name of Object.keys(placeholders ?? {}))
			expect(await replay(shown)).toMatchObject([
				400,
				{ code: 'requestValidateError', context: [{ instancePath: `/${name}` }] },
			]);
	});
});

describe('seeding', () => {
	let sandbox: Sandbox;
	beforeEach(async () => {
		sandbox = await sandboxFor({ seed: {} });
	});

	it('refuses a record without its id', async () => {
		const seed = { customers: [{ reference: 'r' }] };
		const { status, data } = await clientOf(sandbox).post('/sandbox/seed', seed);
		expect([status, data.error]).toEqual([400, 'Every seeded record needs its id']);
	});

	it('is forgotten on reset', async () => {
		const client = clientOf(sandbox);
		const everything = {
			customers: [{ customerId: 'csta-1' }],
			applications: [{ applicationId: 'iapp_1', customerId: 'cstap_1' }],
			documents: [{ id: 'doc_1' }],
			legacyCustomers: [{ customerId: 'csta-1' }],
			separateDocuments: [{ id: 'sdoc_1' }],
			now: '2022-01-01T00:00:00.000Z',
		};
		await client.post('/sandbox/seed', everything);
		expect(Object.values(sandbox.state()).flat()).toHaveLength(6);
		await client.post('/sandbox/reset');
		expect(Object.values(sandbox.state()).flat()).toEqual([]);
		sandbox.seed({ customers: [{ customerId: 'csta-1' }] });
		expect(sandbox.state().customers[0].dtsCreatedAt).not.toMatch(/^2022/);
	});
});
