import type {
	IExecuteFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	IPollFunctions,
} from 'n8n-workflow';
import { hostOf } from '../api/hosts';
import { tokensIn } from '../api/token';
import { failureIn, type Answer, type Purpose } from './answer';
import { baseUrlOf } from './baseUrl';
import { toNodeError } from './errors';
import { exchange } from './exchange';
import { redactor } from '../../shared/redact';

const credentialType = 'cloudPaymentsKycApi';

export type KycContext = IExecuteFunctions | IPollFunctions;

/** One call of the API. */
export interface ApiRequest extends Purpose {
	method: IHttpRequestMethods;
	/** Relative to the base URL, one of `api/paths`. */
	path: string;
	headers?: Record<string, string>;
	qs?: Record<string, string>;
	body?: IHttpRequestOptions['body'];
	/** The token or password that the request carries; the API key is known. */
	secrets: string[];
	/** For the whole exchange, in milliseconds. */
	timeout: number;
	/** Which input item asks; errors name it. */
	itemIndex?: number;
}

/** What the nodes need of the API: the base URL and the credential that signs each request in. */
export interface Client {
	/**
	 * Sends one request, once.
	 * @returns the answer, in which no secret of the request stands
	 * @throws NodeApiError in a user's words
	 */
	send(request: ApiRequest): Promise<Answer>;
}

/** @throws NodeApiError if the credential's base URL is not one that secrets may be sent to */
export async function openClient(context: KycContext): Promise<Client> {
	const node = context.getNode();
	const credential = await context.getCredentials(credentialType);
	const address = baseUrlOf(hostOf(credential));
	if ('refusal' in address)
		throw toNodeError(node, { what: address.refusal, todo: 'Nothing was sent.' }, []);
	const baseURL = address.url;
	const apiKey = String(credential.apiKey);
	const cancel =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;

	return {
		async send({ path, method, headers, qs, body, ...request }) {
			const secrets = [...request.secrets, apiKey];
			const answer = await exchange(request.timeout, cancel, async (options) => {
				// n8n puts this signal into the request in place of any other.
				const bounded = Object.create(context, {
					getExecutionCancelSignal: { value: () => options.abortSignal },
				}) as typeof context;
				return await context.helpers.httpRequestWithAuthentication.call(bounded, credentialType, {
					...options,
					method,
					baseURL,
					url: path,
					headers,
					qs,
					body,
				});
			});
			const clean = redactor(secrets)(answer) as Answer;
			const failure = failureIn(clean, request);
			if (failure)
				throw toNodeError(
					node,
					failure,
					// An answer may hold tokens of its own, and repeat them in its words.
					[...secrets, ...tokensIn(clean.body)],
					request.itemIndex,
				);
			return clean;
		},
	};
}
