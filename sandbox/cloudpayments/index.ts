import { startEmulator, type Emulator, type ListenOptions } from '../core/server';
import { kycMsApi } from './api';
import { kycMsControl } from './control';
import type { KycMsOptions, KycMsSettings } from './options';
import { kycMsPage } from './page';
import { KycStore, type KycUser } from './store';

export type { ErrorShape, KycMsOptions, Place } from './options';

/** A CloudPayments KYC sandbox that runs in this process. */
export interface KycMsSandbox extends Emulator {
	readonly apiKey: string;
	readonly tenantName: string;
	/** Password of every user. */
	readonly password: string;
	/** How it behaves; may be changed at any time. */
	readonly settings: KycMsSettings;
	/** A good access token of a user, as a login would give it. */
	accessTokenOf(username: string): string;
	/** Expires all access tokens. */
	expireTokens(): void;
	/** The user as of now. */
	user(username: string): KycUser;
	/** Sets a user's status from outside, also to one that is not documented. */
	setStatus(username: string, status: string): void;
}

/**
 * Starts a CloudPayments KYC sandbox on a port of its own.
 * @param options where it listens and how it behaves; everything has a default
 * @returns the running sandbox; rejects when the port is taken
 */
export async function startKycMsSandbox(
	options: ListenOptions & KycMsOptions = {},
): Promise<KycMsSandbox> {
	const store = new KycStore(options);
	const emulator = await startEmulator(
		{
			api: async (app) => {
				await app.register(kycMsApi, { store });
			},
			control: async (app) => {
				await app.register(kycMsControl, { store });
				await app.register(kycMsPage, { store });
			},
			reset: () => store.reset(),
		},
		options,
	);
	const { settings } = store;
	return {
		...emulator,
		get peakInFlight() {
			return emulator.peakInFlight;
		},
		apiKey: settings.apiKey,
		tenantName: settings.tenantName,
		password: settings.password,
		settings,
		accessTokenOf: (username) => {
			store.user(username);
			return store.accessTokens.issue(username, settings.tokenLifetimeMs);
		},
		expireTokens: () => store.accessTokens.expire(),
		user: (username) => store.user(username),
		setStatus: (username, status) => store.decide(store.user(username), status),
	};
}
