import type {
	ICredentialDataDecryptedObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { collectTexts } from '../../nodes/CloudPaymentsKyc/api/fields';
import { getBaseUrl } from '../../nodes/CloudPaymentsKyc/api/hosts';
import { paths } from '../../nodes/CloudPaymentsKyc/api/paths';
import { baseUrlNaming, parseSafely } from '../../nodes/CloudPaymentsKyc/api/client';
import { describeFailure } from '../../nodes/CloudPaymentsKyc/api/errorMessages';
import { isWebPage, longestQuote } from '../../nodes/CloudPaymentsKyc/api/response';
import { parseBaseUrl } from '../../nodes/shared/baseUrl';
import { exchange, requestDefaults } from '../../nodes/shared/exchange';
import { redactor } from '../../nodes/shared/redact';

const timeout = 20_000;

/**
 * The status of nobody: every call of the API wants a user's access token, so that without one there is only a refusal
 * to be had. It shows who answers, and it changes nothing.
 */
export const question: IHttpRequestOptions = {
	...requestDefaults,
	method: 'GET',
	url: paths.userInfo,
	timeout,
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
	const refusal = await describeRefusal(helper, credentials);
	if (refusal) throw new Error(refusal);
}

async function describeRefusal(
	{ helpers }: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
): Promise<string | undefined> {
	const address = parseBaseUrl(getBaseUrl(credentials), baseUrlNaming);
	if ('refusal' in address) return address.refusal;
	const { apiKey, tenantName } = credentials;
	const response = await exchange({
		timeout,
		send: async (options) =>
			await helpers.httpRequest({
				...options,
				...question,
				baseURL: address.url,
				headers: { 'api-key': apiKey, tenantName },
			}),
	});
	const { httpStatus } = response;
	const body = redactor([apiKey])(response.body);
	const refusedNobody = refusalsOfNobody.includes(httpStatus ?? 0) && !isWebPage(body);
	if (!refusedNobody) {
		const result = parseSafely(response, [apiKey]);
		if (result.success) return undefined;
		const { message, hint } = describeFailure(result.failure);
		return [message, hint, httpStatus && `(HTTP ${httpStatus})`].filter(Boolean).join(' ');
	}
	const said = collectTexts(body)
		.map(({ value }) => String(value))
		.find((text) => aboutTheAccount.test(text));
	return (
		said &&
		`CloudPayments does not accept the API key or the tenant. It says: "${said.slice(0, longestQuote)}".`
	);
}
