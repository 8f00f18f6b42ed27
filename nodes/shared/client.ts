import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { clock } from './clock';
import { exchange } from './exchange';
import { pauseFor, type ConcurrencyLimiter, type Feedback } from './limiter';
import type { RawResponse } from './response';
import { waitBeforeRetry, type RetryPolicy } from './retry';

export type ApiContext = IExecuteFunctions | IWebhookFunctions | IHookFunctions | IPollFunctions;

/** One call of an API. */
export interface ApiRequest extends RetryPolicy {
	method: 'GET' | 'POST';
	/** Relative to the base URL, from the vendor's `api/paths`. */
	path: string;
	headers?: Record<string, string>;
	query?: Record<string, string>;
	json?: object;
	/** Makes any other body when the request's turn comes, so that no file waits in memory; it is closed after the exchange. */
	form?: () => Promise<(FormData & { close?(): void }) | string>;
	/** In milliseconds, for each attempt. */
	timeout: number;
	/** Which input item asks; errors name it. */
	itemIndex?: number;
}

/** What a vendor's client knows of a failed request, at least. */
interface ApiFailure {
	kind: string;
	httpStatus?: number;
	retryAfterMs?: number;
	/** An attempt of this request may have been processed without our hearing of it. */
	afterLostAnswer?: boolean;
}

/** What became of a request. A refusal is a result, not an error: some callers know what to do about it. */
export type ApiResult<Success, Failure> =
	| ({ success: true } & Success)
	| { success: false; failure: Failure };

/** What sends the requests of a run, or of all callbacks of a credential. */
interface Sender<Request, Result, Failure> {
	limiter: ConcurrencyLimiter;
	/** Ends waiting and further attempts. */
	signal?: AbortSignal;
	/** Sends a request once. */
	send(request: Request, attempt: number): Promise<Result>;
	/** For logins: whether a token was refused that may be renewed if no other request is under way. */
	mayRenewAlone?(failure: Failure): boolean;
}

/**
 * Makes the function that sends requests, each again where its policy allows it, never more at once than the limiter lets.
 * It never throws.
 */
export function createAttempt<Request extends ApiRequest, Success, Failure extends ApiFailure>({
	limiter,
	signal,
	send,
	mayRenewAlone,
}: Sender<Request, ApiResult<Success, Failure>, Failure>) {
	type Result = ApiResult<Success, Failure>;

	// Whether a login ends the logins before it is not documented. If so, requests in parallel that all renew the token undo
	// each other's. So a token refused in spite of its renewal is renewed again with nobody else under way, unless that has
	// been of no use before.
	let renewalHelps = mayRenewAlone !== undefined;

	/** @returns the result, and how long to wait before the next attempt if there is to be one */
	async function attemptOnce(
		request: Request,
		{ attempt, renewed }: { attempt: number; renewed: boolean },
		feedback: Feedback,
	): Promise<{ result: Result; wait?: number; renews?: boolean }> {
		const result = await send(request, attempt);
		if (result.success) {
			feedback.accepted();
			return { result };
		}
		if (renewalHelps && request.retry !== false && mayRenewAlone?.(result.failure)) {
			if (!renewed) {
				feedback.oneAtATime();
				return { result, wait: 0, renews: true };
			}
			renewalHelps = false;
		}
		const { failure } = result;
		const wait = waitBeforeRetry(failure, { ...request, attempt });
		if (failure.kind !== 'rateLimited' && failure.httpStatus !== 503) return { result, wait };
		// Where this request is not sent again, the others are held back all the same.
		feedback.congested(waitBeforeRetry(failure, { idempotent: true, attempt }) ?? 0);
		return { result, wait: wait && 0 };
	}

	return async function attempt(request: Request): Promise<Result> {
		let afterLostAnswer = false;
		let renewed = false;
		for (let attempt = 1; ; attempt++) {
			const { result, wait, renews } = await limiter.run(
				async (feedback) => await attemptOnce(request, { attempt, renewed }, feedback),
				signal,
			);
			if (result.success) return result;
			const { kind } = result.failure;
			afterLostAnswer ||= kind === 'noAnswer' || kind === 'unavailable';
			if (wait === undefined) return { ...result, failure: { ...result.failure, afterLostAnswer } };
			renewed ||= renews === true;
			if (wait) await pauseFor(wait, signal);
		}
	};
}

/** Whom to ask, and as whom. */
export interface Account {
	context: ApiContext;
	credentialType: string;
	baseUrl: string;
	/** What n8n signs the request in with. */
	readCredential(): Promise<ICredentialDataDecryptedObject>;
	/** Ends the request before its time, such as the end of the execution. */
	signal?: AbortSignal;
}

/** Sends a request once, signed in by n8n, and logs it. Never throws. */
export async function sendSignedIn(
	{ context, credentialType, baseUrl, readCredential, signal }: Account,
	request: ApiRequest,
	attempt: number,
): Promise<RawResponse> {
	if (signal?.aborted) return { networkCode: 'ERR_CANCELED' };
	const { method, path, headers, query, json, form, timeout } = request;
	const started = clock.now();
	let body: Awaited<ReturnType<NonNullable<typeof form>>> | undefined;
	const response = await exchange({
		timeout,
		signal,
		send: async (options) => {
			const bounded = boundedContext(context, options.abortSignal, readCredential);
			body = await form?.();
			return (await context.helpers.httpRequestWithAuthentication.call(bounded, credentialType, {
				...options,
				method,
				baseURL: baseUrl,
				url: path,
				headers,
				qs: query,
				// A fresh copy: n8n works on the body it is given.
				body: body ?? (json && ({ ...json } as IDataObject)),
			})) as unknown;
		},
	});
	if (typeof body === 'object') body.close?.();
	const outcome = response.httpStatus ?? response.networkCode ?? 'not sent';
	context.logger.debug(
		`${context.getNode().name}: ${method} ${path} ${outcome}, ${clock.now() - started} ms, attempt ${attempt}`,
	);
	return response;
}

/**
 * The context as n8n's helper for signed requests sees it: there it takes the signal that ends the request, the
 * credential, and what that sends its login with.
 */
function boundedContext(
	context: ApiContext,
	signal: AbortSignal,
	getCredentials: Account['readCredential'],
): IExecuteFunctions {
	const { helpers } = context;
	const httpRequest = async (options: IHttpRequestOptions) =>
		(await helpers.httpRequest({
			...options,
			abortSignal: AbortSignal.any([signal, options.abortSignal as AbortSignal]),
		})) as unknown;
	return Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
		getCredentials: { value: getCredentials },
		helpers: { value: { ...helpers, httpRequest } },
	}) as IExecuteFunctions;
}

/** The end of the execution, where the context has one. */
export function getCancelSignal(context: ApiContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}
