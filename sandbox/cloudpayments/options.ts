/** Ways in which a refusal may be worded: the vendor's pages show no error body. */
export const errorShapes = ['oauth', 'message', 'text', 'empty'] as const;

/**
 * `oauth`: `{error, error_description}` as Spring's OAuth servers answer, which repeat a refused token;
 * `message`: `{message}`; `text`: plain text; `empty`: no body.
 */
export type ErrorShape = (typeof errorShapes)[number];

/** Places of a request in which an id may stand. */
export const places = ['body', 'query', 'headers'] as const;

/** One of `places`. */
export type Place = (typeof places)[number];

/** How the emulated kyc-ms behaves; every field may be left out. */
export interface KycMsOptions {
	apiKey?: string;
	tenantName?: string;
	/** Password of every user; users are made at their first login, as self-registration's contract is NOT FOUND. */
	password?: string;
	/** Milliseconds an access token lives; an hour, as the vendor's samples imply, when absent. */
	tokenLifetimeMs?: number;
	/** Milliseconds a review takes. */
	reviewMs?: number;
	/** Whether getUserInfo sends the number or the name of the status; NOT FOUND on the vendor's page. */
	statusAs?: 'number' | 'name';
	/** Makes the body of getUserInfo around the status; `{status}` when absent. */
	statusBody?: (status: string | number, attempts: number) => unknown;
	/** How refusals are worded. */
	errorShape?: ErrorShape;
	/** HTTP methods that the kyc-ms paths take; GET and POST when absent. */
	methods?: string[];
	/** Where the ids of registerUser and the device id are looked for; everywhere when absent. */
	idsFrom?: readonly Place[];
}

/** The options with every default filled in. */
export type KycMsSettings = Required<KycMsOptions>;

/**
 * Fills in the defaults.
 * @param options what the caller asked for
 * @returns complete settings, which may be changed while the emulator runs
 */
export function settingsFrom(options: KycMsOptions): KycMsSettings {
	return {
		apiKey: options.apiKey ?? 'sandbox-api-key',
		tenantName: options.tenantName ?? 'SANDBOX',
		password: options.password ?? 'Sandbox1!',
		tokenLifetimeMs: options.tokenLifetimeMs ?? 3_600_000,
		reviewMs: options.reviewMs ?? 2000,
		statusAs: options.statusAs ?? 'name',
		statusBody: options.statusBody ?? ((status) => ({ status })),
		errorShape: options.errorShape ?? 'oauth',
		methods: options.methods ?? ['GET', 'POST'],
		idsFrom: options.idsFrom ?? places,
	};
}
