import { statedFieldsOf, textsIn } from '../api/fields';

/** What came back for one request, or why nothing did. */
export interface Answer {
	/** HTTP status; undefined if there was no answer. */
	httpStatus?: number;
	headers?: Record<string, unknown>;
	/** JSON, or a text that is none. */
	body?: unknown;
	/** Why the body cannot be used, in a user's words; it is absent then. */
	unreadable?: string;
	/** Why there was no answer: the network's own code, such as `ECONNREFUSED`. */
	networkCode?: string;
	/** n8n's own words, where it did not send the request. */
	stoppedBecause?: string;
}

/** Why a request did not give what was asked for. */
export interface Failure {
	/** What happened, one sentence. */
	what: string;
	/** What to do about it. */
	todo: string;
	httpStatus?: number;
	/** The service's own words. */
	said?: string;
	/** The service's own code. */
	code?: string;
	requestId?: string;
	/** Ids that the service named, under the names this package uses. */
	ids?: Record<string, string | number>;
}

/** What a request is for, as far as it changes what a user should do when it fails. */
export interface Purpose {
	/** Whether it logs a user in, so that there is no access token yet. */
	logsIn?: boolean;
	/** Options of the node that send the same thing differently, where the vendor's page leaves open how. */
	otherReadings?: string;
	/** What to look at before sending a request again whose outcome is not known. */
	beforeRepeating?: string;
}

/** How much of the service's own words is shown, in characters. */
export const longestQuote = 300;

/** Fields of error bodies in use elsewhere; the error bodies of this API are NOT FOUND on the vendor's pages. */
const messageFields = [
	'errordescription',
	'message',
	'errormessage',
	'detail',
	'description',
	'title',
	'error',
	'',
];
const codeFields = ['code', 'errorcode', 'error'];
const requestIdFields = ['requestid', 'traceid', 'correlationid'];
const idFields: Record<string, string> = {
	accountid: 'accountId',
	workflowid: 'workflowId',
	userid: 'userId',
	deviceid: 'deviceId',
};

const checkEnvironment = 'Check the environment and base URL in the credential.';

/**
 * Judges an answer. Neither the HTTP statuses nor the error bodies of this API are on the vendor's pages: any answer of
 * HTTP 2xx that does not itself say that it failed counts as success.
 * @param answer in which no secret stands any more
 * @returns undefined for success
 */
export function failureIn(answer: Answer, purpose: Purpose): Failure | undefined {
	const { httpStatus, headers, body } = answer;
	if (httpStatus === undefined) return failureWithoutAnswer(answer, purpose);
	const { beforeRepeating } = purpose;
	const fail = (what: string, todo: string): Failure => ({
		what,
		todo,
		httpStatus,
		...refusalIn(body),
	});
	if (httpStatus >= 300 && httpStatus < 400)
		return fail(
			'The address redirects elsewhere, and redirects are not followed so that tokens stay with CloudPayments.',
			checkEnvironment,
		);
	if (isWebPage(body))
		return {
			what: 'A web page came back where the KYC API was expected.',
			todo: checkEnvironment,
			httpStatus,
		};
	if (httpStatus >= 200 && httpStatus < 300) {
		if (answer.unreadable)
			return fail(
				`CloudPayments' answer cannot be used: ${answer.unreadable}.`,
				sentences('Try again later.', beforeRepeating),
			);
		if (!saysItFailed(body)) return undefined;
		return fail('CloudPayments answered that the request failed.', otherwise(purpose));
	}
	switch (httpStatus) {
		case 401:
		case 403:
			return purpose.logsIn
				? fail(
						"CloudPayments refused the user's name or password, the API key or the tenant.",
						'Check the user, then API key, tenant name and environment in the credential.',
					)
				: fail(
						"CloudPayments refused the user's access token, the API key or the tenant.",
						"Get a new access token: in CloudPayments' sample apps they live for about an hour. If that is refused too, check API key, tenant name and environment in the credential.",
					);
		case 404:
			return fail('Nothing was found at this address.', checkEnvironment);
		case 429:
			return fail(
				'CloudPayments asked for fewer requests.',
				sentences(
					waitAskedFor(headers?.['retry-after']),
					"Try again later, lower 'Max Concurrency' in the options, or send the items in batches. The portal's API key is for tests and has a low quota.",
				),
			);
	}
	if (httpStatus >= 500)
		return fail(
			'CloudPayments could not handle the request at the moment.',
			sentences('Try again later.', beforeRepeating),
		);
	if (purpose.logsIn)
		return fail("CloudPayments did not accept the user's name and password.", 'Check the user.');
	return fail('CloudPayments did not accept the request.', otherwise(purpose));
}

