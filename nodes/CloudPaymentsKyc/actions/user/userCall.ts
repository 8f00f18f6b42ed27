import { bareToken, userHeaders } from '../../api/requests';
import type { Call, Item } from '../item';

/**
 * A call on behalf of the user whose access token the item has.
 * @param preset the HTTP method where the options do not choose one
 * @throws NodeApiError if there is no token that could be sent
 */
export function userCall(
	item: Item,
	preset: 'GET' | 'POST',
	call: Omit<Call, 'method' | 'headers' | 'secrets'>,
): Call & { headers: Record<string, string> } {
	const token = item.text('accessToken', 'User Access Token');
	const headers = userHeaders(token);
	if ('refusal' in headers) throw item.refusal(headers.refusal);
	const method = item.choice('method', 'Method', ['GET', 'POST'], preset);
	return { ...call, method, headers, secrets: [bareToken(token)] };
}
