import type {
	ICredentialDataDecryptedObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { baseUrlOf, checkedAddress } from '../nodes/CloudPaymentsKyc/api/address';
import { fieldsOf } from '../nodes/CloudPaymentsKyc/api/fields';
import { paths } from '../nodes/CloudPaymentsKyc/api/paths';
import {
	failureIn,
	failureWithoutAnswer,
	isWebPage,
	longestQuote,
	type Failure,
} from '../nodes/CloudPaymentsKyc/transport/failure';
import { requestDefaults } from '../nodes/CloudPaymentsKyc/transport/requests';
import { withoutSecrets } from '../nodes/CloudPaymentsKyc/transport/secrets';

/**
 * The status of nobody: every call of the API wants a user's access token, so that without one there is only a refusal
 * to be had. It shows who answers, and it changes nothing.
 */
export const question: IHttpRequestOptions = {
	...requestDefaults,
	method: 'GET',
	url: paths.userInfo,
	timeout: 20_000,
};

/** Refusals that come with a missing user: how the API words them is NOT FOUND, so all of these pass. */
const refusalsOfNobody = [400, 401, 403];

/** Words by which a refusal would name the key or the tenant instead of the missing user. */
const aboutTheAccount = /\b(api|app|subscription)[\s_-]?key\b|\btenant/i;

/**
 * Makes sure that the KYC API answers at this address, and that its answer does not complain about the API key or the
 * tenant. It cannot prove that it accepts them.
 * @throws Error in a user's words
 */
export async function checkConnection(
	helper: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
): Promise<void> {
	const refusal = await refusalOf(helper, credentials);
	if (refusal) throw new Error(refusal);
}

async function refusalOf(
	{ helpers }: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
): Promise<string | undefined> {
	const address = checkedAddress(baseUrlOf(credentials));
	if ('refusal' in address) return address.refusal;
	const { apiKey, tenantName } = credentials;
	let answer: IN8nHttpFullResponse;
	try {
		answer = (await helpers.httpRequest({
			...question,
			baseURL: address.url,
			headers: { 'api-key': apiKey, tenantName },
			returnFullResponse: true,
		})) as IN8nHttpFullResponse;
	} catch (error) {
		const { code, message } = error as { code?: string; message: string };
		return inWords(failureWithoutAnswer(code, message, {}));
	}
	const { statusCode, body } = answer;
	const refusedNobody = refusalsOfNobody.includes(statusCode) && !isWebPage(body);
	if (!refusedNobody) {
		const failure = failureIn(answer, {});
		return failure && inWords(failure);
	}
	const said = fieldsOf(body)
		.map(({ value }) => String(value))
		.find((text) => aboutTheAccount.test(text));
	return (
		said &&
		`CloudPayments does not accept the API key or the tenant. It says: "${withoutSecrets(said, [String(apiKey)]).slice(0, longestQuote)}".`
	);
}

function inWords({ what, todo, httpStatus }: Failure): string {
	return [what, todo, httpStatus && `(HTTP ${httpStatus})`].filter(Boolean).join(' ');
}
