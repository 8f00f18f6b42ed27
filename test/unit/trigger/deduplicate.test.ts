import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import type { CallbackIds } from '../../../nodes/ConnectFi/callback/parseCallback';
import { isDuplicate } from '../../../nodes/ConnectFi/trigger/deduplicate';
import { useFakeClock } from '../../support/fakeClock';

const time = useFakeClock();

let stored: IDataObject;
let elsewhere: IDataObject;
let processCount = 0;

/** Another process of n8n: it knows of the trigger what the workflow has stored, and no more. */
function restart(): void {
	processCount++;
}
beforeEach(() => {
	stored = {};
	elsewhere = {};
	restart();
});

/** A trigger: its ids, and where its static data is. */
const trigger = (workflowId = 'w', nodeId = 'n', data = () => stored) =>
	({
		getWorkflow: () => ({ id: `${workflowId} ${processCount}` }),
		getNode: () => ({ id: nodeId }),
		getWorkflowStaticData: () => data(),
	}) as unknown as IWebhookFunctions;

const akepa = (applicationId = 'iapp_1', customerId = 'cstap_1'): CallbackIds => ({
	kind: 'akepa',
	customerId,
	applicationId,
});
const review = { status: 'waiting_review', outcome: null };
const running = { status: 'running', outcome: null };

/** One call about an application, at its own moment. */
function call(output?: IDataObject, ids = akepa(), at = trigger()): boolean {
	time.skip(1);
	return isDuplicate(at, { ids, output });
}

describe('a state', () => {
	it('is new once, and new again after another one', () => {
		const states = [review, review, running, running, review, review];
		expect(states.map((state) => call(state))).toEqual([false, true, false, true, false, true]);
	});

	it('is known by application, not by customer', () => {
		expect(call(review)).toBe(false);
		expect(call(review, akepa('iapp_2'))).toBe(false);
		expect(call(review, akepa('iapp_1', 'cstap_2'))).toBe(true);
	});

	it('of a legacy KYC is known by customer', () => {
		const legacy = (customerId: string): CallbackIds => ({ kind: 'legacy', customerId });
		expect(call({ kyc: { status: 'PENDING' } }, legacy('a'))).toBe(false);
		expect(call({ kyc: { status: 'PENDING' } }, legacy('b'))).toBe(false);
		expect(call({ kyc: { status: 'PENDING' } }, legacy('a'))).toBe(true);
		expect(call({ kyc: { status: 'REVIEW' } }, legacy('a'))).toBe(false);
	});

	it.each([
		['workflow', trigger('w2', 'n', () => elsewhere)],
		['trigger of the workflow', trigger('w', 'n2', () => elsewhere)],
	])('is news to another %s', (_, other) => {
		expect(call(review)).toBe(false);
		expect(call(review, akepa(), other)).toBe(false);
		expect(call(review)).toBe(true);
	});

	const entity = { entityId: 'e1', status: 'running', outcome: null };
	const representative = { entityId: 'e2', status: 'running', outcome: null };
	const application = { ...review, entityApplications: [entity, representative] };
	const document = { id: 'd1' };
	const legacyKyc = {
		kyc: { status: 'WAITING_DATA' },
		missingAttributes: ['a'],
		documentsToUpload: [document, { id: 'd2' }],
	};

	it.each<[string, IDataObject, IDataObject]>([
		['status', application, { ...application, status: 'running' }],
		['outcome', application, { ...application, outcome: 'Approved' }],
		[
			"status of somebody's own",
			application,
			{ ...application, entityApplications: [entity, { ...representative, status: 'completed' }] },
		],
		[
			"outcome of somebody's own",
			application,
			{ ...application, entityApplications: [entity, { ...representative, outcome: 'denied' }] },
		],
		[
			'person',
			application,
			{ ...application, entityApplications: [entity, { ...representative, entityId: 'e3' }] },
		],
		['legacy status', legacyKyc, { ...legacyKyc, kyc: { status: 'REVIEW' } }],
		['attribute that is missing', legacyKyc, { ...legacyKyc, missingAttributes: ['b'] }],
		[
			'document to upload',
			legacyKyc,
			{ ...legacyKyc, documentsToUpload: [document, { id: 'd3' }] },
		],
	])('differs by another %s', (_, before, after) => {
		expect([call(before), call(after), call(after)]).toEqual([false, false, true]);
	});

	it.each<[string, IDataObject, IDataObject]>([
		[
			'the order of persons',
			application,
			{ ...application, entityApplications: [representative, entity] },
		],
		[
			'the order of documents',
			legacyKyc,
			{ ...legacyKyc, documentsToUpload: [{ id: 'd2' }, document] },
		],
		['a request id', application, { ...application, requestId: 'another' }],
	])('does not differ by %s', (_, before, after) => {
		expect([call(before), call(after)]).toEqual([false, true]);
	});
});

