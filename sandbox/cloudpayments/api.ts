import formbody from '@fastify/formbody';
import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Echo, ErrorShape, Place } from './options';
import { statuses, type KycStore, type KycUser } from './store';

/** A refusal on its way to the client; all statuses, codes and texts are INFERRED. */
class Refusal extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
	) {
		super(message);
	}
}

async function sendRefusal(
	reply: FastifyReply,
	{ status, code, message }: Refusal,
	shape: ErrorShape,
) {
	reply.code(status);
	switch (shape) {
		case 'oauth':
			return await reply.send({ error: code, error_description: message });
		case 'message':
			return await reply.send({ message });
		case 'text':
			return await reply.type('text/plain').send(message);
		case 'empty':
			return await reply.send();
	}
}

/** Ways in which servers and gateways write a foreign text into an answer of theirs. */
const written: Record<Exclude<Echo, 'none'>, (secret: string) => string> = {
	plain: (secret) => secret,
	url: (secret) => encodeURIComponent(secret),
	form: (secret) => new URLSearchParams({ sent: secret }).toString(),
	json: (secret) => JSON.stringify({ sent: secret }),
	html: (secret) => secret.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`),
	base64: (secret) => Buffer.from(secret).toString('base64'),
};

/** The secrets of a request as its refusal repeats them. */
function collectSecrets({ headers, body }: FastifyRequest, echo: Exclude<Echo, 'none'>): string {
	const { password } = (body ?? {}) as Record<string, unknown>;
	const token = headers.authorization?.replace(/^Bearer /i, '');
	return [token, password, headers['api-key']]
		.filter((secret) => typeof secret === 'string')
		.map(written[echo])
		.join(', ');
}

/** A value of a request, wherever it stands: the vendor's page lists ids without saying where they go. */
function findValue(
	request: FastifyRequest,
	names: string[],
	from: readonly Place[],
): string | undefined {
	const lookIn: Record<Place, (name: string) => unknown> = {
		body: (name) => (request.body as Record<string, unknown> | undefined)?.[name],
		query: (name) => (request.query as Record<string, unknown>)[name],
		headers: (name) => request.headers[name.toLowerCase()],
	};
	const values = from.flatMap((place) => names.map(lookIn[place]));
	return values.find((value): value is string => typeof value === 'string' && value !== '');
}

/**
 * The emulated CloudPayments API: logging in and the three calls of kyc-ms, in every reading that the vendor's page "Get
 * started with the KYC API" allows. INFERRED: the API key is checked first, then the tenant, then the user's token.
 */
export const kycMsApi: FastifyPluginAsync<{ store: KycStore }> = async (app, { store }) => {
	const { settings, accessTokens } = store;
	await app.register(formbody);

	app.setErrorHandler<FastifyError | Refusal>(async (error, request, reply) => {
		const { status, code, message } =
			error instanceof Refusal
				? error
				: new Refusal((error as FastifyError).statusCode ?? 500, 'invalid_request', error.message);
		const { echo, errorShape } = settings;
		const said = echo === 'none' ? message : `${message}: ${collectSecrets(request, echo)}`;
		return await sendRefusal(reply, new Refusal(status, code, said), errorShape);
	});

	app.addHook('onSend', async (_request, { statusCode }, payload) => {
		const cut = settings.halfAnswers && statusCode < 300 && typeof payload === 'string';
		return cut ? payload.slice(0, Math.ceil(payload.length / 2)) : payload;
	});

	/** A successful answer, in the envelope that is set. */
	const answered = (fields: unknown): unknown => {
		const { envelope, atTop } = settings;
		const isObject = typeof fields === 'object' && !Array.isArray(fields);
		if (envelope !== undefined) return { ...atTop, [envelope]: fields };
		return isObject ? { ...atTop, ...fields } : fields;
	};

	app.addHook('onRequest', async ({ headers }) => {
		if (headers['api-key'] !== settings.apiKey)
			throw new Refusal(401, 'unauthorized', 'Invalid API key');
		if (headers.tenantname !== settings.tenantName)
			throw new Refusal(401, 'unauthorized', 'Unknown tenant');
	});

	app.post('/auth/oauth/token', (request) => {
		if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
			throw new Refusal(415, 'invalid_request', 'A form-encoded body is required');
		const { grant_type: grantType, username, password } = request.body as Record<string, string>;
		if (grantType !== 'password')
			throw new Refusal(400, 'unsupported_grant_type', 'Unsupported grant type');
		if (!username || password !== settings.password)
			throw new Refusal(400, 'invalid_grant', 'Bad credentials');
		store.user(username);
		return answered({ access_token: accessTokens.issue(username, settings.tokenLifetimeMs) });
	});

	const findUser = ({ headers, method }: FastifyRequest): KycUser => {
		if (!settings.methods.includes(method))
			throw new Refusal(405, 'method_not_allowed', `Request method '${method}' not supported`);
		const token = headers.authorization?.replace(/^Bearer /i, '');
		if (!token)
			throw new Refusal(
				401,
				'unauthorized',
				'Full authentication is required to access this resource',
			);
		const username = accessTokens.findUser(token);
		if (username === undefined)
			throw new Refusal(401, 'invalid_token', `Invalid access token: ${token}`);
		return store.user(username);
	};
	const kycMs = (url: string, answer: (request: FastifyRequest) => unknown) =>
		app.route({
			method: ['GET', 'POST'],
			url,
			handler: async (request) => answered(answer(request)),
		});

	kycMs('/kyc-ms/getUserInfo', (request) => {
		const { status, previousStatus, attempts } = findUser(request);
		const number = statuses.indexOf(status) + 1;
		const sent = settings.statusAs === 'number' && number > 0 ? number : status;
		const { statusBody, statusField, tellsPreviousStatus } = settings;
		if (statusBody) return statusBody(sent, attempts);
		return { ...(tellsPreviousStatus && { previousStatus }), [statusField]: sent };
	});

	kycMs('/kyc-ms/getToken', (request) => {
		const deviceId = findValue(request, ['deviceId', 'DEVICE_ID'], settings.idsFrom);
		return { token: store.startSdk(findUser(request), deviceId) };
	});

	kycMs('/kyc-ms/registerUser', (request) => {
		const user = findUser(request);
		const accountId = findValue(request, ['accountId'], settings.idsFrom);
		const workflowId = findValue(request, ['workflowId'], settings.idsFrom);
		if (!accountId || !workflowId)
			throw new Refusal(400, 'invalid_request', 'accountId and workflowId are required');
		store.register(user, { accountId, workflowId });
		// What a successful registration answers is NOT FOUND; nothing but an empty object is the least that can be.
		return {};
	});
};
