import { fieldsIn, textNamed } from '../../api/fields';
import { expiryOf } from '../../api/jwt';
import { paths } from '../../api/paths';
import { Missing, routingOf } from '../../transport/declarative';
import { loginRequest } from '../../transport/requests';
import type { Operation } from '../properties';

/** POST auth/oauth/token with the password grant; `access_token` is the only field that is known of the answer. */
export const getAccessToken: Operation = {
	option: {
		name: 'Get Access Token',
		value: 'getAccessToken',
		action: 'Get access token of user',
		description: 'Log a registered user in and get the access token that the user operations need',
		routing: routingOf({
			method: 'POST',
			url: paths.login,
			logsIn: true,
			prepare(text) {
				const username = text('username').trim();
				const password = text('password');
				if (!username || !password)
					return { refusal: `'${username ? 'Password' : 'User Name'}' is empty.` };
				const { headers, body } = loginRequest(username, password);
				return { headers, body };
			},
			output(answer) {
				const token = textNamed(answer, ['access_token']);
				if (!token) return new Missing('CloudPayments answered without an access token.');
				const fields = fieldsIn(answer);
				return { ...fields, access_token: token, expiresAt: expiryOf(token, fields.expires_in) };
			},
		}),
	},
	properties: [
		{
			displayName: 'User Name',
			name: 'username',
			type: 'string',
			required: true,
			default: '',
			description: 'User name with which the person is registered at CloudPayments',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Password of that user',
		},
	],
};
