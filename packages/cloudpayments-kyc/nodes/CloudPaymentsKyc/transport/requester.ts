import type {
	NodeApiError,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	IPollFunctions,
} from 'n8n-workflow';
import { baseUrlOf, checkedAddress } from '../api/address';
import { failureIn, throwInWords, toNodeError, type Answer, type Purpose } from './failure';
import { requestDefaults } from './requests';
import { bareToken, credentialType, secretsOf, withoutSecrets } from './secrets';

const timeout = 60_000;

/** What the trigger needs of the API. */
interface Requester {
	/**
	 * Sends one request.
	 * @returns the body, in which no secret of the request stands, save the token that a login asks for
	 * @throws NodeApiError in a user's words
	 */
	ask(request: IHttpRequestOptions, purpose: Purpose): Promise<unknown>;
	/** The error for something else that keeps a poll from its answer. */
	fail(what: string): NodeApiError;
}

/** @throws NodeApiError if the credential's base URL is not one that secrets may be sent to */
export async function requester(context: IPollFunctions): Promise<Requester> {
	const fail = (what: string) => toNodeError(context.getNode(), { what, todo: '' }, []);
	const address = checkedAddress(baseUrlOf(await context.getCredentials(credentialType)));
	if ('refusal' in address) throw fail(address.refusal);
	const baseURL = address.url;

	async function exchange(
		request: IHttpRequestOptions,
		purpose: Purpose,
	): Promise<IN8nHttpFullResponse> {
		try {
			return (await context.helpers.httpRequestWithAuthentication.call(context, credentialType, {
				...requestDefaults,
				...request,
				baseURL,
				timeout,
				returnFullResponse: true,
			})) as IN8nHttpFullResponse;
		} catch (error) {
			return await throwInWords(context, error as Error, purpose);
		}
	}

	async function ask(request: IHttpRequestOptions, purpose: Purpose): Promise<unknown> {
		const answer = await exchange(request, purpose);
		const secrets = await secretsOf(context);
		const token = bareToken(request.headers?.Authorization);
		if (token) secrets.push(token);
		const clean = withoutSecrets<Answer>({ ...answer }, secrets);
		const failure = failureIn(clean, purpose);
		if (failure) throw toNodeError(context.getNode(), failure, secrets);
		return clean.body;
	}

	return { ask, fail };
}
