import type { IHttpRequestOptions } from 'n8n-workflow';
import { baseUrlExpression } from '../api/address';
import { paths } from '../api/paths';
import { bareToken } from './secrets';

/** Every request: answers are judged here and not by n8n, whose error would carry the answer unchecked. */
export const requestDefaults = {
	json: true,
	ignoreHttpStatusErrors: true,
	// A redirect would carry the tokens to wherever it points.
	disableFollowRedirect: true,
};

/** The defaults of declarative requests. */
export const declarativeDefaults = { ...requestDefaults, baseURL: baseUrlExpression };

/**
 * The headers of a request on behalf of a user: vendor's page "Get started with the KYC API", Authorization.
 * @param token as pasted, with or without the word Bearer
 * @returns the headers, or why the token cannot be sent, in a user's words
 */
export function userHeaders(token: unknown): { Authorization: string } | { refusal: string } {
	const bare = bareToken(token);
	if (!bare)
		return {
			refusal: "'User Access Token' is empty. Map it from Get Access Token or from your app.",
		};
	// Header values are printable ASCII; anything else would be refused by the HTTP client without a word about the field.
	if (!/^[\x21-\x7e]+$/.test(bare))
		return {
			refusal:
				"'User Access Token' holds blanks or characters that no access token has. Map the access_token alone.",
		};
	return { Authorization: `Bearer ${bare}` };
}

/** A login with a user's name and password, form-encoded; headers and body INFERRED from the vendor's sample apps. */
export function loginRequest(
	username: string,
	password: string,
): Pick<IHttpRequestOptions, 'method' | 'url' | 'body'> & { headers: Record<string, string> } {
	return {
		method: 'POST',
		url: paths.login,
		headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
		body: new URLSearchParams({ grant_type: 'password', username, password }).toString(),
	};
}
