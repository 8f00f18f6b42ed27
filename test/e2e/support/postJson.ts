/**
 * Sends a body as JSON.
 * @param body text is sent as it is
 * @param more what differs from an ordinary POST
 */
export async function postJson(
	url: string,
	body: unknown,
	more: RequestInit = {},
): Promise<Response> {
	return await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: typeof body === 'string' ? body : JSON.stringify(body),
		...more,
	});
}
