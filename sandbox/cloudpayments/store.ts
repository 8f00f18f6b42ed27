import { randomUUID } from 'node:crypto';
import { AccessTokens } from './accessTokens';
import { completeSettings, type KycMsOptions, type KycMsSettings } from './options';

/** Vendor's page "Get started with the KYC API", User Status; the place in the list is the number less one. */
export const statuses = [
	'NOT_REGISTERED',
	'LV1',
	'PENDING',
	'REJECTED',
	'APPROVED_VERIFIED',
	'NEED_RESUBMIT',
];

/** Same page, status 6: how often documents may be submitted. */
const attemptsInAll = 3;

/** One user of the emulated API. */
export interface KycUser {
	username: string;
	/** One of `statuses`, or any other text that was set from outside. */
	status: string;
	/** The status before; null until it has changed. */
	previousStatus: string | null;
	/** How many times the SDK's result was registered. */
	attempts: number;
	deviceId: string | null;
	accountId: string | null;
	workflowId: string | null;
	/** ISO time at which the review ends; null while none is under way, or if only a decision from outside ends it. */
	reviewEndsAt: string | null;
}

/** Everything one emulator knows. */
export class KycStore {
	readonly settings: KycMsSettings;
	readonly accessTokens = new AccessTokens();
	private known = new Map<string, KycUser>();

	constructor(options: KycMsOptions) {
		this.settings = completeSettings(options);
	}

	/** @returns all users, first seen first */
	users(): KycUser[] {
		return [...this.known.keys()].map((username) => this.user(username));
	}

	/** @returns the user as of now; a new one if the name was not seen before */
	user(username: string): KycUser {
		const user = this.known.get(username) ?? {
			username,
			status: 'NOT_REGISTERED',
			previousStatus: null,
			attempts: 0,
			deviceId: null,
			accountId: null,
			workflowId: null,
			reviewEndsAt: null,
		};
		this.known.set(username, user);
		if (user.reviewEndsAt !== null && Date.parse(user.reviewEndsAt) <= Date.now())
			this.decide(user, chooseOutcome(user));
		return user;
	}

	/** Sets a user's status from outside, as the vendor's review would, and ends any review. */
	decide(user: KycUser, status: string): void {
		this.change(user, status);
		user.reviewEndsAt = null;
	}

	/**
	 * The user opens the SDK.
	 * @returns a token for it
	 */
	startSdk(user: KycUser, deviceId: string | undefined): string {
		user.deviceId = deviceId ?? user.deviceId;
		if (user.status === 'NOT_REGISTERED') this.change(user, 'LV1');
		return randomUUID();
	}

	/** The SDK's result arrives, and the review begins. A final status stays. */
	register(user: KycUser, result: { accountId: string; workflowId: string }): void {
		Object.assign(user, result);
		if (['REJECTED', 'APPROVED_VERIFIED'].includes(user.status)) return;
		user.attempts += 1;
		this.change(user, 'PENDING');
		user.reviewEndsAt = /^review/i.test(user.username)
			? null
			: new Date(Date.now() + this.settings.reviewMs).toISOString();
	}

	private change(user: KycUser, status: string): void {
		if (user.status !== status) user.previousStatus = user.status;
		user.status = status;
	}

	/** Forgets all users and tokens. */
	reset(): void {
		this.known.clear();
		this.accessTokens.expire();
	}
}

/**
 * What a review ends with, by the user's name: the vendor documents no outcomes for tests, so these are this emulator's own.
 * `rejected...` is rejected, `resubmit...` must submit again until all attempts are used up, others are approved.
 */
function chooseOutcome({ username, attempts }: KycUser): string {
	if (/^rejected/i.test(username)) return 'REJECTED';
	if (/^resubmit/i.test(username)) return attempts < attemptsInAll ? 'NEED_RESUBMIT' : 'REJECTED';
	return 'APPROVED_VERIFIED';
}