describe('a call that could not be verified', () => {
	it('is new once, until something is known of the case', () => {
		expect([call(), call()]).toEqual([false, true]);
		expect([call(review), call(), call()]).toEqual([false, false, true]);
	});

	it('leaves the last state as it is: the same one brings nothing new', () => {
		expect([call(review), call(), call(review)]).toEqual([false, false, true]);
		// But something is known again, so that the next one counts.
		expect([call(), call(running)]).toEqual([false, false]);
	});
});

describe("what is kept in the workflow's static data", () => {
	it('is one line per case, which says nothing of the customer', () => {
		call(review);
		call();
		call(undefined, akepa('iapp_2'));
		const lines = String(stored.seen).split('\n');
		expect(lines[0]).toMatch(/^iapp_1 [\w-]{12} \d{13} unverified$/);
		expect(lines[1]).toMatch(/^iapp_2 - \d{13} unverified$/);
		call(running);
		expect(String(stored.seen).split('\n')[1]).toMatch(/^iapp_1 [\w-]{12} \d{13}$/);
		expect(Object.keys(stored)).toEqual(['seen']);
	});

	it('is known after a restart, unverified calls too', () => {
		call(review);
		call(review, akepa('iapp_2'));
		call(undefined, akepa('iapp_2'));
		call(undefined, akepa('iapp_3'));
		restart();
		expect(call(review)).toBe(true);
		expect(call(undefined, akepa('iapp_2'))).toBe(true);
		expect(call(review, akepa('iapp_2'))).toBe(true);
		expect(call(undefined, akepa('iapp_3'))).toBe(true);
		expect(call(review, akepa('iapp_3'))).toBe(false);
	});

	it('is not written where nothing is new', () => {
		call(review);
		const before = stored.seen;
		call(review);
		expect(stored.seen).toBe(before);
	});

	it('counts where another process found out more', () => {
		call(review);
		const first = { ...stored };
		restart();
		call(running);
		const later = { ...stored };
		// This process knew of the second state first, that one of the first.
		stored = first;
		expect(call(running)).toBe(true);
		restart();
		stored = first;
		call(review);
		stored = later;
		expect(call(running)).toBe(true);
	});

	it('makes up for what a call at the same moment overwrote', () => {
		call(review);
		stored = {};
		call(review, akepa('iapp_2'));
		expect(String(stored.seen).split('\n')).toHaveLength(2);
	});

	it('holds the 100 cases that changed last, oldest first', () => {
		for (let n = 0; n < 120; n++) call(review, akepa(`iapp_${n}`));
		call(running, akepa('iapp_50'));
		const subjects = () =>
			String(stored.seen)
				.split('\n')
				.map((line) => line.split(' ')[0]);
		const expected = Array.from({ length: 120 }, (_, n) => `iapp_${n}`).slice(20);
		expect(subjects()).toEqual([...expected.filter((id) => id !== 'iapp_50'), 'iapp_50']);
		restart();
		expect(call(review, akepa('iapp_19'))).toBe(false);
		expect(call(review, akepa('iapp_21'))).toBe(true);
	});

	it.each([7, null, {}, '', 'iapp_1', 'iapp_1 x', '\n\n', 'a b c d e'])(
		'may be anything: %j',
		(seen) => {
			stored = { seen } as IDataObject;
			expect([call(review), call(review)]).toEqual([false, true]);
		},
	);
});

it('remembers 5,000 cases of a trigger, and forgets the one that changed first', () => {
	const [first, second] = ['iapp_0', 'iapp_1'];
	for (let n = 0; n < 5_000; n++) {
		stored = {};
		call(review, akepa(`iapp_${n}`));
	}
	stored = {};
	expect(call(review, akepa(first))).toBe(true);
	// It changed, so the second is now the first.
	expect(call(running, akepa(first))).toBe(false);
	call(review, akepa('iapp_new'));
	stored = {};
	expect(call(running, akepa(first))).toBe(true);
	expect(call(review, akepa(second))).toBe(false);
});
