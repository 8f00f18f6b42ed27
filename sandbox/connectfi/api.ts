import type { FastifyError, FastifyPluginAsync } from 'fastify';
import { dropUnknown } from '../core/validator';
import { akepaRoutes } from './akepa';
import { openRoutes, userRoutes } from './auth';
import { customerRoutes } from './customer';
import { ConnectFiError } from './errors';
import { legacyDocumentRoutes, legacyKycRoutes } from './legacy';
import type { Store } from './store';

/** The whole emulated connectFi API, with its token check and its error bodies. */
export const connectFiApi: FastifyPluginAsync<{ store: Store }> = async (app, { store }) => {
	if (store.settings.unknownProperties === 'ignore') app.setValidatorCompiler(dropUnknown());
	app.setErrorHandler<FastifyError | ConnectFiError>((error, request, reply) => {
		const legacyDocument = request.routeOptions.url?.startsWith('/document/') === true;
		const requestId = () => ({ requestId: store.mint.requestId() });
		if (error instanceof ConnectFiError) {
			const bare = error.withoutRequestId || legacyDocument;
			return reply.code(error.status).send({ ...(!bare && requestId()), ...error.body });
		}
		if (error.validation !== undefined) {
			const body = { ...requestId(), code: 'requestValidateError', context: error.validation };
			return reply.code(400).send(body);
		}
		// Malformed JSON, a wrong content type, a file too large, a fault of ours: not documented, not in the envelope.
		const { statusCode = 500, message } = error;
		return reply.code(statusCode).send({ statusCode, error: error.code ?? error.name, message });
	});

	await app.register(openRoutes, { store });
	await app.register(async (secured) => {
		// INFERRED: the token is checked before anything else about the request.
		secured.addHook('onRequest', async (request) => {
			if (!store.tokens.use(request.headers['x-connectfi-token'])) {
				throw new ConnectFiError('unauthorized');
			}
		});
		for (const routes of [
			userRoutes,
			customerRoutes,
			akepaRoutes,
			legacyKycRoutes,
			legacyDocumentRoutes,
		]) {
			await secured.register(routes, { store });
		}
	});
};
