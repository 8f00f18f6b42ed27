import type { WebhookField } from './schemas';
import type { TokenSessions, TokenShape } from './tokens';

/** How the emulated connectFi behaves; every field may be left out. */
export interface ConnectFiOptions {
	/** Access token or tokens that are always good. */
	token?: string | string[];
	/** Login of /auth/get-token. */
	login?: string;
	/** Password of /auth/get-token. */
	password?: string;
	/** The client's id in connectFi, `CLIENTID` as in the docs when absent. */
	aggregatorId?: string;
	/** Spelling of the callback field that /akepa/identification takes; the other is refused as additional. */
	webhookField?: WebhookField;
	/** The same for /customer/kyc/init. */
	legacyWebhookField?: WebhookField;
	/** Whether /akepa/identification insists on `reference`; false is how the old docs have it. */
	referenceRequired?: boolean;
	/** Whether /akepa/update knows `applicationId`; false refuses it as additional. */
	updateAcceptsApplicationId?: boolean;
	/** Shape of the answer of /auth/get-token. */
	tokenShape?: TokenShape;
	/** Milliseconds a token by login lives. */
	tokenLifetimeMs?: number;
	/** Requests a token by login is good for; null for any number. */
	tokenUses?: number | null;
	/** Whether a login ends those before it. */
	tokenSessions?: TokenSessions;
	/** Milliseconds an asynchronous change (`syncMode: true`) takes. */
	asyncDelayMs?: number;
	/** Milliseconds to wait for the answer to a callback. */
	callbackTimeoutMs?: number;
	/**
	 * Which legacy changes are called back: the Init page says every change, so that is what happens when absent;
	 * `asynchronous` leaves out those that are the direct result of a request, as the newer akepa pages have it.
	 */
	legacyCallbacks?: 'everyChange' | 'asynchronous';
	/** Whether to keep the content of uploaded files in memory. */
	keepFiles?: boolean;
}

/** The options with every default filled in. */
export type Settings = Required<Omit<ConnectFiOptions, 'token'>> & { tokens: string[] };

/** Access token of a sandbox that was given none: 66 characters, like those in the docs' samples. */
export const defaultToken = 'sandboxAccessToken'.padEnd(66, '0');

/**
 * Fills in the defaults.
 * @param options what the caller asked for
 * @returns complete settings
 */
export function settingsFrom({ token = defaultToken, ...options }: ConnectFiOptions): Settings {
	return {
		tokens: Array.isArray(token) ? token : [token],
		login: options.login ?? 'sandbox',
		password: options.password ?? 'Sandbox1!',
		aggregatorId: options.aggregatorId ?? 'CLIENTID',
		webhookField: options.webhookField ?? 'both',
		legacyWebhookField: options.legacyWebhookField ?? 'both',
		referenceRequired: options.referenceRequired ?? true,
		updateAcceptsApplicationId: options.updateAcceptsApplicationId ?? true,
		tokenShape: options.tokenShape ?? 'object',
		tokenLifetimeMs: options.tokenLifetimeMs ?? 3_600_000,
		tokenUses: options.tokenUses ?? null,
		tokenSessions: options.tokenSessions ?? 'many',
		asyncDelayMs: options.asyncDelayMs ?? 200,
		callbackTimeoutMs: options.callbackTimeoutMs ?? 5000,
		legacyCallbacks: options.legacyCallbacks ?? 'everyChange',
		keepFiles: options.keepFiles ?? false,
	};
}
