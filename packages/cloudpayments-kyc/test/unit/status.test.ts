import fc from 'fast-check';
import { userStatusIn } from '../../nodes/CloudPaymentsKyc/api/status';

const documented = [
	[1, 'NOT_REGISTERED', 'WAITING_DATA', false],
	[2, 'LV1', 'WAITING_DATA', false],
	[3, 'PENDING', 'WAITING_REVIEW', false],
	[4, 'REJECTED', 'DECLINED', true],
	[5, 'APPROVED_VERIFIED', 'APPROVED', true],
	[6, 'NEED_RESUBMIT', 'WAITING_DATA', false],
] as const;

describe('the statuses of the KYC page', () => {
	describe.each(documented)('%i, %s', (number, name, kycStatus, isFinal) => {
		const expected = { status: name, kycStatus, isFinal };

		it.each([number, String(number), name, name.toLowerCase(), name.replace(/_/g, ' ')])(
			'is understood as %j',
			(sent) => {
				expect(userStatusIn({ status: sent })).toMatchObject({ ...expected, rawStatus: sent });
			},
		);

		it.each([
			['alone', (sent: unknown) => sent],
			['in a field of any name about it', (sent: unknown) => ({ userStatus: sent })],
			['in an envelope', (sent: unknown) => ({ data: { kycStatus: sent } })],
			['in an envelope in a list', (sent: unknown) => ({ result: [{ user_status: sent }] })],
			['in an object of its own', (sent: unknown) => ({ status: { id: sent, since: 'May 1' } })],
			[
				'beside the status of the request',
				(sent: unknown) => ({ status: 200, message: 'OK', data: { kycStatus: sent } }),
			],
			['beside a success word', (sent: unknown) => ({ status: 'success', userStatus: sent })],
			['beside a code', (sent: unknown) => ({ statusCode: 0, status: sent })],
		])('is found %s, as number and as name', (_, around) => {
			expect(userStatusIn(around(number))).toMatchObject(expected);
			expect(userStatusIn(around(name))).toMatchObject(expected);
		});

		it('comes with one sentence of what to do next', () => {
			expect(userStatusIn({ status: name }).nextStep).toMatch(/^[A-Z].*\w.*\.$/);
		});
	});

	it('tells every status apart in what to do next, save the two that mean the same', () => {
		const sentences = documented.map(([, name]) => userStatusIn(name).nextStep);
		expect(new Set(sentences).size).toBe(documented.length);
	});
});

describe('a status that is not documented', () => {
	it.each([
		[{ status: 'UNDER_APPEAL' }, 'UNDER_APPEAL'],
		[{ data: { kycStatus: 'LV2' } }, 'LV2'],
		[{ status: 7 }, '7'],
		['SUSPENDED', 'SUSPENDED'],
	])('in %j is passed on and leaves the verification open', (answer, status) => {
		expect(userStatusIn(answer)).toMatchObject({
			status,
			kycStatus: 'PENDING',
			isFinal: false,
			attemptsExhausted: null,
		});
	});

	it.each([[{}], [null], [''], [[]], [{ status: 200 }], [{ status: 'OK', name: 'Maria' }]])(
		'is not made up from %j',
		(answer) => {
			expect(userStatusIn(answer)).toMatchObject({
				status: null,
				rawStatus: null,
				kycStatus: 'PENDING',
				isFinal: false,
			});
		},
	);

	it('is never taken for a final one, whatever the answer', () => {
		fc.assert(
			fc.property(fc.anything(), (answer) => {
				const { status, kycStatus, isFinal } = userStatusIn(answer);
				expect(isFinal).toBe(status === 'REJECTED' || status === 'APPROVED_VERIFIED');
				expect(['WAITING_DATA', 'WAITING_REVIEW', 'APPROVED', 'DECLINED', 'PENDING']).toContain(
					kycStatus,
				);
			}),
		);
	});
});

describe('the attempts', () => {
	it.each([
		[{ status: 'REJECTED' }, null],
		[{ status: 'REJECTED', attempts: 3 }, true],
		[{ status: 'REJECTED', attempts: 1 }, false],
		[{ status: 'REJECTED', kyc: { remainingAttempts: 0 } }, true],
		[{ status: 'REJECTED', attemptsLeft: '2' }, false],
		[{ status: 'REJECTED', maxAttempts: 3 }, null],
		[{ status: 'REJECTED', maxAttempts: 3, attemptCount: 2 }, false],
		[{ status: 'NEED_RESUBMIT' }, false],
		[{ status: 'NEED_RESUBMIT', attempts: 2 }, false],
		[{ status: 'APPROVED_VERIFIED' }, false],
		[{ status: 'A_NEW_ONE', attempts: 3 }, null],
	])('in %j: used up %j', (answer, expected) => {
		expect(userStatusIn(answer).attemptsExhausted).toBe(expected);
	});
});
