import { NodeOperationError, type ICredentialDataDecryptedObject } from 'n8n-workflow';
import { parseBaseUrl } from '../../shared/baseUrl';
import {
	createAttempt,
	getCancelSignal,
	sendSignedIn,
	type ApiContext,
	type ApiRequest as SharedRequest,
} from '../../shared/client';
import { clock } from '../../shared/clock';
import { ConcurrencyLimiter } from '../../shared/limiter';
import type { RawResponse } from '../../shared/response';
import type { Hints } from './errorCodes';
import { toConnectFiError } from './errorMessages';
import { parseResponse, type ApiResult, type Failure } from './response';
import { getSecrets, redactResponse } from './secrets';
import type { Envelope } from './types';

/** One call of connectFi's API. */
export interface ApiRequest extends SharedRequest {
	/** For messages. */
	hints?: Hints;
}

/** What the nodes need of connectFi: the base URL, the credential that signs each request in, and a shared limiter. */
export interface Client {
	/** Sends a request, again where the retry policy allows it. Never throws: a refusal is a result. */
	attempt(request: ApiRequest): Promise<ApiResult>;
	/** The same, for callers to whom only success is an answer. @throws NodeApiError in a user's words */
	send(request: ApiRequest): Promise<Envelope>;
	/** The error `send` would throw for a failure. */
	toError(failure: Failure, request: Pick<ApiRequest, 'idempotent' | 'itemIndex' | 'hints'>): Error;
}

/** The credential type that the node's `authentication` parameter stands for. */
export function getCredentialType(context: ApiContext): string {
	const authentication = context.getNodeParameter('authentication', 0, 'accessToken');
	return authentication === 'login' ? 'connectFiLoginApi' : 'connectFiApi';
}

/** How messages name the base URL. */
export const baseUrlNaming = {
	name: 'base URL of the connectFi credential',
	example: 'https://connectfi.example.com',
};

interface ClientOptions {
	/** How many requests may be in flight; one at a time if absent. */
	limiter?: ConcurrencyLimiter;
	/** Ends waiting and further attempts; the end of the execution if absent. */
	signal?: AbortSignal;
	/** The node's credential, if it was read already; n8n reads it again for each request otherwise. */
	credential?: ICredentialDataDecryptedObject;
}

/** @throws NodeOperationError if the credential's base URL is not one that a token may be sent to */
export async function openClient(
	context: ApiContext,
	{
		limiter = new ConcurrencyLimiter({ ceiling: 1 }),
		signal = getCancelSignal(context),
		credential: given,
	}: ClientOptions = {},
): Promise<Client> {
	const node = context.getNode();
	const credentialType = getCredentialType(context);
	const isLogin = credentialType === 'connectFiLoginApi';
	const readCredential = async (): Promise<ICredentialDataDecryptedObject> =>
		given ?? (await context.getCredentials(credentialType));
	const credential = await readCredential();
	const address = parseBaseUrl(credential.baseUrl, baseUrlNaming);
	if ('refusal' in address) throw new NodeOperationError(node, address.refusal);
	const { url: baseUrl } = address;

	/** Sends a request once. A login's token that is refused is renewed, and the request sent again. */
	async function send(request: ApiRequest, attempt: number): Promise<ApiResult> {
		const deadline = clock.now() + request.timeout;
		const secrets = getSecrets(credential);
		/** As n8n has used it: with a new token in it, where n8n logged in. */
		let used: ICredentialDataDecryptedObject | undefined;
		const sendOnce = async (refusedToken?: unknown): Promise<RawResponse> => {
			const response = await sendSignedIn(
				{
					context,
					credentialType,
					baseUrl,
					signal,
					async readCredential() {
						used = await readCredential();
						// n8n logs in where there is no token, and stores the new one. It would do so by itself too, but only for a 401 that
						// it throws, and then nobody reads that answer to its end. Another item may have renewed the token already.
						if (refusedToken !== undefined && used.sessionToken === refusedToken)
							used.sessionToken = '';
						return used;
					},
				},
				{ ...request, timeout: deadline - clock.now() },
				attempt,
			);
			secrets.push(...getSecrets(used));
			return response;
		};
		const first = await sendOnce();
		const renews = isLogin && first.httpStatus === 401;
		const response = renews ? await sendOnce(used?.sessionToken) : first;
		return parseResponse(redactResponse(response, secrets, request));
	}

	const attempt = createAttempt({
		limiter,
		signal,
		send,
		mayRenewAlone: isLogin
			? ({ kind, byCredential }) => kind === 'tokenRefused' && !byCredential
			: undefined,
	});

	const toError: Client['toError'] = (failure, { idempotent, itemIndex, hints }) =>
		toConnectFiError(node, failure, {
			mayHaveActed: !idempotent && failure.kind !== 'unreachable',
			itemIndex,
			hints,
		});

	return {
		attempt,
		toError,
		async send(request) {
			const result = await attempt(request);
			if (!result.success) throw toError(result.failure, request);
			return result.envelope;
		},
	};
}
