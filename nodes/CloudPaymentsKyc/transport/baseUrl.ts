const local = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * A base URL that secrets may be sent to: https, except for this machine, without a trailing slash.
 * @returns the URL, or why it cannot be used, in a user's words
 */
export function baseUrlOf(value: unknown): { url: string } | { refusal: string } {
	const text = typeof value === 'string' ? value.trim() : '';
	const fix = 'Write it in full in the credential, e.g. https://api.cloudpayments-staging.com.';
	if (!URL.canParse(text)) return { refusal: `The custom base URL is not an address. ${fix}` };
	const url = new URL(text);
	if (url.username || url.password || url.search || url.hash)
		return {
			refusal: `The custom base URL must be an address alone, without user name, query or fragment. ${fix}`,
		};
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local.has(url.hostname)))
		return {
			refusal: `The custom base URL must start with https://, so that tokens travel encrypted. ${fix}`,
		};
	return { url: (url.origin + url.pathname).replace(/\/+$/, '') };
}
