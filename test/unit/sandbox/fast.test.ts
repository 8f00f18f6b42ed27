import { startSandbox } from '../../../sandbox';
import { clientOf } from './support';

it('a fast sandbox counts requests, those that a limit refuses too, and records none', async () => {
	const sandbox = await startSandbox({ fast: true });
	const client = clientOf(sandbox);
	const counts = async () => (await client.get<Record<string, number>>('/sandbox/counts')).data;
	await client.post('/sandbox/faults', { kind: 'latency', delayMs: 500, times: 0 });
	await client.post('/sandbox/rate-limit', { concurrent: 3 });
	const calls = Array.from({ length: 5 }, async () => {
		const { status } = await client.post('/document/generate');
		return status;
	});
	expect((await Promise.all(calls)).sort()).toEqual([200, 200, 200, 429, 429]);
	expect(await counts()).toMatchObject({ received: 5, refused: 2 });
	expect((await counts()).peakInFlight).toBeGreaterThanOrEqual(3);
	expect(sandbox.requests).toEqual([]);

	await client.delete('/sandbox/requests');
	expect(await counts()).toEqual({ received: 0, refused: 0, peakInFlight: 0 });
	await sandbox.close();
});
