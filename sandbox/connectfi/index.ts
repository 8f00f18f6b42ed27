import { connectFiApi } from './api';
import type { CallbackRecord } from './callbacks';
import {
	decideApplication,
	decideLegacy,
	transitionApplication,
	transitionLegacy,
	type Change,
	type Outcome,
	type Transition,
} from './changes';
import { connectFiControl } from './control';
import { completeSettings, type ConnectFiOptions } from './options';
import { connectFiPage } from './page';
import { seed, type Seed } from './seed';
import { specimenRoutes } from './specimens';
import { Store } from './store';
import type { TokenSettings } from './tokens';
import { startEmulator, type Emulator, type ListenOptions } from '../core/server';

export type { CallbackRecord } from './callbacks';
export type { Outcome, Transition } from './changes';
export type { ConnectFiOptions } from './options';
export type { Seed } from './seed';
export type { TokenSettings } from './tokens';

/** Options of a connectFi sandbox: where it listens and how it behaves. */
export type SandboxOptions = ListenOptions & ConnectFiOptions;

/** A connectFi sandbox that runs in this process. */
export interface Sandbox extends Emulator {
	/** An access token that is always good. */
	readonly token: string;
	readonly login: string;
	readonly password: string;
	/** The callbacks that were sent, oldest first. */
	readonly callbacks: CallbackRecord[];
	/** Changes how tokens by login are issued from now on. */
	setTokens(settings: Partial<TokenSettings>): void;
	/** Expires all tokens by login, at once or after some more uses of each; returns their number. */
	expireTokens(afterUses?: number): number;
	/** Decides an open application as the vendor's staff would; resolves to the callback's record, null without one. */
	decide(applicationId: string, outcome: Outcome): Promise<CallbackRecord | null>;
	/** Changes an application from outside any request; resolves like `decide`. */
	transition(applicationId: string, transition: Transition): Promise<CallbackRecord | null>;
	/** Decides an open legacy KYC; resolves like `decide`. */
	decideLegacy(customerId: string, outcome: Outcome): Promise<CallbackRecord | null>;
	/** Changes the status of a legacy KYC; resolves like `decide`. */
	transitionLegacy(customerId: string, status: string): Promise<CallbackRecord | null>;
	/** Puts records into the sandbox as they are. */
	seed(records: Seed): void;
	/** All records: customers, applications, documents, legacy customers, callbacks. */
	state(): ReturnType<Store['snapshot']>;
	/** The content of an uploaded akepa document, if `keepFiles` is set. */
	fileContent(documentId: string): Buffer | undefined;
}

/**
 * Starts a connectFi sandbox. Any number of them can run in one process.
 * @param options where it listens and how it behaves; everything has a default
 * @returns the running sandbox; rejects when the port is taken
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const store = new Store(completeSettings(options));
	const emulator = await startEmulator(
		{
			api: async (app) => {
				await app.register(connectFiApi, { store });
			},
			control: async (app) => {
				await app.register(connectFiControl, { store });
				await app.register(connectFiPage, { store });
				await app.register(specimenRoutes);
			},
			reset: () => store.reset(),
			stop: () => store.stop(),
		},
		options,
	);
	const awaitCallback = async (change: () => Change) => await change().callback;
	return {
		...emulator,
		get peakInFlight() {
			return emulator.peakInFlight;
		},
		token: store.settings.tokens[0],
		login: store.settings.login,
		get password() {
			return store.password;
		},
		callbacks: store.callbacks.log,
		setTokens: (settings) => void Object.assign(store.tokens.settings, settings),
		expireTokens: (afterUses) => store.tokens.expire(afterUses),
		decide: (id, outcome) => awaitCallback(() => decideApplication(store, id, outcome)),
		transition: (id, transition) =>
			awaitCallback(() => transitionApplication(store, id, transition)),
		decideLegacy: (id, outcome) => awaitCallback(() => decideLegacy(store, id, outcome)),
		transitionLegacy: (id, status) => awaitCallback(() => transitionLegacy(store, id, status)),
		seed: (records) => seed(store, records),
		state: () => store.snapshot(),
		fileContent: (documentId) => store.documents.get(documentId)?.file?.content,
	};
}
