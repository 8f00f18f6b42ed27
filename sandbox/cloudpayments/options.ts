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

/**
 * How a refusal repeats the secrets of its request: not at all (save the token, in the shape `oauth`), as they are, or as
 * percent-encoding, a form, JSON, HTML or base64 writes them.
 */
export const echoes = ['none', 'plain', 'url', 'form', 'json', 'html', 'base64'] as const;

/** One of `echoes`. */
export type Echo = (typeof echoes)[number];

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
	/** Makes the body of getUserInfo around the status, in place of `statusField` and `tellsPreviousStatus`. */
	statusBody?: (status: string | number, attempts: number) => unknown;
	/** Name of the field that holds the status, which is NOT FOUND on the vendor's page; `status` when absent. */
	statusField?: string;
	/** Whether getUserInfo reports the status before the last change as well, in `previousStatus`. */
	tellsPreviousStatus?: boolean;
	/** Name of the object around all that a successful answer holds; none when absent. */
	envelope?: string;
	/** What successful answers hold at their top, beside the envelope if there is one. */
	atTop?: Record<string, unknown>;
	/** Whether successful answers break off in the middle, in spite of HTTP 200 and a length that fits. */
	halfAnswers?: boolean;
	/** How refusals are worded. */
	errorShape?: ErrorShape;
	/** How refusals repeat the access token, the password and the API key of their request. */
	echo?: Echo;
	/** HTTP methods that the kyc-ms paths take; GET and POST when absent. */
	methods?: string[];
	/** Where the ids of registerUser and the device id are looked for; everywhere when absent. */
	idsFrom?: readonly Place[];
}

/** The options with every default filled in. */
export type KycMsSettings = Required<Omit<KycMsOptions, OptionalForEver>> &
	Pick<KycMsOptions, OptionalForEver>;

type OptionalForEver = 'statusBody' | 'envelope';

/**
 * Fills in the defaults.
 * @param options what the caller asked for
 * @returns complete settings, which may be changed while the emulator runs
 */
export function completeSettings(options: KycMsOptions): KycMsSettings {
	return {
		apiKey: options.apiKey ?? 'sandbox-api-key',
		tenantName: options.tenantName ?? 'SANDBOX',
		password: options.password ?? 'Sandbox1!',
		tokenLifetimeMs: options.tokenLifetimeMs ?? 3_600_000,
		reviewMs: options.reviewMs ?? 2000,
		statusAs: options.statusAs ?? 'name',
		statusBody: options.statusBody,
		statusField: options.statusField ?? 'status',
		tellsPreviousStatus: options.tellsPreviousStatus ?? false,
		envelope: options.envelope,
		atTop: options.atTop ?? {},
		halfAnswers: options.halfAnswers ?? false,
		errorShape: options.errorShape ?? 'oauth',
		echo: options.echo ?? 'none',
		methods: options.methods ?? ['GET', 'POST'],
		idsFrom: options.idsFrom ?? places,
	};
}
