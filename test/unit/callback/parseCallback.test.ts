import fc from 'fast-check';
import { findIds } from '../../../nodes/ConnectFi/callback/parseCallback';

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
