import type { FastifyPluginAsync } from 'fastify';
import {
	ControlError,
	decideApplication,
	decideLegacy,
	transitionApplication,
	transitionLegacy,
	type Change,
	type Outcome,
	type Transition,
} from './changes';
import { seed, type Seed } from './seed';
import type { Store } from './store';
import { tokenSessions, tokenShapes, type TokenSettings } from './tokens';

const outcome = { type: 'string', enum: ['Approved', 'Denied'] };
const wait = { type: 'boolean' };
const body = (required: string[], properties: Record<string, unknown>) => ({
	schema: { body: { type: 'object', required, additionalProperties: false, properties } },
});

const decideBody = body(['outcome'], { outcome, wait });
const transitionBody = body(['status'], {
	status: { type: 'string', minLength: 1 },
	outcome: { ...outcome, nullable: true, enum: [...outcome.enum, null] },
	entityStatuses: {
		type: 'object',
		additionalProperties: {
			type: 'object',
			required: ['status'],
			additionalProperties: false,
			properties: {
				status: { type: 'string', minLength: 1 },
				outcome: { type: 'string', nullable: true, enum: ['approved', 'denied', null] },
			},
		},
	},
	wait,
});
const legacyTransitionBody = body(['status'], { status: { type: 'string', minLength: 1 }, wait });
const tokensBody = body([], {
	shape: { type: 'string', enum: tokenShapes },
	lifetimeMs: { type: 'number', minimum: 0 },
	uses: { type: 'integer', nullable: true, minimum: 1 },
	sessions: { type: 'string', enum: tokenSessions },
});
const expireBody = body([], { afterUses: { type: 'integer', minimum: 0 } });

interface Wait {
	/** Whether to answer only after the callback was answered or failed; true when absent. */
	wait?: boolean;
}

/** Puts a change into words: the callback's record, complete if it was waited for. */
async function report({ callback }: Change, waitForIt = true) {
	if (callback === null) return { callback: null };
	return { callback: waitForIt ? await callback : 'on its way' };
}

/** Control endpoints of the connectFi sandbox; they need no token. */
export const connectFiControl: FastifyPluginAsync<{ store: Store }> = async (app, { store }) => {
	app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
		const status = error instanceof ControlError ? error.status : (error.statusCode ?? 500);
		return reply.code(status).send({ error: error.message });
	});

	app.post<{ Params: { applicationId: string }; Body: { outcome: Outcome } & Wait }>(
		'/sandbox/applications/:applicationId/decide',
		decideBody,
		({ params, body }) =>
			report(decideApplication(store, params.applicationId, body.outcome), body.wait),
	);
	app.post<{ Params: { applicationId: string }; Body: Transition & Wait }>(
		'/sandbox/applications/:applicationId/transition',
		transitionBody,
		({ params, body }) =>
			report(transitionApplication(store, params.applicationId, body), body.wait),
	);
	app.post<{ Params: { customerId: string }; Body: { outcome: Outcome } & Wait }>(
		'/sandbox/legacy/:customerId/decide',
		decideBody,
		({ params, body }) => report(decideLegacy(store, params.customerId, body.outcome), body.wait),
	);
	app.post<{ Params: { customerId: string }; Body: { status: string } & Wait }>(
		'/sandbox/legacy/:customerId/transition',
		legacyTransitionBody,
		({ params, body }) =>
			report(transitionLegacy(store, params.customerId, body.status), body.wait),
	);

	app.post<{ Body: Partial<TokenSettings> }>('/sandbox/tokens', tokensBody, ({ body }) =>
		Object.assign(store.tokens.settings, body),
	);
	app.post<{ Body: { afterUses?: number } }>('/sandbox/tokens/expire', expireBody, ({ body }) => ({
		tokens: store.tokens.expire(body.afterUses),
	}));

	app.get('/sandbox/state', () => store.snapshot());
	app.post('/sandbox/reset', () => {
		store.reset();
		return { reset: true };
	});
	app.post<{ Body: Seed }>('/sandbox/seed', { schema: { body: { type: 'object' } } }, (request) => {
		seed(store, request.body);
		return { seeded: true };
	});
};
