import { paths } from './paths';

/** What a parameter holds as text; empty for objects and lists, which an expression may give. */
export function plainText(value: unknown): string {
	return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
}

/** A pasted access token without the blanks around it and the word Bearer before it. */
export function bareToken(value: unknown): string {
	return plainText(value)
		.trim()
		.replace(/^Bearer(\s+|$)/i, '');
}

/** Header values are printable ASCII; the HTTP client refuses anything else without a word about the field. */
export const fitsHeader = (text: string) => /^[\x20-\x7e]*$/.test(text);

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
	if (!fitsHeader(bare) || bare.includes(' '))
		return {
			refusal:
				"'User Access Token' holds blanks or characters that no access token has. Map the access_token alone.",
		};
	return { Authorization: `Bearer ${bare}` };
}

/** A login with a user's name and password, form-encoded; headers and body INFERRED from the vendor's sample apps. */
export function loginRequest(username: string, password: string) {
	return {
		method: 'POST' as const,
		path: paths.login,
		headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
		form: async () =>
			new URLSearchParams({ grant_type: 'password', username, password }).toString(),
		logsIn: true,
		secrets: [password],
	};
}
