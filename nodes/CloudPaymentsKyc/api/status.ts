import { findStatedFields, type Field } from './fields';

/** The state of a verification in five words; the same words as in n8n-nodes-connectfi. */
export type KycStatus = 'WAITING_DATA' | 'WAITING_REVIEW' | 'APPROVED' | 'DECLINED' | 'PENDING';

/** What a workflow needs to know about a user. */
export interface UserStatus {
	/** The vendor's name of the status; an unknown one as it was sent; null if the answer holds none, or several. */
	status: string | null;
	kycStatus: KycStatus;
	/** Whether nothing more will change. */
	isFinal: boolean;
	/** Whether all three attempts are used up; null where the answer does not tell. */
	attemptsExhausted: boolean | null;
	/** One sentence: what to do next. */
	nextStep: string;
	/** The status as it was sent, a number or a name; all of them, separated by commas, where it was not understood. */
	rawStatus: string | number | null;
}

/** The vendor's page "Get started with the KYC API", User Status; the place in the list is the number of the status. */
const documented: Array<{ name: string; kycStatus: KycStatus; nextStep: string }> = [
	{
		name: 'NOT_REGISTERED',
		kycStatus: 'WAITING_DATA',
		nextStep:
			'Start the verification: get an SDK token and open the SDK in the mobile app with it.',
	},
	{
		name: 'LV1',
		kycStatus: 'WAITING_DATA',
		nextStep:
			'Steps are missing: get an SDK token, let the user finish in the mobile app, then register the ids it gives.',
	},
	{
		name: 'PENDING',
		kycStatus: 'WAITING_REVIEW',
		nextStep: 'Wait: the documents are in review. Ask for the status again later.',
	},
	{
		name: 'REJECTED',
		kycStatus: 'DECLINED',
		nextStep: 'Stop: the user is rejected, which stands for a high risk or fraud.',
	},
	{
		name: 'APPROVED_VERIFIED',
		kycStatus: 'APPROVED',
		nextStep: 'Go on: the user is verified and accepted.',
	},
	{
		name: 'NEED_RESUBMIT',
		kycStatus: 'WAITING_DATA',
		nextStep:
			'Ask the user to submit the documents again: get an SDK token and open the SDK in the mobile app. There are three attempts in all.',
	},
];

/** How many times documents may be submitted before the user is rejected: same page, status 6. */
const attempts = 3;

const contactSupport =
	'Stop: the user is rejected after three attempts, and has to contact CloudPayments support.';

/** @returns the documented status that a number, its digit or a name in any spelling stands for */
function documentedAs(value: string | number) {
	const text = String(value).trim();
	if (/^[1-6]$/.test(text)) return documented[Number(text) - 1];
	// Compared in ASCII: other alphabets have letters whose upper case is one of these.
	const name = text.replace(/[\s-]+/g, '_').replace(/[a-z]/g, (letter) => letter.toUpperCase());
	return documented.find((status) => status.name === name);
}

/** Fields that tell the user's status, in order of preference. Which one the API uses is NOT FOUND on the vendor's page. */
const statusFields = ['status', 'userstatus', 'kycstatus', 'verificationstatus'];

/** What envelopes of other APIs write into their own `status` where the request went well; no user has such a status. */
const wentWell = /^(ok|success|successful|true|2\d\d)$/i;

/** The same where it did not, or may not have. */
const wentWrong = /^(error|fail|failed|failure|false)$/i;

/** A status that may be documented one day: one word, or a number like the documented ones. */
const newStatus = /^([a-z][\w-]{0,39}|[1-9]\d?)$/i;

/** What a field of such a name says. */
type Statement = { status: string } | 'unclear' | 'nothing';

function readStatement({ name, value }: Field): Statement {
	const ofRequest = name === 'status';
	if (value === undefined || value === null) return 'nothing';
	if (typeof value !== 'string' && typeof value !== 'number')
		return ofRequest && value === true ? 'nothing' : 'unclear';
	const text = String(value).trim();
	if (text === '') return 'nothing';
	const known = documentedAs(value);
	if (known) return { status: known.name };
	if (ofRequest && wentWell.test(text)) return 'nothing';
	if (wentWrong.test(text) || !newStatus.test(text)) return 'unclear';
	return { status: text };
}

