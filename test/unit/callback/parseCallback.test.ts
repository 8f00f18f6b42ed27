import fc from 'fast-check';
import {
	findIds,
	isFilled,
	parseCallback,
	pickIds,
} from '../../../nodes/ConnectFi/callback/parseCallback';
import { contextOf, type Call } from './support';

const customerId = 'cstap_5mBHiIx3QbkvEpjGfKsI9k';
const applicationId = 'iapp_AwXROkAVhfKmkhXjOTmuK';
const application = {
	applicationId,
	aggregatorId: 'CLIENTID',
	customerId,
	reference: 'ref1',
	status: 'completed',
	outcome: 'Approved',
	entityApplications: [],
};
const legacyId = 'csta-6TqoA6HtSItCANO1KT0W7u';
const legacy = { customer: { customerId: legacyId, reference: 'x' }, kyc: { status: 'APPROVED' } };
const akepaIds = { kind: 'akepa', customerId, applicationId };

it.each([
	['akepa', { code: '0', data: application, requestId: 'a' }, { ...akepaIds, reference: 'ref1' }],
	['akepa without an envelope', application, { ...akepaIds, reference: 'ref1' }],
	['akepa of the older pages', { data: { customerId, applicationId } }, akepaIds],
	['akepa with an empty reference', { customerId, applicationId, reference: '' }, akepaIds],
	['akepa with a null reference', { customerId, applicationId, reference: null }, akepaIds],
	['legacy', { code: '0', data: legacy }, { kind: 'legacy', customerId: legacyId }],
	['legacy without an envelope', legacy, { kind: 'legacy', customerId: legacyId }],
	['a customer alone', { customerId: legacyId }, { kind: 'legacy', customerId: legacyId }],
])('understands %s', (_, body, expected) => {
	expect(findIds(body)).toEqual(expected);
});

it.each([
	['nothing', undefined],
	['null', null],
	['a text', 'customerId'],
	['a list', [application]],
	['an empty object', {}],
	['other data', { event: 'ping' }],
	['an id with a slash', { customerId: '../status' }],
	['an application without its customer', { applicationId }],
	['an application id that is not one', { customerId, applicationId: 'iapp-1' }],
	['an application id that is an object', { customerId, applicationId: { $ne: 1 } }],
	['a reference that is no text', { customerId, applicationId, reference: { $ne: 1 } }],
	['a null application id', { customerId, applicationId: null }],
	['a list of ids', { customerId: [customerId], applicationId }],
	['an endless id', { customerId: 'a'.repeat(101) }],
	['no text', { customer: { customerId: 7 } }],
])('finds nobody in %s', (_, body) => {
	expect(findIds(body)).toBeUndefined();
});

it('gives only ids that may stand in a request, whatever the body', () => {
	const value = fc.oneof(fc.anything(), fc.constantFrom(customerId, applicationId, legacyId));
	const data = fc.record(
		{ customerId: value, applicationId: value, reference: value, customer: value },
		{ requiredKeys: [] },
	);
	fc.assert(
		fc.property(fc.oneof(value, data, fc.record({ data })), (body) => {
			const ids = findIds(body);
			if (!ids) return;
			expect(ids.customerId).toMatch(/^[0-9a-zA-Z_-]{1,100}$/);
			if (ids.kind === 'akepa') expect(ids.applicationId).toMatch(/^[0-9a-zA-Z_]{1,36}$/);
		}),
	);
});

describe('a call', () => {
	const body = { customerId, applicationId };
	const text = JSON.stringify(body);
	const limit = 256 * 1024;
	/** The same body, with as many spaces as make it so long. */
	const padded = (bytes: number) => Buffer.from(text.padEnd(bytes));
	const json = { contentType: 'application/json', body };
	const rejected = (status: number) => ({
		verdict: 'rejected',
		status,
		message: expect.stringMatching(/[a-z]/) as string,
	});

	it.each<[string, Call, unknown]>([
		['that n8n parsed', { ...json, rawBody: Buffer.from(text) }, akepaIds],
		['whose size n8n does not tell', json, akepaIds],
		['under another type', { contentType: 'text/plain', read: () => Buffer.from(text) }, akepaIds],
		['without a type', { read: () => Buffer.from(text) }, akepaIds],
		[
			'that n8n has read itself',
			{ contentType: 'text/plain', body, read: () => undefined },
			akepaIds,
		],
		[
			'that n8n has read as empty',
			{ contentType: 'a/b', body, rawBody: Buffer.alloc(0) },
			akepaIds,
		],
		['as large as may be', { ...json, rawBody: padded(limit) }, akepaIds],
		[
			'as large as may be, by its sender',
			{ ...json, headers: { 'content-length': `${limit}` } },
			akepaIds,
		],
		['of a size that is no number', { ...json, headers: { 'content-length': 'x' } }, akepaIds],
		['that is too large', { ...json, rawBody: padded(limit + 1) }, rejected(413)],
		['that is too large under another type', { read: () => padded(limit + 1) }, rejected(413)],
		[
			'that is too large, by its sender',
			{ ...json, headers: { 'content-length': `${limit + 1}` } },
			rejected(413),
		],
		['that is none', { contentType: 'text/plain', read: () => Buffer.from('{"a') }, rejected(400)],
		[
			'that is a form with files',
			{ contentType: 'multipart/form-data', body: {}, read: () => Buffer.from(text) },
			rejected(400),
		],
		['about nothing', { contentType: 'application/json', body: {} }, rejected(400)],
		[
			'that is JSON by its type alone',
			{ contentType: 'application/json', body: undefined, read: () => Buffer.from(text) },
			rejected(400),
		],
		['with GET', { ...json, method: 'GET' }, rejected(405)],
		['with PUT', { ...json, method: 'PUT' }, rejected(405)],
	])('with a body %s', async (_, call, expected) => {
		expect(await parseCallback(contextOf(call).context)).toEqual(expected);
	});

	it('whose sender hung up is refused', async () => {
		const read = () => {
			throw new Error('aborted');
		};
		expect(await parseCallback(contextOf({ read }).context)).toEqual(rejected(400));
	});

	it('is told what is wrong', async () => {
		const told = async (call: Call) => await parseCallback(contextOf(call).context);
		expect(await told({ ...json, method: 'GET' })).toMatchObject({
			message: 'Callbacks are POST requests',
		});
		expect(await told({ ...json, rawBody: padded(limit + 1) })).toMatchObject({
			message: 'The body is too large for a callback',
		});
		expect(await told({})).toMatchObject({ message: 'The body is not a connectFi callback' });
	});
});

it('without an answer of connectFi, the output is the ids alone', () => {
	expect(pickIds({ kind: 'akepa', customerId, applicationId, reference: 'ref1' })).toEqual({
		customerId,
		applicationId,
	});
	expect(pickIds({ kind: 'legacy', customerId: legacyId })).toEqual({ customerId: legacyId });
});

it.each([
	['a legacy id of 100 characters', { customerId: 'a'.repeat(100) }, true],
	['a legacy id of 101 characters', { customerId: 'a'.repeat(101) }, false],
	[
		'an application without a customer, beside an object',
		{ applicationId, customer: { customerId } },
		false,
	],
	['a customer beside the object', { customer: {}, customerId: legacyId }, true],
])('finds the ids in %s: %p', (_, body, isFound) => {
	expect(findIds(body) !== undefined).toBe(isFound);
});

it.each([
	[undefined, false],
	[null, false],
	['', false],
	[0, true],
	[false, true],
	['a', true],
])('%j is filled: %p', (value, expected) => {
	expect(isFilled(value)).toBe(expected);
});
