import fc from 'fast-check';
import { parseUserStatus } from '../../../nodes/CloudPaymentsKyc/api/status';

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
				expect(parseUserStatus({ status: sent })).toMatchObject({ ...expected, rawStatus: sent });
			},
		);

		it.each([
			['alone', (sent: unknown) => sent],
			['in a field about it', (sent: unknown) => ({ userStatus: sent })],
			['in an envelope', (sent: unknown) => ({ data: { kycStatus: sent } })],
			['in any spelling of the field', (sent: unknown) => ({ User_Info: { KYC_STATUS: sent } })],
			['beside an empty field', (sent: unknown) => ({ status: null, verificationStatus: sent })],
			['twice', (sent: unknown) => ({ status: sent, user: { user_status: String(sent) } })],
			[
				'beside the status of the request',
				(sent: unknown) => ({ status: 200, message: 'OK', data: { kycStatus: sent } }),
			],
			['beside a success word', (sent: unknown) => ({ status: 'success', userStatus: sent })],
			['beside a success flag', (sent: unknown) => ({ status: true, result: { status: sent } })],
			[
				'beside other statuses',
				(sent: unknown) => ({ emailStatus: 5, statuses: [4], status: sent }),
			],
			['beside the one before', (sent: unknown) => ({ previousStatus: 'LV2', status: sent })],
			['beside a code', (sent: unknown) => ({ statusCode: 0, status: sent })],
		])('is found %s, as number and as name', (_, around) => {
			expect(parseUserStatus(around(number))).toMatchObject(expected);
			expect(parseUserStatus(around(name))).toMatchObject(expected);
		});

		it('comes with one sentence of what to do next', () => {
			expect(parseUserStatus({ status: name }).nextStep).toMatch(/^[A-Z].*\w.*\.$/);
		});
	});

	it('tells every status apart in what to do next, save the two that mean the same', () => {
		const sentences = documented.map(([, name]) => parseUserStatus(name).nextStep);
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
		expect(parseUserStatus(answer)).toMatchObject({
			status,
			kycStatus: 'PENDING',
			isFinal: false,
			attemptsExhausted: null,
		});
	});

	it.each([
		[{}],
		[null],
		[''],
		[[]],
		[{ status: 200 }],
		[{ status: 'OK', name: 'Maria' }],
		[{ previousStatus: 'APPROVED_VERIFIED' }],
		[{ emailStatus: 5 }],
		[{ statusName: 'APPROVED_VERIFIED', kyc: { status: 5 } }],
		[{ data: { user: { status: 5 } } }],
		[[{ status: 5 }]],
		[{ result: [{ userStatus: 5 }] }],
		[{ message: 'APPROVED_VERIFIED' }],
		[{ '\u212AycStatus': 5 }],
		['The user is APPROVED_VERIFIED'],
		['{"status":"APPROVED_VERIFIED"'],
	])('is not made up from %j', (answer) => {
		expect(parseUserStatus(answer)).toMatchObject({
			status: null,
			rawStatus: null,
			kycStatus: 'PENDING',
			isFinal: false,
		});
	});

	it.each([
		[{ status: { id: 5 } }, null],
		[{ status: [5] }, null],
		[{ status: '005' }, null],
		[{ status: 5.5 }, null],
		[{ status: 0, userStatus: 5 }, '0, 5'],
		[{ status: 500, data: { userStatus: 5 } }, '500, 5'],
		[{ status: 'error', userStatus: 'APPROVED_VERIFIED' }, 'error, APPROVED_VERIFIED'],
		[{ status: false, userStatus: 5 }, '5'],
		[{ status: { id: 4 }, userStatus: 5 }, '5'],
		[{ userStatus: 'ok', kycStatus: 5 }, 'ok, 5'],
		[{ status: 'Please come back later' }, 'Please come back later'],
		[{ status: 'approved_ver\u0131f\u0131ed' }, 'approved_ver\u0131f\u0131ed'],
	])('is not understood from %j', (answer, rawStatus) => {
		expect(parseUserStatus(answer)).toMatchObject({
			status: null,
			kycStatus: 'PENDING',
			isFinal: false,
			nextStep: expect.stringMatching(/open/),
			...(typeof rawStatus === 'string' && { rawStatus }),
		});
	});

	it('is never taken for a final one, whatever the answer', () => {
		fc.assert(
			fc.property(fc.anything(), (answer) => {
				const { status, kycStatus, isFinal } = parseUserStatus(answer);
				expect(isFinal).toBe(status === 'REJECTED' || status === 'APPROVED_VERIFIED');
				expect(['WAITING_DATA', 'WAITING_REVIEW', 'APPROVED', 'DECLINED', 'PENDING']).toContain(
					kycStatus,
				);
			}),
		);
	});
});