/** What an answer of getUserInfo says of the user's status. */
interface Reading {
	/** By name. Undefined if no field says it, one cannot be understood, or two disagree. */
	status?: string;
	/** The values it was read from, in order of preference. */
	raw: Array<string | number>;
	/** Whether there is more than one statement, so that they can disagree. */
	several: boolean;
}

function read(answer: unknown): Reading {
	const isAlone = typeof answer === 'string' || typeof answer === 'number';
	const stated = findStatedFields(isAlone ? { status: answer } : answer);
	const fields = statusFields.flatMap((name) => stated.filter((field) => field.name === name));
	const statements = fields
		.map((field) => ({ said: readStatement(field), value: field.value }))
		.filter(({ said }) => said !== 'nothing' && !(isAlone && said === 'unclear'));
	const statuses = new Set(statements.map(({ said }) => (said as { status?: string }).status));
	return {
		status: statuses.size === 1 ? [...statuses][0] : undefined,
		raw: statements
			.map(({ value }) => value)
			.filter((value) => typeof value === 'string' || typeof value === 'number'),
		several: statements.length > 1,
	};
}

/** Counts of attempts: those used, and those that remain. The vendor's page shows no field for either. */
const usedAttempts = ['attempts', 'attemptcount', 'attemptsused', 'usedattempts', 'kycattempts'];
const remainingAttempts = ['attemptsleft', 'attemptsremaining', 'remainingattempts'];

/** Whether a rejected user has used up all attempts; null where the answer does not tell, or contradicts itself. */
function attemptsUsedUp(answer: unknown): boolean | null {
	const stated = findStatedFields(answer);
	// Attempts at something else, such as logging in, may stand elsewhere.
	const ofKyc = stated.filter(({ name }) => name === 'kyc');
	const fields = [...stated, ...ofKyc.flatMap(({ value }) => findStatedFields(value))];
	const verdicts = fields.flatMap(({ name, value }) => {
		if (!['string', 'number'].includes(typeof value) || !/^\d{1,3}$/.test(String(value))) return [];
		if (usedAttempts.includes(name)) return [Number(value) >= attempts];
		return remainingAttempts.includes(name) ? [Number(value) === 0] : [];
	});
	return new Set(verdicts).size === 1 ? verdicts[0] : null;
}

/** Where the answer gives no status that could be relied on. */
const open = (rawStatus: string | null, nextStep: string): UserStatus => ({
	status: null,
	kycStatus: 'PENDING',
	isFinal: false,
	attemptsExhausted: null,
	nextStep,
	rawStatus,
});

/**
 * Reads an answer of kyc-ms/getUserInfo. In doubt the verification is open: nothing but a documented status, in a field of
 * the right name and place and contradicted by no other, is ever an approval.
 * @param answer the body: JSON of any shape, or the status alone
 */
export function parseUserStatus(answer: unknown): UserStatus {
	const { status, raw, several } = read(answer);
	if (status === undefined)
		return open(
			raw.join(', ') || null,
			several
				? 'Treat the verification as open: the answer holds statuses that disagree or cannot be understood. Look at the answer.'
				: 'Treat the verification as open: the answer holds no status that can be understood. Look at the answer.',
		);
	const rawStatus = raw[0];
	const known = documentedAs(status);
	if (!known)
		return {
			...open(
				null,
				'Treat the verification as open: this status is new. Look for it on the CloudPayments page and for an update of this node.',
			),
			status,
			rawStatus,
		};
	const { name, kycStatus, nextStep } = known;
	// Whoever used up the attempts is rejected; but not everybody who is rejected used them up.
	const attemptsExhausted = name === 'REJECTED' ? attemptsUsedUp(answer) : false;
	return {
		status: name,
		kycStatus,
		isFinal: kycStatus === 'APPROVED' || kycStatus === 'DECLINED',
		attemptsExhausted,
		nextStep: attemptsExhausted ? contactSupport : nextStep,
		rawStatus,
	};
}
