import { NodeApiError, type INode } from 'n8n-workflow';
import { textNamed } from '../api/fields';
import { secretsOf, withoutParameters, withoutSecrets, type KycContext } from './secrets';

/** Why a request did not give what was asked for. */
export interface Failure {
	/** What happened, one sentence. */
	what: string;
	/** What to do about it. */
	todo: string;
	httpStatus?: number;
	/** The service's own words. */
	said?: string;
}

/** The parts of an HTTP answer that are judged. */
export interface Answer {
	statusCode: number;
	headers?: Record<string, unknown>;
	body: unknown;
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
	'error_description',
	'message',
	'errormessage',
	'error_message',
	'detail',
	'description',
	'title',
	'error',
	'',
];

const checkEnvironment = 'Check the environment and base URL in the credential.';

/**
 * Judges an answer. Neither the HTTP statuses nor the error bodies of this API are on the vendor's pages: any answer of
 * HTTP 2xx that does not itself say that it failed counts as success.
 * @returns undefined for success
 */
export function failureIn(
	{ statusCode, headers, body }: Answer,
	purpose: Purpose,
): Failure | undefined {
	const fail = (what: string, todo: string): Failure => ({
		what,
		todo,
		httpStatus: statusCode,
		said: textNamed(body, messageFields)?.slice(0, longestQuote),
	});
	if (statusCode >= 300 && statusCode < 400)
		return fail(
			'The address redirects elsewhere, and redirects are not followed so that tokens stay with CloudPayments.',
			checkEnvironment,
		);
	if (isWebPage(body))
		return {
			what: 'A web page came back where the KYC API was expected.',
			todo: checkEnvironment,
			httpStatus: statusCode,
		};
	if (statusCode >= 200 && statusCode < 300) {
		if (!saysItFailed(body)) return undefined;
		return fail('CloudPayments answered that the request failed.', otherwise(purpose));
	}
	switch (statusCode) {
		case 401:
		case 403:
			return fail(
				purpose.logsIn
					? "CloudPayments refused the user's name or password, the API key or the tenant."
					: "CloudPayments refused the user's access token, the API key or the tenant.",
				purpose.logsIn
					? 'Check the user, then API key, tenant name and environment in the credential.'
					: 'Access tokens live for about an hour: get a new one. If that is refused too, check API key, tenant name and environment in the credential.',
			);
		case 404:
			return fail('Nothing was found at this address.', checkEnvironment);
		case 429: {
			const seconds = Number(headers?.['retry-after']);
			return fail(
				'CloudPayments asked for fewer requests.',
				`${seconds > 0 ? `It asks to wait ${seconds} seconds. ` : ''}Try again later, or send the items in batches (Request Options, Batching). The portal's API key is for tests and has a low quota.`,
			);
		}
	}
	if (statusCode >= 500)
		return fail('CloudPayments could not handle the request at the moment.', 'Try again later.');
	if (purpose.logsIn)
		return fail("CloudPayments did not accept the user's name and password.", 'Check the user.');
	return fail('CloudPayments did not accept the request.', otherwise(purpose));
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

function saysItFailed(body: unknown): boolean {
	if (typeof body !== 'object' || body === null) return false;
	const { success, error } = body as { success?: unknown; error?: unknown };
	return success === false || (typeof error === 'string' && error !== '');
}

/**
 * Words for a request that got no answer.
 * @param code the network's code, e.g. `ECONNREFUSED`; undefined if it never came to a request
 * @param reason what n8n says about it
 */
export function failureWithoutAnswer(
	code: string | undefined,
	reason: string,
	{ beforeRepeating }: Purpose,
): Failure {
	if (code === undefined) return { what: reason, todo: '' };
	if (unreachable.has(code))
		return { what: 'Nobody answers at the base URL.', todo: checkEnvironment };
	if (/CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO_/.test(code))
		return {
			what: 'The server at the base URL could not prove who it is: its certificate is not trusted.',
			todo: checkEnvironment,
		};
	const [what, remedy] = brokenOff[code] ?? [
		'The connection to CloudPayments broke before an answer came.',
		'Try again later.',
	];
	return { what, todo: [remedy, beforeRepeating].filter(Boolean).join(' ') };
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
	'Raise the timeout in the Request Options or try again later.',
];

const brokenOff: Partial<Record<string, [what: string, remedy: string]>> = {
	ECONNABORTED: outOfTime,
	ETIMEDOUT: outOfTime,
	ERR_CANCELED: ['The execution was cancelled.', ''],
};

/**
 * The error a user sees. Built afresh from a few texts, because an HTTP client's own error carries the tokens.
 * @param secrets never shown, not even where the service repeats them
 */
export function toNodeError(
	node: INode,
	{ what, todo, httpStatus, said }: Failure,
	secrets: string[],
	itemIndex?: number,
): NodeApiError {
	const clean = withoutSecrets(
		{
			message: itemIndex === undefined ? what : `${what} [item ${itemIndex}]`,
			description: [
				todo,
				said && `CloudPayments says: "${said}".`,
				httpStatus !== undefined && `(HTTP ${httpStatus})`,
			]
				.filter(Boolean)
				.join(' '),
		},
		secrets,
	);
	const error = new NodeApiError(
		withoutParameters(node),
		{ message: clean.message },
		{ ...clean, httpCode: httpStatus?.toString(), itemIndex },
	);
	inWords.add(error);
	return error;
}

/** The errors made here, which have nothing to hide any more. */
const inWords = new WeakSet<Error>();

/**
 * Throws on what a request threw: this package's own errors as they are, n8n's in words of this package.
 * @throws NodeApiError
 */
export async function throwInWords(
	context: KycContext,
	error: Error,
	purpose: Purpose,
): Promise<never> {
	if (inWords.has(error)) throw error;
	throw toNodeError(
		context.getNode(),
		failureWithoutAnswer(networkCodeOf(error), error.message, purpose),
		await secretsOf(context),
		'getItemIndex' in context ? context.getItemIndex() : undefined,
	);
}

/** The network's code in what n8n throws: n8n 2.x keeps the HTTP client's error as the cause, 1.x only its code. */
function networkCodeOf(error: Error): string | undefined {
	const { cause, httpCode } = error as { cause?: { code?: unknown }; httpCode?: unknown };
	return [cause?.code, httpCode].find(
		(code): code is string => typeof code === 'string' && /^[A-Z_]+$/.test(code),
	);
}
