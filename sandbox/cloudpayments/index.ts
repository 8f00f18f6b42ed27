import type { Fault, RateLimit } from '../faults';
import type { RecordedRequest } from '../recorder';
import { startServer, type ListenOptions } from '../server';
import { kycMsApi } from './api';
import { kycMsControl } from './control';
import type { KycMsOptions, KycMsSettings } from './options';
import { KycStore, type KycUser } from './store';

export type { ErrorShape, KycMsOptions, Place } from './options';

/** A CloudPayments kyc-ms emulator that runs in this process. */
export interface KycMsEmulator {
	/** Base URL, without a trailing slash. */
	readonly url: string;
	readonly apiKey: string;
	readonly tenantName: string;
	/** Password of every user. */
	readonly password: string;
	/** How it behaves; may be changed at any time. */
	readonly settings: KycMsSettings;
	/** The API requests that arrived, oldest first. */
	readonly requests: RecordedRequest[];
	/** Forgets the recorded requests. */
	clearRequests(): void;
	/** Makes something go wrong on purpose. */
	addFault(fault: Fault): void;
	/** Answers 429 over a limit; null removes the limit. */
	setRateLimit(limit: RateLimit | null): void;
	/** Removes all faults and the rate limit. */
	clearFaults(): void;
	/** A good access token of a user, as a login would give it. */
	accessTokenOf(username: string): string;
	/** Expires all access tokens. */
	expireTokens(): void;
	/** The user as of now. */
	user(username: string): KycUser;
	/** Sets a user's status from outside, also to one that is not documented. */
	setStatus(username: string, status: string): void;
	/** Forgets users, tokens, faults and recorded requests; settings stay. */
	reset(): void;
	/** Breaks all connections and stops. */
	close(): Promise<void>;
}

/**
 * Starts an emulator of the CloudPayments KYC API on a port of its own.
 * @param options where it listens and how it behaves; everything has a default
 * @returns the running emulator; rejects when the port is taken
 */
export async function startKycMsEmulator(
	options: ListenOptions & KycMsOptions = {},
): Promise<KycMsEmulator> {
	const store = new KycStore(options);
	const { url, recorder, faults, close } = await startServer(
		{
			api: async (app) => {
				await app.register(kycMsApi, { store });
			},
			control: async (app) => {
				await app.register(kycMsControl, { store });
			},
		},
		options,
	);
	const { settings } = store;
	return {
		url,
		apiKey: settings.apiKey,
		tenantName: settings.tenantName,
		password: settings.password,
		settings,
		requests: recorder.requests,
		clearRequests: () => recorder.clear(),
		addFault: (fault) => faults.add(fault),
		setRateLimit: (limit) => faults.setRateLimit(limit),
		clearFaults: () => faults.clear(),
		accessTokenOf: (username) => {
			store.user(username);
			return store.accessTokens.issue(username, settings.tokenLifetimeMs);
		},
		expireTokens: () => store.accessTokens.expire(),
		user: (username) => store.user(username),
		setStatus: (username, status) => store.decide(store.user(username), status),
		reset: () => {
			store.reset();
			recorder.clear();
			faults.clear();
		},
		close,
	};
}
