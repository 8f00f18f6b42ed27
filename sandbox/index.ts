import { connectFiApi } from './connectfi/api';
import type { CallbackRecord } from './connectfi/callbacks';
import {
	decideApplication,
	decideLegacy,
	transitionApplication,
	transitionLegacy,
	type Change,
	type Outcome,
	type Transition,
} from './connectfi/changes';
import { connectFiControl } from './connectfi/control';
import { settingsFrom, type ConnectFiOptions } from './connectfi/options';
import { connectFiPage } from './connectfi/page';
import { seed, type Seed } from './connectfi/seed';
import { Store } from './connectfi/store';
import type { TokenSettings } from './connectfi/tokens';
import type { Fault, RateLimit } from './faults';
import type { RecordedRequest } from './recorder';
import { startServer, type ListenOptions } from './server';

export type { CallbackRecord, ConnectFiOptions, Fault, Outcome, RateLimit, RecordedRequest, Seed };
export type { TokenSettings, Transition };

/** Options of a connectFi sandbox: where it listens and how it behaves. */
export type SandboxOptions = ListenOptions & ConnectFiOptions;

/** A connectFi sandbox that runs in this process. */
export interface Sandbox {
	/** Base URL, without a trailing slash. */
	readonly url: string;
	/** An access token that is always good. */
	readonly token: string;
	readonly login: string;
	readonly password: string;
	/** The API requests that arrived, oldest first; control endpoints and the page are left out. */
	readonly requests: RecordedRequest[];
	/** The most API requests in flight at once since the last `clearRequests`. */
	readonly peakInFlight: number;
	/** The callbacks that were sent, oldest first. */
	readonly callbacks: CallbackRecord[];
	/** Forgets the recorded requests. */
	clearRequests(): void;
	/** Makes something go wrong on purpose. */
	addFault(fault: Fault): void;
	/** Answers 429 over a limit; null removes the limit. */
	setRateLimit(limit: RateLimit | null): void;
	/** Removes all faults and the rate limit. */
	clearFaults(): void;
	/** Changes how tokens by login are issued from now on. */
	setTokens(settings: Partial<TokenSettings>): void;
	/** Expires all tokens by login, at once or after some more uses of each; gives their number. */
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
	/** Forgets all records, login tokens, faults and recorded requests; options stay. */
	reset(): void;
	/** Breaks all connections and stops. */
	close(): Promise<void>;
}

/**
 * Starts a connectFi sandbox. Any number of them can run in one process.
 * @param options where it listens and how it behaves; everything has a default
 * @returns the running sandbox; rejects when the port is taken
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const store = new Store(settingsFrom(options));
	const server = await startServer(
		{
			api: async (app) => {
				await app.register(connectFiApi, { store });
			},
			control: async (app) => {
				await app.register(connectFiControl, { store });
				await app.register(connectFiPage, { store });
			},
		},
		options,
	);
	const { recorder, faults } = server;
	const callbackOf = async (change: () => Change) => await change().callback;
	return {
		url: server.url,
		token: store.settings.tokens[0],
		login: store.settings.login,
		get password() {
			return store.password;
		},
		requests: recorder.requests,
		get peakInFlight() {
			return recorder.peakInFlight;
		},
		callbacks: store.callbacks.log,
		clearRequests: () => recorder.clear(),
		addFault: (fault) => faults.add(fault),
		setRateLimit: (limit) => faults.setRateLimit(limit),
		clearFaults: () => faults.clear(),
		setTokens: (settings) => void Object.assign(store.tokens.settings, settings),
		expireTokens: (afterUses) => store.tokens.expire(afterUses),
		decide: (id, outcome) => callbackOf(() => decideApplication(store, id, outcome)),
		transition: (id, transition) => callbackOf(() => transitionApplication(store, id, transition)),
		decideLegacy: (id, outcome) => callbackOf(() => decideLegacy(store, id, outcome)),
		transitionLegacy: (id, status) => callbackOf(() => transitionLegacy(store, id, status)),
		seed: (records) => seed(store, records),
		state: () => store.snapshot(),
		fileContent: (documentId) => store.documents.get(documentId)?.file?.content,
		reset: () => {
			store.reset();
			recorder.clear();
			faults.clear();
		},
		close: async () => {
			store.stop();
			await server.close();
		},
	};
}