describe('statuses that disagree', () => {
	it.each([
		[
			{ previousStatus: 'x', status: 'REJECTED', userStatus: 'APPROVED_VERIFIED' },
			'REJECTED, APPROVED_VERIFIED',
		],
		[{ userStatus: 5, status: 4 }, '4, 5'],
		[{ userStatus: 5, data: { status: 4 } }, '4, 5'],
		[{ status: 5, Status: 4 }, '5, 4'],
		[{ data: { status: 5 }, user: { status: 3 } }, '5, 3'],
		[{ status: 'ACTIVE', kycStatus: 'APPROVED_VERIFIED' }, 'ACTIVE, APPROVED_VERIFIED'],
		[{ status: 5, user_status: 7 }, '5, 7'],
	])('in %j leave the verification open and are shown', (answer, rawStatus) => {
		expect(parseUserStatus(answer)).toEqual({
			status: null,
			kycStatus: 'PENDING',
			isFinal: false,
			attemptsExhausted: null,
			nextStep: expect.stringMatching(/open.*disagree/),
			rawStatus,
		});
	});

	it('leave it open whatever they are and wherever they stand', () => {
		const names = fc.constantFrom(
			'status',
			'userStatus',
			'KYC_STATUS',
			'verification_status',
			'Status',
		);
		const places = fc.constantFrom(undefined, 'data', 'result', 'user', 'userInfo', 'USER_INFO');
		const statuses = fc.constantFrom(...documented.map(([, name]) => name));
		const at = (place: string | undefined, name: string, status: string) =>
			place ? { [place]: { [name]: status } } : { [name]: status };
		fc.assert(
			fc.property(names, places, statuses, names, places, statuses, (n1, p1, s1, n2, p2, s2) => {
				fc.pre(s1 !== s2 && (n1 !== n2 || p1 !== p2));
				const first = at(p1, n1, s1) as Record<string, object>;
				const second = at(p2, n2, s2) as Record<string, object>;
				const answer =
					p1 && p1 === p2 ? { [p1]: { ...first[p1], ...second[p1] } } : { ...first, ...second };
				expect(parseUserStatus(answer)).toMatchObject({ kycStatus: 'PENDING', isFinal: false });
			}),
		);
	});
});

describe('an approval', () => {
	/** Field names and words out of which a false approval could be read. */
	const trapNames = [
		...[
			'previousStatus',
			'emailStatus',
			'statuses',
			'history',
			'statusCode',
			'state',
			'code',
			'kyc',
		],
		...['status_', 'old_status', 'userStatusHistory', 'approved', 'message', 'items', '__proto__'],
		...['data', 'result', 'user', 'userInfo', 'status', 'userStatus', 'kycStatus', 'KYC_STATUS'],
	];
	const approving = [5, '5', 'APPROVED_VERIFIED', 'approved verified'];
	const leaf = fc.oneof(
		fc.constantFrom<unknown>(
			...approving,
			4,
			'REJECTED',
			'success',
			'error',
			200,
			500,
			0,
			true,
			null,
		),
		fc.string(),
	);
	const answers = fc.letrec((tie) => ({
		node: fc.oneof(
			{ maxDepth: 4 },
			leaf,
			fc.array(tie('node'), { maxLength: 3 }),
			fc.dictionary(fc.constantFrom(...trapNames), tie('node'), { maxKeys: 4 }),
		),
	})).node;

	/** The rule of the reader, told once more and simply: where an approval may stand, and what must not contradict it. */
	function mayApprove(answer: unknown): boolean {
		const isApproving = (value: unknown) =>
			approving.includes(typeof value === 'string' ? value.trim() : (value as number));
		if (typeof answer !== 'object' || answer === null) return isApproving(answer);
		if (Array.isArray(answer)) return false;
		const inside = ['data', 'result', 'user', 'userInfo'].map(
			(name) => Object.getOwnPropertyDescriptor(answer, name)?.value as unknown,
		);
		const values = [answer, ...inside]
			.filter((place) => typeof place === 'object' && place !== null && !Array.isArray(place))
			.flatMap((place) =>
				Object.entries(place as object).filter(([name]) =>
					['status', 'userStatus', 'kycStatus', 'KYC_STATUS'].includes(name),
				),
			)
			.map(([, value]) => value as unknown);
		return (
			values.some(isApproving) && !values.some((value) => [4, 'REJECTED'].includes(value as number))
		);
	}

	it('is never read where no field at its place approves, or one of them rejects', () => {
		let approvals = 0;
		fc.assert(
			fc.property(answers, (answer) => {
				const { kycStatus } = parseUserStatus(answer);
				if (kycStatus !== 'APPROVED') return;
				approvals += 1;
				expect(mayApprove(answer)).toBe(true);
			}),
			{ numRuns: 20_000 },
		);
		expect(approvals).toBeGreaterThan(100);
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
		[{ status: 'REJECTED', loginAttempts: 5 }, null],
		[{ status: 'REJECTED', login: { attempts: 3 } }, null],
		[{ status: 'REJECTED', history: [{ attempts: 3 }] }, null],
		[{ status: 'REJECTED', attempts: { toString: 1 } }, null],
		[{ data: { status: 'REJECTED', attempts: 3 } }, true],
		[{ status: 'REJECTED', attempts: 3, attemptsLeft: 1 }, null],
	])('in %j: used up %j', (answer, expected) => {
		expect(parseUserStatus(answer).attemptsExhausted).toBe(expected);
	});

	it.each([
		[{ status: 'REJECTED', attempts: 3 }, true],
		[{ status: 'REJECTED', attempts: 1 }, false],
		[{ status: 'REJECTED' }, false],
		[{ status: 'NEED_RESUBMIT', attempts: 3 }, false],
	])('in %j send the user to the support: %j', (answer, sent) => {
		expect(/support/i.test(parseUserStatus(answer).nextStep)).toBe(sent);
	});
});
