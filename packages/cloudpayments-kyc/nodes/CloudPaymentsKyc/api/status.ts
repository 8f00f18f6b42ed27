import { fieldsOf, type Field } from './fields';

/** The state of a verification in five words; the same words as in n8n-nodes-connectfi. */
export type KycStatus = 'WAITING_DATA' | 'WAITING_REVIEW' | 'APPROVED' | 'DECLINED' | 'PENDING';

/** What a workflow needs to know about a user. */
export interface UserStatus {
	/** The vendor's name of the status; an unknown one as it was sent; null if the answer holds none. */
	status: string | null;
	kycStatus: KycStatus;
	/** Whether nothing more will change. */
	isFinal: boolean;
	/** Whether all three attempts are used up; null where the answer does not tell. */
	attemptsExhausted: boolean | null;
	/** One sentence: what to do next. */
	nextStep: string;
	/** The status as it was sent, a number or a name. */
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
		nextStep: 'Stop: the user is rejected and has to contact CloudPayments support.',
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

/** @returns the documented status that a number, its digits or a name in any spelling stands for */
function documentedAs(value: string | number) {
	const text = String(value).trim();
	if (/^\d+$/.test(text)) return documented[Number(text) - 1];
	const name = text.toUpperCase().replace(/[\s-]+/g, '_');
	return documented.find((status) => status.name === name);
}

const isNumber = (value: string | number) => /^\d+$/.test(String(value).trim());

/** What envelopes of other APIs write into a field named status; no user has such a status. */
const envelopeWords = /^(ok|success|successful|error|fail|failed|failure)$/i;

/**
 * How well a field fits as the user's status, 0 best; undefined if it does not. The name of the field is NOT FOUND on the
 * vendor's pages, nor whether it holds the number or the name.
 */
function rankOf({ path, value }: Field): number | undefined {
	const last = path.at(-1) ?? '';
	const named = path.length === 0 || path.some((name) => /status/i.test(name));
	const aboutTheUser = path.some((name) => /(kyc|user)_?status/i.test(name));
	if (documentedAs(value)) {
		if (!isNumber(value)) return named ? (aboutTheUser ? 0 : 2) : 4;
		if (named) return aboutTheUser ? 1 : 3;
		return undefined;
	}
	if (!named || /code|http|message|text|desc|date|time/i.test(last)) return undefined;
	if (typeof value === 'string' && (value.trim() === '' || envelopeWords.test(value.trim())))
		return undefined;
	// 200 and the like say how the request went, and 0 usually that it went well.
	if (isNumber(value) && (Number(value) === 0 || Number(value) >= 100)) return undefined;
	return aboutTheUser ? 5 : 6;
}

/** The user's status as an answer of getUserInfo has it, in whichever field; undefined if it holds none. */
function statusIn(answer: unknown): string | number | undefined {
	let best: { value: string | number; rank: number } | undefined;
	for (const field of fieldsOf(answer)) {
		const rank = rankOf(field);
		if (rank !== undefined && (!best || rank < best.rank)) best = { value: field.value, rank };
	}
	return best?.value;
}

/**
 * Whether a rejected user has used up all attempts. The vendor's pages show no field for it, so any count of attempts in
 * the answer is understood: those used, or those that remain.
 */
function attemptsUsedUp(answer: unknown): boolean | null {
	for (const { path, value } of fieldsOf(answer)) {
		const name = path.at(-1) ?? '';
		if (!/attempt/i.test(name) || /max|limit|allowed|date|time/i.test(name) || !isNumber(value))
			continue;
		return /remain|left|available/i.test(name) ? Number(value) === 0 : Number(value) >= attempts;
	}
	return null;
}

/**
 * Reads an answer of kyc-ms/getUserInfo.
 * @param answer the body: JSON of any shape, or the status alone
 */
export function userStatusIn(answer: unknown): UserStatus {
	const rawStatus = statusIn(answer);
	if (rawStatus === undefined)
		return {
			status: null,
			kycStatus: 'PENDING',
			isFinal: false,
			attemptsExhausted: null,
			nextStep: 'Look at the answer: no status was found in it.',
			rawStatus: null,
		};
	const known = documentedAs(rawStatus);
	if (!known)
		return {
			status: String(rawStatus),
			kycStatus: 'PENDING',
			isFinal: false,
			attemptsExhausted: null,
			nextStep:
				'Treat the verification as open: this status is new. Look for it on the CloudPayments page and for an update of this node.',
			rawStatus,
		};
	const { name, kycStatus, nextStep } = known;
	return {
		status: name,
		kycStatus,
		isFinal: kycStatus === 'APPROVED' || kycStatus === 'DECLINED',
		// Whoever used up the attempts is rejected; but not everybody who is rejected used them up.
		attemptsExhausted: name === 'REJECTED' ? attemptsUsedUp(answer) : false,
		nextStep,
		rawStatus,
	};
}
