import fc from 'fast-check';
import {
	entitiesAwaitingDocuments,
	isFinal,
	kycStatusOf,
} from '../../../nodes/ConnectFi/api/status';

describe("the vendor's cross-reference of journey states", () => {
	it.each([
		['data_request', null, 'WAITING_DATA', false],
		['pending_documents', null, 'WAITING_DATA', false],
		['pending_step_up', null, 'WAITING_DATA', false],
		['waiting_review', null, 'WAITING_REVIEW', false],
		['pending_journey_application_review', null, 'WAITING_REVIEW', false],
		['completed', 'Approved', 'APPROVED', true],
		['completed', 'Denied', 'DECLINED', true],
		['completed', null, 'PENDING', false],
		['running', null, 'PENDING', false],
		['a_status_of_the_future', null, 'PENDING', false],
	])('%s with outcome %s is %s, final: %s', (status, outcome, expected, final) => {
		const kycStatus = kycStatusOf(status, outcome);
		expect(kycStatus).toBe(expected);
		expect(isFinal(kycStatus)).toBe(final);
	});

	it('takes any foreign value for pending and not for a result', () => {
		fc.assert(
			fc.property(
				fc.anything().filter((value) => value !== 'completed'),
				fc.anything(),
				(status, outcome) => {
					expect(
						isFinal(
							kycStatusOf(
								typeof status === 'object' ? null : status,
								outcome === Object(outcome) ? null : outcome,
							),
						),
					).toBe(false);
				},
			),
		);
	});
});

describe('who owes documents', () => {
	const entity = (entityId: string, status: string) => ({
		entityId,
		status,
		isCustomer: false,
		outcome: null,
	});

	it('names the entities that wait for images, in their order', () => {
		expect(
			entitiesAwaitingDocuments({
				entityApplications: [
					entity('a', 'pending_step_up'),
					entity('b', 'completed'),
					entity('c', 'pending_documents'),
					entity('d', 'waiting_review'),
				],
			}),
		).toEqual(['a', 'c']);
	});

	it('names nobody once the application is completed', () => {
		expect(
			entitiesAwaitingDocuments({
				status: 'completed',
				entityApplications: [entity('a', 'pending_step_up')],
			}),
		).toEqual([]);
	});

	it.each([undefined, null, 'text', [null]])('is empty for entities given as %p', (entities) => {
		expect(entitiesAwaitingDocuments({ entityApplications: entities as never })).toEqual([]);
	});
});
