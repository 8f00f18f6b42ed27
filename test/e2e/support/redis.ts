import { once } from 'node:events';
import { connect } from 'node:net';
import getPort from 'get-port';
import { findProgram } from '../../../n8n/findProgram';
import type { Log } from '../../../n8n/install';
import { startServer } from './startServer';

/** The queue between n8n's processes. */
export interface Redis {
	port: number;
	stop(): Promise<void>;
}

/** Finds Redis, as `findProgram` does. */
export function findRedis(log: Log): string {
	return findProgram(
		{
			name: 'Redis server',
			places: [process.env.REDIS_PATH, '/usr/bin/redis-server', '/usr/local/bin/redis-server'],
			packages: ['redis-server'],
			advice:
				'Install one (on Debian: apt-get install redis-server), or name its program in REDIS_PATH.',
		},
		log,
	);
}

/** Starts a Redis of its own, which keeps nothing. */
export async function startRedis(): Promise<Redis> {
	const port = await getPort();
	const options = { port: String(port), bind: '127.0.0.1', save: '', appendonly: 'no' };
	const stop = await startServer({
		name: 'Redis',
		program: findRedis(console.log),
		args: Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
		answers: async () => await accepts(port),
	});
	return { port, stop };
}

async function accepts(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	try {
		await once(socket, 'connect');
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}
