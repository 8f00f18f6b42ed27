import fc from 'fast-check';
import { legacySummary } from '../../../nodes/ConnectFi/api/legacyStatus';
import type { LegacyKyc } from '../../../nodes/ConnectFi/api/types';

const withStatus = (status: string): Partial<LegacyKyc> => ({ kyc: { status } });

describe('legacySummary', () => {
	it.each([
		['WAITING_DATA', 'WAITING_DATA', false],
		['PENDING', 'PENDING', false],
		['REVIEW', 'WAITING_REVIEW', false],
		['WAITING_REVIEW', 'WAITING_REVIEW', false],
		['APPROVED', 'APPROVED', true],
		['DECLINED', 'DECLINED', true],
		['A_STATUS_OF_THE_FUTURE', 'PENDING', false],
		['constructor', 'PENDING', false],
	])('%s is %s, final: %s', (status, kycStatus, isFinal) => {
		expect(legacySummary(withStatus(status))).toMatchObject({ kycStatus, isFinal });
	});

	it("uses the customer's status where the KYC has none", () => {
		const customer = { customerId: 'csta-1', kycStatus: 'REVIEW' };
		expect(legacySummary({ customer }).kycStatus).toBe('WAITING_REVIEW');
	});

	const open: Partial<LegacyKyc> = {
		kyc: { status: 'WAITING_DATA', attributeCodes: ['cardAttributes', 'toString'] },
		kycDocumentList: [
			{ id: 'doc-1', uploadStatus: true, type: 'PASSPORT' },
			{ id: 'doc-2', uploadStatus: false, type: 'ID_CARD' },
		],
	};

	it('lists the attributes and documents that were not given yet', () => {
		expect(legacySummary(open)).toMatchObject({
			missingAttributes: ['cardAttributes', 'toString'],
			documentsToUpload: [{ id: 'doc-2', uploadStatus: false, type: 'ID_CARD' }],
		});
		const kycAttributes = { cardAttributes: {} };
		expect(legacySummary({ ...open, kycAttributes }).missingAttributes).toEqual(['toString']);
	});

	it('waits for nothing that connectFi does not list', () => {
		expect(legacySummary(withStatus('PENDING'))).toMatchObject({
			missingAttributes: [],
			documentsToUpload: [],
		});
	});

	it('waits for nothing once it is decided', () => {
		const decided = { ...open, kyc: { ...open.kyc!, status: 'DECLINED' } };
		expect(legacySummary(decided)).toMatchObject({ missingAttributes: [], documentsToUpload: [] });
	});

	it('gives its four fields for whatever comes', () => {
		const key = fc.constantFrom(
			'customer',
			'kyc',
			'status',
			'attributeCodes',
			'kycDocumentList',
			'kycAttributes',
			'uploadStatus',
		);
		fc.assert(
			fc.property(fc.object({ key }), (data) => {
				expect(Object.keys(legacySummary(data as Partial<LegacyKyc>))).toEqual([
					'kycStatus',
					'isFinal',
					'missingAttributes',
					'documentsToUpload',
				]);
			}),
		);
	});
});
