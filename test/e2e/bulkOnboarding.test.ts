import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { StoredWorkflow } from '../../n8n/client';
import { fillInDataTables, readDataTable } from '../../n8n/dataTables';
import { n8nFolders } from '../../n8n/install';
import { waitFor } from '../../n8n/waitFor';
import { readExample } from '../../playground/examples';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';

/** What of n8n's own spreadsheet library writes a file, as the one that n8n reads it with. */
interface SheetJs {
	utils: {
		book_new(): object;
		aoa_to_sheet(cells: unknown[][]): object;
		book_append_sheet(book: object, sheet: object): void;
	};
	write(book: object, options: { type: 'buffer'; bookType: 'xlsx' }): Buffer;
}

/** A row of the file, by its headers. */
type Row = Record<string, string | number | Date>;

const perUpload = 400_000;

/** How many good rows the file has, besides the bad ones: 500 take 160 s for each line. `BULK_ROWS=100` is quicker. */
const goodRows = Number(process.env.BULK_ROWS ?? 490);

/** What can be wrong with a row, and what the summary says of it. */
const mistakes: Array<[Row, string]> = [
	[{ Reference: '' }, 'Reference must have 1 to 32 letters or digits'],
	[{ Reference: 'bulk-1' }, 'Reference must have 1 to 32 letters or digits'],
	[{ Reference: 'bulk0' }, 'Reference stands in an earlier row, too'],
	[{ 'First name': '' }, 'First name is missing'],
	[{ 'Last name': ' ' }, 'Last name is missing'],
	[{ 'Date of birth': '23.4.1986' }, 'Date of birth must be a past date as YYYY-MM-DD'],
	[{ 'Date of birth': '1986-02-30' }, 'Date of birth must be a past date as YYYY-MM-DD'],
	[
		{ State: 'Massachusetts', City: '' },
		'Street or City is missing; State must have two capital letters',
	],
	[{ 'ZIP code': '021345' }, 'ZIP code must have 5 digits'],
	[{ 'License back': 'C:\\back.png' }, 'License front and License back must be links'],
];

