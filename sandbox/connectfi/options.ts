import type { TokenSessions, TokenShape } from './tokens';

/** Which spelling of the callback field a request may use; the vendor's pages disagree. */
export type WebhookField = 'both' | 'webhookUrl' | 'webhookURL';

/** Names of a business's list of representatives: the property of the pages, and the word of their prose. */
export const representativesFields = ['businessRepresentative', 'businessRepresentatives'] as const;

/** Which of the names requests may use. */
export type RepresentativesField = (typeof representativesFields)[number];

/** Which pages of the vendor an instance is as described in: those of today, or those of February and March 2023. */
export const apis = ['current', '2023'] as const;

/** One of `apis`. */
export type Api = (typeof apis)[number];

/**
 * Which changes are called back: every one, or only those that are not the direct result of a request (`asynchronous`).
 */
export type CallbackRule = 'everyChange' | 'asynchronous';

/** How the emulated connectFi behaves; every field may be left out. */
export interface ConnectFiOptions {
	/**
	 * `2023` has the routes and names of the old pages only: no POST /akepa/status, `webhookURL` for callbacks, no `reference`
	 * of an identification, one login token. The options below that say so have another default then.
	 */
	api?: Api;
	/**
	 * Whether a property that a route does not know is refused by name, as the Errors page shows, or ignored as if it had not
	 * been sent (INFERRED to be possible: no page of 2023 shows a refusal).
	 */
	unknownProperties?: 'refuse' | 'ignore';
	/**
	 * Name of a business's list of representatives that /customer/init and /customer/update know; the other one is not known.
	 * `businessRepresentative` when absent, which the akepa and the Update Customer page name as the property.
	 */
	representativesField?: RepresentativesField;
	/** Access token or tokens that are always good. */
	token?: string | string[];
	/** Login of /auth/get-token. */
	login?: string;
	/** Password of /auth/get-token. */
	password?: string;
	/** The client's id in connectFi, `CLIENTID` as in the docs when absent. */
	aggregatorId?: string;
	/** Spelling of the callback field that /akepa/identification takes, `webhookURL` in 2023; the other is not known. */
	webhookField?: WebhookField;
	/** The same for /customer/kyc/init. */
	legacyWebhookField?: WebhookField;
	/** Whether /akepa/update knows `applicationId`, which the table of 2023 has not. */
	updateAcceptsApplicationId?: boolean;
	/** Shape of the answer of /auth/get-token, `string` in 2023. */
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
	/** Which akepa changes are called back: `asynchronous` as the Webhooks page says, in 2023 every change as its page says. */
	akepaCallbacks?: CallbackRule;
	/** The same for legacy changes; every change when absent, as the Init page says. */
	legacyCallbacks?: CallbackRule;
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
export function completeSettings({ token = defaultToken, ...options }: ConnectFiOptions): Settings {
	const api = options.api ?? 'current';
	const old = api === '2023';
	return {
		api,
		unknownProperties: options.unknownProperties ?? 'refuse',
		representativesField: options.representativesField ?? 'businessRepresentative',
		tokens: Array.isArray(token) ? token : [token],
		login: options.login ?? 'sandbox',
		password: options.password ?? 'Sandbox1!',
		aggregatorId: options.aggregatorId ?? 'CLIENTID',
		webhookField: options.webhookField ?? (old ? 'webhookURL' : 'both'),
		legacyWebhookField: options.legacyWebhookField ?? (old ? 'webhookURL' : 'both'),
		updateAcceptsApplicationId: options.updateAcceptsApplicationId ?? !old,
		tokenShape: options.tokenShape ?? (old ? 'string' : 'object'),
		tokenLifetimeMs: options.tokenLifetimeMs ?? 3_600_000,
		tokenUses: options.tokenUses ?? null,
		tokenSessions: options.tokenSessions ?? 'many',
		asyncDelayMs: options.asyncDelayMs ?? 200,
		callbackTimeoutMs: options.callbackTimeoutMs ?? 5000,
		akepaCallbacks: options.akepaCallbacks ?? (old ? 'everyChange' : 'asynchronous'),
		legacyCallbacks: options.legacyCallbacks ?? 'everyChange',
		keepFiles: options.keepFiles ?? false,
	};
}
