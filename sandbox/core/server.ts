import { setTimeout as delay } from 'node:timers/promises';
import { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import Fastify, {
	type FastifyInstance,
	type FastifyPluginAsync,
	type FastifyReply,
	type FastifyRequest,
} from 'fastify';
import { controlRoutes } from './control';
import { FaultBox, type Fault, type RateLimit } from './faults';
import { refuseForeignPages } from './ownPages';
import { Recorder, type RecordedRequest } from './recorder';
import { validatorOptions } from './validator';

declare module 'fastify' {
	interface FastifyRequest {
		/** The record of this request; null on control endpoints and the page. */
		record: RecordedRequest | null;
		/** The fault that applies to this request, if any. */
		fault: Fault | null;
	}
}

/** Largest file an emulator takes, in bytes. The vendors' own limits are not documented. */
export const maxFileBytes = 30 * 1024 * 1024;

/** What one emulated API brings along. */
export interface Emulation {
	/** Routes that clients of the API call: recorded, and subject to faults. */
	api: FastifyPluginAsync;
	/** Routes that control the emulator (state, decisions, page): neither recorded nor subject to faults, closed to other sites' pages. */
	control: FastifyPluginAsync;
	/** Forgets all records and login tokens. */
	reset(): void;
	/** Ends what still goes on, before the server stops. */
	stop?(): void;
}

/** Where an emulator listens. */
export interface ListenOptions {
	/** Network interface, by address or by the host name that control endpoints and page are to have; only this machine (127.0.0.1) when absent. */
	host?: string;
	/** TCP port; 0 or absent picks a free one. */
	port?: number;
	/** How many requests the recorder keeps; 5000 when absent. */
	maxRecords?: number;
	/** Counts requests and records none, which takes most of the time that an answer takes. */
	fast?: boolean;
}

/** What every emulator offers to those who run it. */
export interface Emulator {
	/** Base URL, without a trailing slash. */
	readonly url: string;
	/** The API requests that arrived, oldest first; control endpoints and the page are left out. */
	readonly requests: RecordedRequest[];
	/** The most API requests in flight at once since the last `clearRequests`. */
	readonly peakInFlight: number;
	/** Forgets the recorded requests. */
	clearRequests(): void;
	/** Makes something go wrong on purpose. */
	addFault(fault: Fault): void;
	/** Answers 429 over a limit; null removes the limit. */
	setRateLimit(limit: RateLimit | null): void;
	/** Removes all faults and the rate limit. */
	clearFaults(): void;
	/** Forgets all records, login tokens, faults and recorded requests; options stay. */
	reset(): void;
	/** Breaks all connections and stops. */
	close(): Promise<void>;
}

/**
 * Starts one emulated API on a port of its own, with recording, faults and the control endpoints for both.
 * @param emulation the routes of the API and of its controls
 * @param options where to listen
 * @returns the running emulator; rejects when the port is taken
 */
export async function startEmulator(
	emulation: Emulation,
	options: ListenOptions,
): Promise<Emulator> {
	const recorder = new Recorder(options.maxRecords ?? 5000);
	const faults = new FaultBox();
	const app = Fastify({
		forceCloseConnections: true,
		ajv: { customOptions: validatorOptions },
	});
	app.decorateRequest('record', null);
	app.decorateRequest('fault', null);
	readBodies(app, recorder);
	await app.register(multipart, {
		throwFileSizeLimit: true,
		limits: { fileSize: maxFileBytes, files: 10 },
	});
	await app.register(async (api) => {
		watch(api, recorder, { faults, fast: options.fast ?? false });
		// What the vendors answer on unknown routes is not documented: deliberately not their envelope.
		api.setNotFoundHandler((request, reply) =>
			reply.code(404).send({
				statusCode: 404,
				error: 'Not Found',
				message: `Route ${request.method}:${request.url} not found`,
			}),
		);
		await api.register(emulation.api);
	});
	const host = options.host ?? '127.0.0.1';
	await app.register(async (control) => {
		refuseForeignPages(control, host);
		await control.register(controlRoutes, { recorder, faults });
		await control.register(emulation.control);
	});
	const url = await app.listen({ host, port: options.port ?? 0 });
	return {
		url,
		requests: recorder.requests,
		get peakInFlight() {
			return recorder.peakInFlight;
		},
		clearRequests: () => recorder.clear(),
		addFault: (fault) => faults.add(fault),
		setRateLimit: (limit) => faults.setRateLimit(limit),
		clearFaults: () => faults.clear(),
		reset: () => {
			emulation.reset();
			recorder.clear();
			faults.clear();
		},
		close: async () => {
			emulation.stop?.();
			await app.close();
		},
	};
}

/** Notes bodies as they came. An absent or empty one then counts as `{}`: it is refused for what it lacks, not for its type. */
function readBodies(app: FastifyInstance, recorder: Recorder): void {
	app.removeContentTypeParser('application/json');
	app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
		if (text.length === 0) return done(null, undefined);
		return app.getDefaultJsonParser('error', 'error')(request, String(text), done);
	});
	// Clients label even an absent body; only one with content is refused for its type.
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, content, done) => {
		if (content.length === 0) return done(null, undefined);
		return done(Object.assign(new Error('Unsupported Media Type'), { statusCode: 415 }));
	});
	app.addHook('preValidation', async (request) => {
		if (request.isMultipart()) return;
		if (request.record !== null) recorder.noteBody(request.record, request.body);
		if (request.body === undefined) request.body = {};
	});
}

