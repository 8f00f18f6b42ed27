import fc from 'fast-check';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { outputApplication, outputLegacyKyc } from '../../../nodes/ConnectFi/api/output';
import { readRecord, readRecords, readTexts } from '../../../nodes/ConnectFi/api/foreign';
import type { Envelope } from '../../../nodes/ConnectFi/api/types';
import { findIds, type CallbackIds } from '../../../nodes/ConnectFi/callback/parseCallback';
import { isDuplicate } from '../../../nodes/ConnectFi/trigger/deduplicate';
import { toEvent, events } from '../../../nodes/ConnectFi/trigger/events';
import { shouldResume } from '../../../nodes/ConnectFi/wait/shouldResume';

/** Every name that the nodes read in an answer or a callback, and some that JavaScript's objects have of their own. */
const names = [
	'applicationId',
	'attributeCodes',
	'customer',
	'customerId',
	'data',
	'entityApplications',
	'entityId',
	'id',
	'kyc',
	'kycAttributes',
	'kycDocumentList',
	'kycStatus',
	'outcome',
	'reference',
	'requestId',
	'status',
	'uploadStatus',
	'toString',
	'constructor',
	'__proto__',
	'length',
];

const words = [
	'completed',
	'Approved',
	'Denied',
	'pending_step_up',
	'WAITING_DATA',
	'DECLINED',
	'',
];

/** What JSON can hold, with known names and words at any place. */
const foreign = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 4 },
		fc.oneof(fc.constantFrom(null, ...words), fc.jsonValue({ maxDepth: 1 })),
		fc.array(tie('value'), { maxLength: 4 }),
		fc.dictionary(fc.constantFrom(...names), tie('value'), { noNullPrototype: true }),
	),
})).value;

const record = fc.dictionary(fc.constantFrom(...names), foreign, { noNullPrototype: true });

/** As it comes over the wire. */
const sent = (value: unknown) => JSON.parse(JSON.stringify(value)) as never;

/** As much of n8n as remembering takes. */
function contextOf(): IWebhookFunctions {
	const data: IDataObject = {};
	return {
		getWorkflowStaticData: () => data,
		getWorkflow: () => ({ id: 'w' }),
		getNode: () => ({ id: Math.random() }),
	} as unknown as IWebhookFunctions;
}

describe.each<[string, (envelope: Envelope) => { json: IDataObject }, CallbackIds]>([
	['an application', outputApplication, { kind: 'akepa', customerId: 'c', applicationId: 'a' }],
	['a legacy KYC', outputLegacyKyc, { kind: 'legacy', customerId: 'c' }],
])('an answer about %s', (_, toOutput, ids) => {
	it('is read whatever it holds, and means something to trigger and wait', () => {
		fc.assert(
			fc.property(record, record, (data, then) => {
				const context = contextOf();
				const { json } = toOutput(sent({ code: '0', data }));
				expect(['WAITING_DATA', 'WAITING_REVIEW', 'APPROVED', 'DECLINED', 'PENDING']).toContain(
					json.kycStatus,
				);
				expect(events.map(({ value }) => value)).toContain(toEvent(json));
				expect(typeof shouldResume(json, 'actionNeeded')).toBe('boolean');
				expect(isDuplicate(context, { ids, output: json })).toBe(false);
				expect(
					isDuplicate(context, { ids, output: toOutput(sent({ code: '0', data })).json }),
				).toBe(true);
				isDuplicate(context, { ids, output: toOutput(sent({ code: '0', data: then })).json });
			}),
			{ numRuns: 300 },
		);
	});

	it.each([
		[[null]],
		[[null, 7, 'text', [null], {}]],
		[[{ id: null, entityId: null, status: null }]],
		[null],
		[7],
		['text'],
		[{}],
	])('is read with lists of %j', (list) => {
		const data = {
			status: 'pending_step_up',
			kyc: { status: 'WAITING_DATA', attributeCodes: list },
			entityApplications: list,
			kycDocumentList: list,
		};
		const { json } = toOutput(sent({ code: '0', data }));
		expect(json.kycStatus).toBe('WAITING_DATA');
		expect(json.entityApplications).toEqual(list);
		expect(isDuplicate(contextOf(), { ids, output: json })).toBe(false);
	});
});

it('the body of a callback is read whatever it holds', () => {
	fc.assert(
		fc.property(fc.oneof(foreign, record, fc.record({ data: record })), (body) => {
			const ids = findIds(sent(body ?? null));
			if (ids) expect(typeof ids.customerId).toBe('string');
		}),
		{ numRuns: 300 },
	);
});

it('records and texts are found in any list', () => {
	expect(readRecord({ a: 1 })).toEqual({ a: 1 });
	for (const value of [null, undefined, [], 'text', 7]) expect(readRecord(value)).toBeUndefined();
	expect(readRecords([null, { a: 1 }, [{}], 'text'])).toEqual([{ a: 1 }]);
	expect(readTexts([null, 'a', 7, ['b'], 'c'])).toEqual(['a', 'c']);
	for (const value of [null, undefined, {}, 'text', 7]) {
		expect(readRecords(value)).toEqual([]);
		expect(readTexts(value)).toEqual([]);
	}
});
