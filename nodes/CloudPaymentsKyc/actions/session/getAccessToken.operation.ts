import { toFields } from '../../api/fields';
import { getExpiry } from '../../api/jwt';
import { loginRequest } from '../../api/requests';
import { findAccessToken } from '../../api/token';
import { loginParameters } from '../../descriptions/parameters';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';

export const description: OperationDescription = {
	name: 'Get Access Token',
	value: 'getAccessToken',
	action: 'Get access token of user',
	description:
		"Log in a registered user, as CloudPayments' sample apps do, to get the access token that the User operations need",
	notForTools: {
		because: "the model would get the user's token",
		hint: "Get the token in the workflow before the AI Agent, and give it to the tool in 'User Access Token'.",
	},
	properties: loginParameters,
};

/** POST auth/oauth/token with the password grant; `access_token` is the only field that is known of the answer. */
export async function prepare(item: Item): Promise<SendRequests> {
	const username = item.text('username', 'User Name').trim();
	const password = item.text('password', 'Password');
	if (!username || !password)
		throw item.refusal(`'${username ? 'Password' : 'User Name'}' is empty.`);
	return async () => {
		const { body, httpStatus } = await item.send(loginRequest(username, password));
		const token = findAccessToken(body);
		if (!token)
			throw item.error({
				message: "CloudPayments' response contains no access token.",
				hint: "The node looks for it in the field access_token, as in CloudPayments' sample apps.",
				httpStatus,
			});
		const fields = toFields(body);
		return {
			json: { ...fields, access_token: token, expiresAt: getExpiry(token, fields.expires_in) },
		};
	};
}