function watch(
	api: FastifyInstance,
	recorder: Recorder,
	{ faults, fast }: { faults: FaultBox; fast: boolean },
): void {
	api.addHook('onRequest', async (request, reply) => {
		const record = fast ? null : recorder.start(request);
		request.record = record;
		recorder.enter();
		reply.raw.once('close', () => {
			recorder.leave();
			if (record !== null) recorder.finish(record);
		});

		const admission = faults.admit();
		if ('refusedBy' in admission) {
			recorder.refused += 1;
			if (record !== null) record.fault = 'rateLimit';
			return await answerFault(reply, { ...admission.refusedBy, status: 429 });
		}
		reply.raw.once('close', admission.release);

		const fault = faults.take(request.method, request.url.split('?')[0]);
		if (fault === undefined) return;
		if (record !== null) record.fault = fault.kind;
		request.fault = fault;
		return await applyBeforeWork(fault, request, reply);
	});
	api.addHook('onSend', async (request, reply, payload) => {
		const { record, fault } = request;
		if (fault?.kind === 'lostAnswer') {
			request.raw.socket.destroy();
			return payload;
		}
		if (record !== null) record.status = reply.statusCode;
		return fault && typeof payload === 'string' ? spoil(fault, payload, reply) : payload;
	});
}

/** What becomes of the body of a request that was processed. */
function spoil(fault: Fault, body: string, reply: FastifyReply): string | Readable {
	switch (fault.kind) {
		case 'slowBody':
			return trickle(body, fault.delayMs ?? 1000);
		case 'brokenBody':
			return Readable.from(breakOff(body));
		case 'halfBody':
			return firstHalf(body);
		case 'bigBody':
			return Readable.from(addBlanks(body, fault.bytes ?? 10 * megabyte));
		case 'wrongType':
			reply.type('text/html');
			return body;
		default:
			return body;
	}
}

async function applyBeforeWork(fault: Fault, request: FastifyRequest, reply: FastifyReply) {
	if (fault.delayMs !== undefined && fault.kind !== 'slowBody') {
		await delay(fault.delayMs, undefined, { ref: false });
	}
	switch (fault.kind) {
		case 'status':
			return await answerFault(reply, fault);
		case 'html':
			return await reply
				.code(fault.status ?? 200)
				.type('text/html')
				.send(String(fault.body ?? '<!doctype html><title>Somebody else</title><p>Hello'));
		case 'redirect':
			return await reply.redirect(fault.location ?? '/elsewhere', fault.status ?? 302);
		case 'reset':
			reply.hijack();
			request.raw.socket.destroy();
			return reply;
		default:
			return;
	}
}

/** The vendors document neither 429 nor 5xx, so without a body of its own the answer is not their envelope. */
async function answerFault(
	reply: FastifyReply,
	{ status = 500, body, retryAfter }: Pick<Fault, 'status' | 'body' | 'retryAfter'>,
) {
	if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
	return await reply.code(status).send(body ?? { statusCode: status, error: 'Sandbox fault' });
}

const megabyte = 1024 * 1024;

const firstHalf = (body: string) => body.slice(0, Math.ceil(body.length / 2));

async function* breakOff(body: string) {
	yield firstHalf(body);
	// So that the first half is on its way.
	await delay(20, undefined, { ref: false });
	throw new Error('The connection breaks on purpose');
}

function* addBlanks(body: string, bytes: number) {
	yield body;
	for (let left = bytes - body.length; left > 0; left -= megabyte)
		yield ' '.repeat(Math.min(left, megabyte));
}

function trickle(text: string, durationMs: number): Readable {
	const pieces = text.match(new RegExp(`[^]{1,${Math.ceil(text.length / 10) || 1}}`, 'g')) ?? [];
	return Readable.from(
		(async function* () {
			for (const [index, piece] of pieces.entries()) {
				if (index > 0) await delay(durationMs / pieces.length, undefined, { ref: false });
				yield piece;
			}
		})(),
	);
}