const sentences = (...parts: Array<string | undefined>) => parts.filter(Boolean).join(' ');

function waitAskedFor(retryAfter: unknown): string | undefined {
	const seconds = typeof retryAfter === 'string' && /^\d{1,6}$/.test(retryAfter) ? retryAfter : '0';
	return Number(seconds) > 0 ? `It asks to wait ${Number(seconds)} seconds.` : undefined;
}

function otherwise({ otherReadings }: Purpose): string {
	const check = 'Check the parameters of this node.';
	return otherReadings
		? `${check} The vendor's page leaves open how they are sent: ${otherReadings} may help.`
		: check;
}

/** Whether a body is HTML or XML, which the API never sends as far as its samples show. */
export function isWebPage(body: unknown): boolean {
	return typeof body === 'string' && /^\s*</.test(body);
}

/** Whether a body says that the request failed, in spite of its HTTP status. */
function saysItFailed(body: unknown): boolean {
	if (typeof body !== 'object' || body === null) return false;
	const { success, error } = body as { success?: unknown; error?: unknown };
	const isError = typeof error === 'object' ? Object.keys(error ?? {}).length > 0 : Boolean(error);
	return isError || success === false || success === 'false';
}

/** What a refusal says of itself, as far as its fields are of a kind that can be shown. */
function refusalIn(body: unknown): Omit<Failure, 'what' | 'todo'> {
	const texts = textsIn(body).filter(({ value }) => value !== '');
	const stated = statedFieldsOf(body);
	const one = (names: string[], accepts: RegExp) =>
		names
			.flatMap((name) => stated.filter((field) => field.name === name))
			.map(({ value }) => (isPlain(value) ? String(value) : ''))
			.find((text) => accepts.test(text));
	const said = messageFields
		.map((name) => texts.find((text) => text.name === name && typeof text.value === 'string'))
		.find((text) => text !== undefined);
	const ids = stated.flatMap(({ name, value }) =>
		name in idFields && isPlain(value) && value !== '' ? [[idFields[name], value] as const] : [],
	);
	return {
		said: said && String(said.value).slice(0, longestQuote),
		code: one(codeFields, /^[\w.:-]{1,60}$/),
		requestId: one(requestIdFields, /^[\w.:-]{1,100}$/),
		ids: Object.fromEntries(ids.reverse()),
	};
}

const isPlain = (value: unknown): value is string | number =>
	typeof value === 'number' || (typeof value === 'string' && value.length <= 100);

/** Words for a request that got no answer. */
function failureWithoutAnswer({ networkCode, stoppedBecause }: Answer, purpose: Purpose): Failure {
	if (networkCode === undefined)
		return { what: stoppedBecause ?? 'The request was not sent.', todo: '' };
	if (unreachable.has(networkCode))
		return { what: 'Nobody answers at the base URL.', todo: checkEnvironment };
	if (/CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO_/.test(networkCode))
		return {
			what: 'The server at the base URL could not prove who it is: its certificate is not trusted.',
			todo: checkEnvironment,
		};
	const [what, remedy] = brokenOff[networkCode] ?? [
		'The connection to CloudPayments broke before an answer came.',
		'Try again later.',
	];
	return { what, todo: sentences(remedy, purpose.beforeRepeating) };
}

const unreachable = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
]);

const outOfTime: [string, string] = [
	'CloudPayments did not answer in time.',
	"Try again later, or raise 'Timeout' in the options.",
];

const brokenOff: Partial<Record<string, [what: string, remedy: string]>> = {
	ECONNABORTED: outOfTime,
	ETIMEDOUT: outOfTime,
	ERR_CANCELED: ['The execution was cancelled.', ''],
};
