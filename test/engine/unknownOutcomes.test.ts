import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox';
import { useFakeClock } from '../support/fakeClock';
import { cardAttributes, listChanges, reference, type Change } from './support/changes';
import { createCustomer } from './support/connectFi';
import { individual } from './support/individual';
import { useSandbox } from './support/useSandbox';

/** `npm run outcomes` runs this file too, and has it write the table that it compares. */
const isWriting = process.env.npm_lifecycle_event === 'outcomes';
const page = join(__dirname, '../../docs/reliability.md');

const time = useFakeClock();
let sandbox: Sandbox;
useSandbox((started) => (sandbox = started));

/** Longer than any default timeout of a node, in milliseconds. */
const beyondTimeout = 200_000;
/** How late a request is processed whose sender has given up, in real milliseconds. */
const late = 300;

type Fault = Parameters<Sandbox['addFault']>[0];
/** What comes back for the first request that the row is about. */
const faults: Record<string, Fault> = {
	'lost response': { kind: 'lostAnswer' },
	'reset before': { kind: 'reset' },
	'HTTP 502': { kind: 'status', status: 502 },
	timeout: { kind: 'slowBody', delayMs: beyondTimeout },
	'timeout, processed later': { kind: 'latency', delayMs: late },
};

const { changes, run, output, state, startedCustomer, legacyCustomer } = listChanges(() => sandbox);

/** Lets the timeout of a request pass once the sandbox has it. */
async function timeOut({ kind }: Fault): Promise<void> {
	const arrived = () => sandbox.requests.some(({ fault }) => fault === kind);
	const processed = () => sandbox.requests.some(({ fault, status }) => fault && status === 200);
	while (!(kind === 'latency' ? arrived() : processed()))
		await new Promise((resolve) => setTimeout(resolve, 1));
	time.skip(beyondTimeout);
}

/** What becomes of an operation whose request meets a fault; nothing exists twice, whatever it is. */
async function tryOut(row: Change, fault: Fault): Promise<'succeeds' | 'not known'> {
	const { operation, path, harmless = false } = row;
	sandbox.reset();
	sandbox.clearFaults();
	const parameters = await row.enter();
	sandbox.clearRequests();
	sandbox.addFault({ ...fault, path });
	if (row.cannotBeAsked)
		sandbox.addFault({
			kind: 'status',
			status: 404,
			method: 'GET',
			path: '/akepa/status/',
			times: 0,
		});

	const running = run(operation, parameters);
	if (fault.kind === 'slowBody' || fault.kind === 'latency') await timeOut(fault);
	const { error, json } = await running;
	if (fault.kind === 'latency') await new Promise((resolve) => setTimeout(resolve, late + 50));
	const isKnown = !error;
	if (!isKnown) {
		expect(error.description).toContain('Whether connectFi processed the request is not known');
		const existing = error.context?.existingDocumentIds as string | undefined;
		const options = existing ? { existingDocumentIds: existing } : {};
		const again = await run(operation, { ...parameters, options, ...row.again });
		// An update that went through in spite of all is told by this: nothing is left to be done.
		if (again.error)
			expect(again.error.context?.errorDetails).toMatchObject({ code: 'statusApplicationEntity' });
	} else expect(json[0]).not.toHaveProperty('existed');
	if (harmless) expect([1, 2]).toContain(row.count());
	else expect(row.count()).toBe(1);
	return isKnown ? 'succeeds' : 'not known';
}

const table: string[] = [
	`| request | ${Object.keys(faults).join(' | ')} |`,
	`|---${'|---'.repeat(Object.keys(faults).length)}|`,
];

describe('after a response that did not come, nothing exists twice', () => {
	it.each(changes)('$operation: $name', async (row) => {
		const cells: string[] = [];
		for (const fault of Object.values(faults)) cells.push(await tryOut(row, fault));
		table.push(`| ${row.name} | ${cells.join(' | ')} |`);
	});
});

