import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { clock } from '../../shared/clock';
import type { Answer } from './answer';
import type { ApiRequest, ConnectFiContext } from './connection';
import { exchange } from './exchange';
import { secretsOf, withoutSecrets } from './secrets';

/** Whom to ask, and as whom. */
export interface Target {
	context: ConnectFiContext;
	credentialType: string;
	baseUrl: string;
	/** As it was read first. */
	credential: ICredentialDataDecryptedObject;
	/** Whether that is used for each request; n8n reads it again otherwise. */
	isKnown: boolean;
}

/**
 * Sends a request once, signed in by n8n. A login's token that is refused is renewed, and the request sent again.
 * @param cancel the end of the execution
 * @returns the answer without the secrets that a server may repeat in it
 */
export async function ask(
	target: Target,
	request: ApiRequest,
	cancel: AbortSignal | undefined,
): Promise<Answer> {
	const deadline = clock.now() + request.timeout;
	const secrets = secretsOf(target.credential);
	const send = async (refused?: unknown) => {
		const { answer, credential } = await askOnce(target, request, deadline, cancel, refused);
		secrets.push(...secretsOf(credential));
		return { answer, token: credential?.sessionToken };
	};
	const first = await send();
	const renews = target.credentialType === 'connectFiLoginApi' && first.answer.httpStatus === 401;
	const { answer } = renews ? await send(first.token) : first;
	return withoutSecrets(answer, secrets, request);
}

/** @param refused a session token that is of no use any more */
async function askOnce(
	{ context, credentialType, baseUrl, credential, isKnown }: Target,
	request: ApiRequest,
	deadline: number,
	cancel: AbortSignal | undefined,
	refused: unknown,
) {
	let used: ICredentialDataDecryptedObject | undefined;
	const readCredential = async () => {
		used = isKnown
			? credential
			: await context.getCredentials<ICredentialDataDecryptedObject>(credentialType);
		// n8n logs in where there is no token, and stores the new one. It would do so by itself too, but only for a 401 that it
		// throws, and then nobody reads that answer to its end. Another item may have renewed the token already.
		if (refused !== undefined && used.sessionToken === refused) used.sessionToken = '';
		return used;
	};

	const answer = await exchange(deadline - clock.now(), cancel, async (options) => {
		const asSeenByN8n = endingOn(options.abortSignal, context, readCredential);
		return (await context.helpers.httpRequestWithAuthentication.call(asSeenByN8n, credentialType, {
			...options,
			method: request.method,
			baseURL: baseUrl,
			url: request.path,
			// A fresh copy: n8n works on the body it is given.
			body: request.form
				? await request.form()
				: request.json && ({ ...request.json } as IDataObject),
		})) as IN8nHttpFullResponse;
	});
	return { answer, credential: used };
}

/**
 * The context as n8n's helper for signed requests sees it: there it takes the signal that ends the request, the
 * credential, and what that sends its login with.
 */
function endingOn(
	signal: AbortSignal,
	context: ConnectFiContext,
	getCredentials: () => Promise<ICredentialDataDecryptedObject>,
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
