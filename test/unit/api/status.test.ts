import fc from 'fast-check';
import {
	entitiesAwaitingDocuments,
	isFinal,
	toKycStatus,
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
		['Approved', null, 'APPROVED', true],
		['Approved', undefined, 'APPROVED', true],
		['Approved', 'approved', 'APPROVED', true],
		['Denied', null, 'DECLINED', true],
		['Denied', 'Denied', 'DECLINED', true],
		['Approved', 'Denied', 'PENDING', false],
		['Denied', 'Approved', 'PENDING', false],
		['Approved', '', 'PENDING', false],
		['Approved', 'completed', 'PENDING', false],
		['Approved', { toString: 1 }, 'PENDING', false],
		['approved', null, 'PENDING', false],
		['approved', 'Approved', 'PENDING', false],
		['completed', ['Approved'], 'PENDING', false],
		['completed', { toString: 1 }, 'PENDING', false],
		['running', null, 'PENDING', false],
		['running', 'Approved', 'PENDING', false],
		['a_status_of_the_future', null, 'PENDING', false],
	])('%s with outcome %s is %s, final: %s', (status, outcome, expected, final) => {
		const kycStatus = toKycStatus(status, outcome);
		expect(kycStatus).toBe(expected);
		expect(isFinal(kycStatus)).toBe(final);
	});

	it('takes any foreign value for pending and not for a result', () => {
		const decided = ['completed', 'Approved', 'Denied'];
		fc.assert(
			fc.property(
				fc.anything().filter((value) => !decided.includes(value as string)),
				fc.anything(),
				(status, outcome) => expect(isFinal(toKycStatus(status, outcome))).toBe(false),
			),
		);
	});

	it('never approves where one of the two does not', () => {
		const word = fc.constantFrom('completed', 'Approved', 'Denied', 'approved', 'denied', null, '');
		fc.assert(
			fc.property(word, word, (status, outcome) => {
				if (toKycStatus(status, outcome) !== 'APPROVED') return;
				const said = [status, outcome].map((value) => String(value).toLowerCase());
				expect(said).toContain('approved');
				expect(said).not.toContain('denied');
			}),
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

	it.each(['completed', 'Approved', 'Denied'])('names nobody once the status is %s', (status) => {
		expect(
			entitiesAwaitingDocuments({
				status,
				entityApplications: [entity('a', 'pending_step_up')],
			}),
		).toEqual([]);
	});

	it.each([undefined, null, 'text', [null]])('is empty for entities given as %p', (entities) => {
		expect(entitiesAwaitingDocuments({ entityApplications: entities as never })).toEqual([]);
	});
});
