import type { FastifyPluginAsync } from 'fastify';
import { statuses, type KycStore } from './store';

/** What a user's status is changed to. */
export const statusBody = {
	schema: {
		body: {
			type: 'object',
			required: ['status'],
			additionalProperties: false,
			properties: { status: { type: 'string', minLength: 1 } },
		},
	},
};

/** A request that changes it. */
export interface StatusChange {
	Params: { username: string };
	Body: { status: string };
}

/** The control endpoints; they need no key. */
export const kycMsControl: FastifyPluginAsync<{ store: KycStore }> = async (app, { store }) => {
	app.get('/sandbox/state', () => ({ statuses, users: store.users() }));
	app.post<StatusChange>('/sandbox/users/:username/status', statusBody, ({ params, body }) => {
		const user = store.user(params.username);
		store.decide(user, body.status);
		return user;
	});
	app.post('/sandbox/tokens/expire', () => {
		store.accessTokens.expire();
		return { expired: true };
	});
	app.post('/sandbox/reset', () => {
		store.reset();
		return { reset: true };
	});
};