describe.each(['2.x', '1.x'] as const)('bulk-onboarding.json on n8n %s', (line) => {
	let environment: TestEnvironment;
	let workflow: StoredWorkflow;
	beforeAll(async () => {
		environment = await startTestEnvironment({ line, n8n: 'own' });
		workflow = await environment.importWorkflow(
			await fillInDataTables(environment.client, readExample('bulk-onboarding.json')),
		);
		await environment.activate(workflow);
	});
	afterAll(async () => await environment.stop());

	const applications = () => environment.sandbox.state().applications;
	const customers = () => environment.sandbox.state().customers;

	const customerRow = (reference: string, more: Row = {}): Row => ({
		Reference: reference,
		'First name': 'Jane',
		'Last name': 'Testman',
		'Date of birth': '1986-04-23',
		'Street and number': '1 Main Street',
		City: 'Boston',
		State: 'MA',
		'ZIP code': '02134',
		'License front': `${environment.sandbox.url}/sandbox/specimens/front.jpg`,
		'License back': `${environment.sandbox.url}/sandbox/specimens/back.png`,
		...more,
	});
	const toCells = (rows: Row[]) => [Object.keys(rows[0]), ...rows.map(Object.values)];

	/** As Excel saves "CSV UTF-8": with a byte order mark and the line ends of Windows. */
	const toCsv = (rows: Row[]) =>
		new File(['\ufeff', toCells(rows).join('\r\n'), '\r\n'], 'customers.csv');

	function toExcel(rows: Row[]): File {
		const load = createRequire(join(n8nFolders['2.x'], 'package.json'));
		const { utils, write } = load('@e965/xlsx') as SheetJs;
		const book = utils.book_new();
		utils.book_append_sheet(book, utils.aoa_to_sheet(toCells(rows)));
		const content = write(book, { type: 'buffer', bookType: 'xlsx' });
		return new File([content], 'Customers.XLSX');
	}

	/** Sends the form, and gives the path of its last page, which n8n has as soon as all cases have been started. */
	async function submit(file: File): Promise<string> {
		const { webhookId } = workflow.nodes.find(({ name }) => name === 'Upload')!;
		const body = new FormData();
		body.append('field-0', file);
		const answer = await waitFor(async () => {
			const address = `${environment.client.url}/form/${webhookId}`;
			const response = await fetch(address, { method: 'POST', body });
			return response.ok ? await response.text() : undefined;
		}, 'the form');
		return /\/form-waiting\/[^"]*/.exec(answer)![0];
	}

	/** Sends the form, waits until no case is in work, and gives what the form's last page says. */
	async function upload(file: File): Promise<string> {
		const path = await submit(file);
		const [id] = /\d+/.exec(path)!;
		await environment.client.waitForExecution(id, { waiting: true, timeoutMs: perUpload });
		const page = await (await fetch(`${environment.client.url}${path}`)).text();
		await waitFor(
			async () => (await listCases()).every(({ status }) => status !== 'started') || undefined,
			'all cases to be done',
			perUpload,
		);
		return page;
	}

	const readRows = async () => await readDataTable(environment.client, 'connectFi onboarding');
	/** Where the cases stand, by the data table. */
	const listCases = async () =>
		(await readRows()).map(({ reference, status, outcome }) => ({
			reference: String(reference),
			status: String(status),
			outcome: outcome === null ? null : String(outcome),
		}));

	/** How many executions sleep until connectFi decides. */
	async function countAsleep(): Promise<number> {
		const filter = encodeURIComponent(
			JSON.stringify({ workflowId: workflow.id, status: ['waiting'], mode: 'integrated' }),
		);
		const { results } = await environment.client.request<{ results: Array<{ mode: string }> }>(
			'GET',
			`/rest/executions?limit=100&filter=${filter}`,
		);
		return results.filter(({ mode }) => mode === 'integrated').length;
	}

	it(`takes ${goodRows + mistakes.length} rows through a kill of n8n: each good one once, each bad one named`, async () => {
		const names = (index: number) =>
			index % (goodRows / 5) === 3
				? 'WaitReview'
				: index % (goodRows / 10) === 2
					? 'Denied'
					: 'Testman';
		const good = Array.from({ length: goodRows }, (_, index) =>
			customerRow(`bulk${index}`, { 'Last name': names(index) }),
		);
		const apart = Math.floor(goodRows / 11);
		const rows = mistakes.reduce((all, [mistake], index) => {
			const at = apart * (index + 1);
			return [...all.slice(0, at), customerRow(`wrong${index}`, mistake), ...all.slice(at)];
		}, good);
		const file = toCsv(rows);

		await submit(file);
		await waitFor(
			() => applications().length >= goodRows * 0.4 || undefined,
			'part of the identifications',
			perUpload,
		);
		await environment.kill();
		await environment.restart();
		await waitFor(
			async () => (await listCases()).some(({ status }) => status === 'interrupted') || undefined,
			'the cases that n8n was working on to be marked',
		);
		expect(applications().length).toBeLessThan(goodRows);

		const summary = await upload(file);
		for (const [index, [, said]] of mistakes.entries())
			expect(summary).toContain(`Row ${apart * (index + 1) + 2}: ${said}`);
		expect(summary).toContain(`${rows.length} rows read.`);
		expect(summary.match(/Row \d+:/g)).toHaveLength(10);

		const outcomes: Record<string, { status: string; outcome: string }> = {
			Testman: { status: 'decided', outcome: 'APPROVED' },
			Denied: { status: 'decided', outcome: 'DECLINED' },
			WaitReview: { status: 'waiting', outcome: 'WAITING_REVIEW' },
		};
		const expected = (review = outcomes.WaitReview) =>
			good.map((_, index) => ({
				reference: `bulk${index}`,
				...(names(index) === 'WaitReview' ? review : outcomes[names(index)]),
			}));
		const byReference = (list: Array<{ reference: string }>) =>
			[...list].sort((a, b) => a.reference.localeCompare(b.reference));
		const expectOneOfEach = () => {
			expect(customers()).toHaveLength(goodRows);
			expect(applications()).toHaveLength(goodRows);
			expect(new Set(applications().map(({ customerId }) => customerId)).size).toBe(goodRows);
			const linked = applications().map(({ entities }) => entities[0].documents.length);
			expect(linked.filter((count) => count === 2)).toHaveLength(goodRows - 10);
			expect(linked.filter((count) => count === 0)).toHaveLength(10);
		};
		expectOneOfEach();
		expect(byReference(await listCases())).toEqual(byReference(expected()));

		// Those in review are asked once more, and nobody waits twice for one of them.
		const asleep = await countAsleep();
		expect(asleep).toBeGreaterThan(0);
		expect(await upload(file)).toContain('Cases started: 5');
		expect(await countAsleep()).toBe(asleep);
		expect(byReference(await listCases())).toEqual(byReference(expected()));

		// Who slept when n8n was killed wakes up by the callback; where nobody does any more, the next upload finds out.
		for (const { applicationId, outcome } of applications())
			if (outcome === null) await environment.sandbox.decide(applicationId, 'Approved');
		await upload(file);
		const approved = { status: 'decided', outcome: 'APPROVED' };
		expect(byReference(await listCases())).toEqual(byReference(expected(approved)));
		expectOneOfEach();
		expect(await upload(file)).toContain('Cases started: 0');
	}, 1_200_000);

	it('reads an Excel file, with its own dates and ZIP codes without their zero', async () => {
		environment.sandbox.reset();
		const summary = await upload(
			toExcel([
				customerRow('excel1', { 'Date of birth': new Date(1986, 3, 23), 'ZIP code': 2134 }),
				customerRow('excel2', { 'Date of birth': 'unknown' }),
			]),
		);
		expect(summary).toContain('Cases started: 1');
		expect(summary).toContain('Row 3: Date of birth must be');
		expect(customers()).toMatchObject([
			{ customer: { dateOfBirth: '1986-04-23', addresses: [{ postalCode: '02134' }] } },
		]);
	});

	it('says why a case stopped, and goes on with it when the file was corrected', async () => {
		environment.sandbox.reset();
		const missing = `${environment.sandbox.url}/sandbox/specimens/missing.jpg`;
		await upload(toCsv([customerRow('stopped1', { 'License front': missing })]));
		const find = async () => (await readRows()).find(({ reference }) => reference === 'stopped1');
		expect(await find()).toMatchObject({ status: 'stopped', outcome: null });
		expect((await find())!.reason).toMatch(/404/);

		await upload(toCsv([customerRow('stopped1')]));
		expect(await find()).toMatchObject({ status: 'decided', outcome: 'APPROVED', reason: '' });
		expect(customers()).toHaveLength(1);
	});
});
