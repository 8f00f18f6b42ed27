import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	ICredentialTestRequest,
	IHttpRequestHelper,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { baseUrlNaming } from '../../nodes/ConnectFi/api/client';
import { isDocumentedCode } from '../../nodes/ConnectFi/api/errorCodes';
import { describeFailure } from '../../nodes/ConnectFi/api/errorMessages';
import { paths } from '../../nodes/ConnectFi/api/paths';
import {
	parseResponse,
	type ApiResult,
	type CredentialError,
	type Failure,
} from '../../nodes/ConnectFi/api/response';
import { getSecrets, redactResponse } from '../../nodes/ConnectFi/api/secrets';
import { getTraces } from '../../nodes/shared/redact';
import { parseBaseUrl } from '../../nodes/shared/baseUrl';
import { exchange, requestDefaults } from '../../nodes/shared/exchange';
import { toText } from '../../nodes/shared/text';
import { parseSecrets } from '../../nodes/ConnectFi/callback/secrets';

const timeout = 20_000;

/**
 * About a customer who cannot exist: asking shows who answers and whether the token is good, and changes nothing. connectFi
 * docs, pages "Get Customer" and, of 2023, "/akepa": both have this call, unlike the one for an application's status.
 */
const question = { method: 'GET', url: paths.customerStatus('credential_test') } as const;

/** Thrown before a request; its message is what the user sees, the failure is what the nodes make their own message of. */
export class ConnectionRefusal extends Error {
	/** n8n keeps of an error what an API answered; of its own fields nothing on 1.x. */
	readonly response: { data: CredentialError };

	constructor(failure: Failure) {
		const { message, hint } = describeFailure(failure);
		super([message, hint].filter(Boolean).join(' '));
		this.response = { data: { failure } };
	}
}

/**
 * Makes sure that connectFi answers at this address and takes this token.
 *
 * n8n's declarative test alone cannot do this: no call of the API answers 200 without doing something, and n8n shows a bare
 * network code where nobody listens.
 * @throws ConnectionRefusal
 */
export async function checkToken(
	helpers: IHttpRequestHelper,
	credential: ICredentialDataDecryptedObject,
): Promise<void> {
	const headers = { 'x-connectfi-token': toText(credential.token) };
	const result = await ask(helpers, credential, { ...question, headers });
	if (!result.success && result.failure.kind !== 'refused')
		throw new ConnectionRefusal(result.failure);
	// Other services answer with a "code" too. connectFi's answers carry a request id or one of its own codes.
	const { requestId, code } = result.success ? result.envelope : result.failure.refusal!;
	const isRequestId = typeof requestId === 'string' && /^[0-9a-f]{32}$/.test(requestId);
	if (!isRequestId && !isDocumentedCode(code))
		throw new ConnectionRefusal({
			kind: 'notConnectFi',
			httpStatus: result.success ? 200 : result.failure.httpStatus,
		});
}

/** Makes sure that the callback secret, if there is one, can sign. @throws ConnectionRefusal */
export function checkCallbackSecret(callbackSecret: unknown): void {
	const found = parseSecrets(callbackSecret);
	if ('refusal' in found)
		throw new ConnectionRefusal({ kind: 'stopped', stoppedBecause: found.refusal });
}

/**
 * Logs in: connectFi docs, page "Get Access Token", POST /auth/get-token.
 * @returns the base token
 * @throws ConnectionRefusal
 */
export async function logIn(
	helpers: IHttpRequestHelper,
	credential: ICredentialDataDecryptedObject,
): Promise<string> {
	const { login, password } = credential;
	const result = await ask(helpers, credential, {
		method: 'POST',
		url: paths.token,
		body: { user: { login: toText(login).trim(), password: toText(password) } },
	});
	if (!result.success) throw new ConnectionRefusal(result.failure);
	const token = findBaseToken(result.envelope.data);
	if (!token) throw new ConnectionRefusal({ kind: 'notConnectFi', httpStatus: 200 });
	return token;
}

/**
 * The token for KYC calls in the answer to a login. The older page shows `token` as a string, the newer one lists a token of
 * type `base` and one of type `confined` without their JSON: an object by type and a list of typed tokens both fit.
 */
export function findBaseToken(data: unknown): string | undefined {
	if (typeof data === 'string') return data || undefined;
	if (Array.isArray(data)) {
		const entry: unknown = data.find((candidate: IDataObject) => candidate?.type === 'base');
		const { token, value } = (entry ?? {}) as IDataObject;
		return findBaseToken(token ?? value);
	}
	if (typeof data !== 'object' || data === null) return undefined;
	const { base, token } = data as IDataObject;
	return findBaseToken(base ?? token);
}

/**
 * The same question in n8n's declarative form, which n8n requires of a credential test. It runs after the check in
 * `preAuthentication`, so its rules only repeat that check's two verdicts. n8n sends this one by itself: nothing here can
 * bound its answer's size, or its time where the answer comes byte by byte.
 */
export const declarativeTest: ICredentialTestRequest = {
	request: {
		baseURL: '={{$credentials.baseUrl}}',
		...question,
		...requestDefaults,
		timeout,
	},
	rules: [
		{
			type: 'responseSuccessBody',
			properties: {
				key: 'code',
				value: 'unauthorized',
				message:
					'connectFi refused the token or login. Check it, and that it belongs to this base URL.',
			},
		},
		{
			type: 'responseSuccessBody',
			properties: {
				key: 'code',
				value: undefined,
				message: 'The answer does not come from connectFi. Check the base URL.',
			},
		},
	],
};

async function ask(
	{ helpers }: IHttpRequestHelper,
	credential: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): Promise<ApiResult> {
	const address = parseBaseUrl(credential.baseUrl, baseUrlNaming);
	if ('refusal' in address)
		return { success: false, failure: { kind: 'stopped', stoppedBecause: address.refusal } };
	const response = await exchange({
		timeout,
		send: async (options) =>
			await helpers.httpRequest({ ...options, ...request, baseURL: address.url }),
	});
	const result = parseResponse(response);
	// A success is where a new token comes from, which may well be the old one.
	if (result.success) return result;
	return parseResponse(redactResponse(response, getSecrets(credential).flatMap(getTraces)));
}
