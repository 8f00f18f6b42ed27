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
import { rememberTraces } from '../../shared/redact';
import type { RawResponse } from '../../shared/response';
import type { Hints } from './errorCodes';
import { toConnectFiError } from './errorMessages';
import { LoginSession } from './loginSession';
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

/** By run of a node: its credential. n8n would read it for each request, which takes longer than all else of a request. */
const credentials = new WeakMap<ApiContext, Promise<ICredentialDataDecryptedObject>>();

/** The node's credential as it was when the run first asked for it. @throws what n8n throws where it cannot be read */
export async function readCredentialOnce(
	context: ApiContext,
): Promise<ICredentialDataDecryptedObject> {
	const credential =
		credentials.get(context) ??
		context.getCredentials<ICredentialDataDecryptedObject>(getCredentialType(context));
	credentials.set(context, credential);
	return await credential;
}

/** By reading of a login credential, which the clients of several callbacks may share. */
const loginSessions = new WeakMap<ICredentialDataDecryptedObject, LoginSession>();

function getLoginSession(credential: ICredentialDataDecryptedObject): LoginSession {
	const session = loginSessions.get(credential) ?? new LoginSession(credential);
	loginSessions.set(credential, session);
	return session;
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
	/** The node's credential, if it was read already. */
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
	const credential = given ?? (await readCredentialOnce(context));
	const address = parseBaseUrl(credential.baseUrl, baseUrlNaming);
	if ('refusal' in address) throw new NodeOperationError(node, address.refusal);
	const { url: baseUrl } = address;
	const session = isLogin ? getLoginSession(credential) : undefined;
	const readAgain = async () =>
		await context.getCredentials<ICredentialDataDecryptedObject>(credentialType);

	const getTraces = rememberTraces();

	/** Sends a request once. A login's token that is refused is renewed, and the request sent again. */
	async function send(request: ApiRequest, attempt: number): Promise<ApiResult> {
		const deadline = clock.now() + request.timeout;
		const used = [credential];
		const sendOnce = async (
			readCredential: () => Promise<ICredentialDataDecryptedObject>,
		): Promise<RawResponse> =>
			await sendSignedIn(
				{
					context,
					credentialType,
					baseUrl,
					signal,
					async readCredential() {
						const signing = await readCredential();
						used.push(signing);
						return signing;
					},
				},
				{ ...request, timeout: deadline - clock.now() },
				attempt,
			);
		const response = session
			? await session.send({ send: sendOnce, readAgain })
			: await sendOnce(async () => credential);
		const secrets = new Set(used.flatMap(getSecrets));
		return parseResponse(redactResponse(response, [...secrets].flatMap(getTraces), request));
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
