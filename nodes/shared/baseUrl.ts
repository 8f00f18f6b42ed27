const local = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a URL's host is this machine. */
export function isLocal({ hostname }: URL): boolean {
	return local.has(hostname);
}

/** How a vendor's messages name the base URL. */
interface Naming {
	/** E.g. `base URL of the connectFi credential`. */
	name: string;
	/** An address that fits. */
	example: string;
}

/**
 * A base URL that secrets may be sent to: https, except for this machine, and without a trailing slash.
 * @returns the URL, or why it cannot be used, in a user's words
 */
export function parseBaseUrl(
	value: unknown,
	{ name, example }: Naming,
): { url: string } | { refusal: string } {
	const text = typeof value === 'string' ? value.trim() : '';
	const refuse = (finding: string) => ({ refusal: `The ${name} ${finding}, e.g. ${example}.` });
	if (!text) return refuse('is empty. Fill it in');
	if (!URL.canParse(text)) return refuse('is not an address. Write it in full');
	const url = new URL(text);
	if (url.username || url.password || url.search || url.hash)
		return refuse('must be an address alone, without user name, query or fragment');
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal(url)))
		return refuse('must start with https://, so that secrets and personal data travel encrypted');
	return { url: (url.origin + url.pathname).replace(/\/+$/, '') };
}
