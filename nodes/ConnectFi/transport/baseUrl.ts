const local = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a URL's host is this machine. */
export function isLocal({ hostname }: URL): boolean {
	return local.has(hostname);
}

/**
 * The credential's base URL as requests need it: https, except for this machine, and without a trailing slash. The vendor
 * hands out an instance URL and puts paths directly behind it.
 * @returns the URL, or why it cannot be used, in a user's words
 */
export function baseUrlOf(value: unknown): { url: string } | { refusal: string } {
	const text = String(value ?? '').trim();
	const example = 'e.g. https://connectfi.example.com';
	if (!text)
		return { refusal: `The connectFi credential has no base URL. Fill it in, ${example}.` };
	if (!URL.canParse(text))
		return {
			refusal: `The base URL of the connectFi credential is not an address. Write it in full, ${example}.`,
		};
	const url = new URL(text);
	if (url.username || url.password || url.search || url.hash)
		return {
			refusal: `The base URL of the connectFi credential must be an address alone, without user name, query or fragment, ${example}.`,
		};
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal(url)))
		return {
			refusal: `The base URL of the connectFi credential must start with https://, so that tokens and identity documents travel encrypted, ${example}.`,
		};
	return { url: (url.origin + url.pathname).replace(/\/+$/, '') };
}
