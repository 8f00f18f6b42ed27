import type { FastifyPluginAsync } from 'fastify';
import { ConnectFiError } from './errors';
import { changePasswordBody, getTokenBody } from './schemas';
import type { Store } from './store';
import type { TokenShape } from './tokens';

interface GetTokenBody {
	user: { login: string; password: string; requestId?: string };
}

interface ChangePasswordBody {
	oldPassword: string;
	newPassword: string;
}

/** `data` of /auth/get-token: the old page shows text and expiry, the new one names two types of token. */
function tokenData(store: Store, shape: TokenShape) {
	const { base, confined, dtsExpireAt } = store.tokens.issue();
	switch (shape) {
		case 'string':
			return { token: base, dtsExpireAt };
		case 'object':
			return { token: { base, confined }, dtsExpireAt };
		case 'list':
			return {
				token: [
					{ type: 'confined', token: confined },
					{ type: 'base', token: base },
				],
				dtsExpireAt,
			};
	}
}

/** What needs no token: /auth/get-token and /health, whose contract is not documented (INFERRED: GET, no token). */
export const openRoutes: FastifyPluginAsync<{ store: Store }> = async (app, { store }) => {
	app.get('/health', () => store.envelope({ status: 'ok' }));

	app.post<{ Body: GetTokenBody }>(
		'/auth/get-token',
		{ schema: { body: getTokenBody } },
		({ body: { user } }) => {
			if (user.login !== store.settings.login || user.password !== store.password) {
				throw new ConnectFiError('unauthorized');
			}
			const { shape } = store.tokens.settings;
			const data = tokenData(store, shape);
			// The old page's example has no requestId.
			return shape === 'string' ? { code: '0', data } : store.envelope(data);
		},
	);
};

/** POST /user/change-password. The effect on tokens is not documented: they stay good. */
export const userRoutes: FastifyPluginAsync<{ store: Store }> = async (app, { store }) => {
	app.post<{ Body: ChangePasswordBody }>(
		'/user/change-password',
		{ schema: { body: changePasswordBody } },
		({ body }) => {
			if (body.oldPassword !== store.password) {
				throw new ConnectFiError('wrongOldPassword', { login: store.settings.login });
			}
			store.password = body.newPassword;
			return store.envelope({ status: true });
		},
	);
};
