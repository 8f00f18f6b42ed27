import { findStatedFields, collectTexts } from './fields';

/**
 * The access token in the answer to a login: `access_token` is the only field that the vendor's sample apps read.
 * @returns undefined if there is none, or more than one
 */
export function findAccessToken(answer: unknown): string | undefined {
	return tokenNamed(answer, ['accesstoken']);
}

/**
 * The token for the SDK in an answer of kyc-ms/getToken: `token` in the vendor's sample apps, or a body that is nothing else.
 * @returns undefined if there is none, or more than one
 */
export function findSdkToken(answer: unknown): string | undefined {
	if (typeof answer !== 'string') return tokenNamed(answer, ['token', 'sdktoken']);
	const text = answer.trim();
	// A word such as "Unauthorized" has no digits; a token without any would be a rare chance.
	return text.length >= 10 && /\d/.test(text) && looksLikeToken(text) ? text : undefined;
}

function tokenNamed(answer: unknown, names: string[]): string | undefined {
	const tokens = findStatedFields(answer)
		.filter(({ name, value }) => names.includes(name) && value !== null && value !== '')
		.map(({ value }) => (typeof value === 'string' ? value.trim() : ''));
	const [token, ...others] = new Set(tokens);
	return token && others.length === 0 && looksLikeToken(token) ? token : undefined;
}

/** The characters of RFC 6750, section 2.1, and those of other tokens in use: no blanks, quotes or brackets. */
const looksLikeToken = (text: string) => /^[\w.~+/=:|-]+$/.test(text);

/** Whatever an answer holds under the name of a token, wherever: not to be shown elsewhere. */
export function collectTokens(answer: unknown): string[] {
	return collectTexts(answer)
		.filter(({ name }) => name.endsWith('token'))
		.map(({ value }) => String(value));
}

/**
 * Where outputs have tokens, by the same reading. n8n's views are to redact them for good, while later nodes still get the
 * values; 2.41 knows the declaration, and does not act on it yet.
 */
export const sensitiveOutputFields = ['', 'data.', 'result.', 'user.', 'userInfo.'].flatMap(
	(place) =>
		['access_token', 'accessToken', 'refresh_token', 'refreshToken', 'token', 'sdkToken'].map(
			(name) => place + name,
		),
);