it('the table in docs/reliability.md says how each ends (else `npm run outcomes`)', () => {
	const place = /(<!-- outcomes -->\n\n)[^]*?(\n\n<!-- \/outcomes -->)/;
	const text = readFileSync(page, 'utf8');
	const current = text.replace(place, (_, before, after) => `${before}${table.join('\n')}${after}`);
	if (isWriting) writeFileSync(page, current);
	expect(readFileSync(page, 'utf8')).toBe(current);
	expect(text).toMatch(place);
});

/** What connectFi tells counts only where it is about this very request. */
describe('no success is read into', () => {
	beforeEach(() => {
		sandbox.reset();
		sandbox.clearFaults();
	});

	const unknown = 'Whether connectFi processed the request is not known';

	it('a customer with the same SSN under another reference', async () => {
		const customer = JSON.stringify(individual());
		const create = async (customerReference: string) =>
			await run('customer.create', {
				customerType: 'individual',
				customerReference,
				inputMode: 'json',
				json: customer,
			});
		await create('theirs1');
		sandbox.addFault({ kind: 'reset', path: '/customer/init' });
		const { error } = await create('mine1');
		expect(error?.context?.errorDetails).toMatchObject({ code: 'customerExists' });
		expect(error?.description).toContain("has the reference 'theirs1' and was not used");
	});

	it('an application with another reference', async () => {
		const customerId = await createCustomer(sandbox);
		await output('application.start', { customerId, reference: 'earlier1' });
		sandbox.addFault({ kind: 'reset', path: '/akepa/identification' });
		const { error } = await run('application.start', { customerId, reference });
		expect(error?.description).toContain(unknown);
	});

	it('an application that waits for documents of one of two, or does not know one', async () => {
		const customerId = await startedCustomer();
		const [{ applicationId }] = state().applications;
		await sandbox.transition(applicationId, {
			status: 'running',
			entityStatuses: { [customerId]: { status: 'running' } },
		});
		const document = [
			{ documentId: 'doc_1', view: 'front' },
			{ documentId: 'doc_2', view: 'front', entityId: 'somebodyElse' },
		];
		sandbox.addFault({ kind: 'reset', path: '/akepa/update' });
		const parameters = { customerId, documents: { document } };
		const { error } = await run('application.attachDocuments', parameters);
		expect(error?.description).toContain(unknown);
	});

	it('a legacy KYC that was decided before', async () => {
		const customerId = await createCustomer(sandbox);
		await output('legacyKyc.init', { customerId });
		await sandbox.decideLegacy(customerId, 'Approved');
		sandbox.addFault({ kind: 'reset', path: '/customer/kyc/init' });
		expect((await run('legacyKyc.init', { customerId })).error?.description).toContain(unknown);
	});

	it('other card attributes', async () => {
		const { customerId } = await legacyCustomer();
		await output('legacyKyc.addAttributes', { customerId, cardAttributes });
		sandbox.addFault({ kind: 'reset', path: '/customer/kyc/add-attributes' });
		const { error } = await run('legacyKyc.addAttributes', {
			customerId,
			cardAttributes: { ...cardAttributes, designId: '2' },
		});
		expect(error?.description).toContain(unknown);
	});

	it('a document that has no file, or whose KYC is not decided', async () => {
		const { customerId, front } = await legacyCustomer();
		const parameters = { customerId, documentId: front };
		sandbox.addFault({ kind: 'reset', path: '/customer/kyc/document-link' });
		const link = await run('legacyKyc.linkDocument', {
			...parameters,
			separateDocumentId: 'sdoc_1',
		});
		expect(link.error?.context?.errorDetails).toMatchObject({ code: 'documentNotFound' });

		const upload = { ...parameters, binaryPropertyName: 'data' };
		await output('legacyKyc.uploadDocument', upload);
		sandbox.addFault({ kind: 'reset', path: '/customer/kyc/upload' });
		sandbox.addFault({
			kind: 'status',
			status: 400,
			path: '/customer/kyc/upload',
			body: { code: 'fileNotFound' },
		});
		const again = await run('legacyKyc.uploadDocument', upload);
		expect(again.error?.context?.errorDetails).toMatchObject({ code: 'fileNotFound' });
	});
});
