import { parseBaseUrl } from '../../shared/baseUrl';
import {
	createAttempt,
	getCancelSignal,
	sendSignedIn,
	type ApiContext,
	type ApiRequest as SharedRequest,
} from '../../shared/client';
import { toNodeError } from '../../shared/errors';
import { ConcurrencyLimiter } from '../../shared/limiter';
import { redactor } from '../../shared/redact';
import type { RawResponse } from '../../shared/response';
import { toCloudPaymentsError, type Purpose } from './errorMessages';
import { getBaseUrl } from './hosts';
import { parseResponse, type ApiResult } from './response';
import { collectTokens } from './token';

const credentialType = 'cloudPaymentsKycApi';

/** One call of the API. Nothing is known of repeating one, so each is sent once. */
export interface ApiRequest extends Omit<SharedRequest, 'idempotent' | 'retry'>, Purpose {
	/** The token or password that the request carries; the API key is known. */
	secrets: string[];
}

/** What the nodes need of the API: the base URL and the credential that signs each request in. */
export interface Client {
	/**
	 * Sends one request, once.
	 * @returns the answer, in which no secret of the request stands
	 * @throws NodeApiError in a user's words
	 */
	send(request: ApiRequest): Promise<{ body: unknown; httpStatus: number }>;
}

/** How messages name the base URL. */
export const baseUrlNaming = {
	name: 'custom base URL of the CloudPayments credential',
	example: 'https://api.cloudpayments-staging.com',
};

/** @throws NodeApiError if the credential's base URL is not one that secrets may be sent to */
export async function openClient(
	context: ApiContext,
	limiter = new ConcurrencyLimiter({ ceiling: 1 }),
): Promise<Client> {
	const node = context.getNode();
	const signal = getCancelSignal(context);
	// Once for all requests: n8n would read it for each, which takes longer than all else of a request.
	const credential = await context.getCredentials(credentialType);
	const address = parseBaseUrl(getBaseUrl(credential), baseUrlNaming);
	if ('refusal' in address)
		throw toNodeError(node, { message: address.refusal, hint: 'Nothing was sent.' });
	const account = {
		context,
		credentialType,
		baseUrl: address.url,
		readCredential: async () => credential,
		signal,
	};

	const attempt = createAttempt({
		limiter,
		signal,
		async send(request: ApiRequest & SharedRequest, attempt) {
			const response = await sendSignedIn(account, request, attempt);
			return parseSafely(response, [...request.secrets, credential.apiKey]);
		},
	});

	return {
		async send(request) {
			const result = await attempt({ ...request, idempotent: false, retry: false });
			if (!result.success) throw toCloudPaymentsError(node, result.failure, request);
			return result;
		},
	};
}

/** What a response means, without secrets; a refusal also without the tokens that its answer holds and may repeat in words. */
export function parseSafely(response: RawResponse, secrets: unknown[]): ApiResult {
	const parse = ({ body, stoppedBecause, ...rest }: RawResponse, hidden: unknown[]) => {
		const redact = redactor(hidden);
		return parseResponse({
			...rest,
			body: redact(body),
			stoppedBecause: redact(stoppedBecause) as string | undefined,
		});
	};
	const result = parse(response, secrets);
	return result.success ? result : parse(response, [...secrets, ...collectTokens(response.body)]);
}
