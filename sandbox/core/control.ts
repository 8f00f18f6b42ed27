import type { FastifyPluginAsync } from 'fastify';
import { faultKinds, type Fault, type FaultBox, type RateLimit } from './faults';
import type { Recorder } from './recorder';

const retryAfter = { type: ['number', 'string'] };

const faultSchema = {
	type: 'object',
	required: ['kind'],
	additionalProperties: false,
	properties: {
		kind: { type: 'string', enum: faultKinds },
		method: { type: 'string' },
		path: { type: 'string' },
		times: { type: 'integer', minimum: 0 },
		skip: { type: 'integer', minimum: 0 },
		delayMs: { type: 'number', minimum: 0 },
		status: { type: 'integer', minimum: 200, maximum: 599 },
		retryAfter,
		body: {},
		bytes: { type: 'integer', minimum: 0 },
		location: { type: 'string' },
	},
};

const rateLimitSchema = {
	type: 'object',
	additionalProperties: false,
	properties: {
		perSecond: { type: 'integer', minimum: 1 },
		concurrent: { type: 'integer', minimum: 1 },
		retryAfter,
	},
};

/** The control endpoints every emulator has: recorded requests, faults, rate limits. They need no token. */
export const controlRoutes: FastifyPluginAsync<{ recorder: Recorder; faults: FaultBox }> = async (
	app,
	{ recorder, faults },
) => {
	app.get('/sandbox/requests', () => ({ requests: recorder.requests }));
	app.delete('/sandbox/requests', () => {
		recorder.clear();
		return { cleared: true };
	});
	app.get('/sandbox/counts', () => {
		const { received, refused, peakInFlight } = recorder;
		return { received, refused, peakInFlight };
	});
	app.get('/sandbox/faults', () => faults.describe());
	app.post<{ Body: Fault }>('/sandbox/faults', { schema: { body: faultSchema } }, (request) => {
		faults.add(request.body);
		return faults.describe();
	});
	app.post<{ Body: RateLimit }>(
		'/sandbox/rate-limit',
		{ schema: { body: rateLimitSchema } },
		(request) => {
			faults.setRateLimit(request.body);
			return faults.describe();
		},
	);
	app.delete('/sandbox/faults', () => {
		faults.clear();
		return faults.describe();
	});
};
