import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sync as run } from 'execa';
import getPort from 'get-port';
import { findProgram } from '../../../n8n/findProgram';
import type { Log } from '../../../n8n/install';
import { startServer } from './startServer';

/** A database for n8n. */
export interface Postgres {
	/** What tells n8n to use it. */
	env: Record<string, string>;
	stop(): Promise<void>;
}

/** Finds PostgreSQL's server, as `findProgram` does; its other programs are beside it. */
export function findPostgres(log: Log): string {
	const versions = Array.from({ length: 8 }, (_, index) => 20 - index);
	return findProgram(
		{
			name: 'PostgreSQL server',
			places: [
				process.env.POSTGRES_PATH,
				...versions.map((version) => `/usr/lib/postgresql/${version}/bin/postgres`),
				'/usr/local/bin/postgres',
				'/opt/homebrew/bin/postgres',
			],
			packages: ['postgresql'],
			advice:
				'Install one (on Debian: apt-get install postgresql), or name its program `postgres` in POSTGRES_PATH.',
		},
		log,
	);
}

/** Starts an empty PostgreSQL of its own, for as long as a test runs. */
export async function startPostgres(): Promise<Postgres> {
	const program = findPostgres(console.log);
	const beside = (name: string) => join(dirname(program), name);
	const account = unprivileged();
	const folder = mkdtempSync(join(tmpdir(), 'n8n-e2e-postgres-'));
	const remove = () => rmSync(folder, { recursive: true, force: true });
	const user = 'n8n';
	const port = await getPort();
	try {
		if (account) chownSync(folder, account.uid, account.gid);
		run(
			beside('initdb'),
			['-D', folder, '-U', user, '-E', 'UTF8', '--locale=C', '--no-sync', '-A', 'trust'],
			{ ...account, cwd: folder },
		);
		const settings = {
			port,
			listen_addresses: '127.0.0.1',
			unix_socket_directories: folder,
			max_connections: 200,
			// Nothing of it outlives the test.
			fsync: 'off',
		};
		const stop = await startServer({
			name: 'PostgreSQL',
			program,
			args: [
				'-D',
				folder,
				...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
			],
			options: { ...account, cwd: folder },
			answers: () =>
				!run(beside('pg_isready'), ['-h', '127.0.0.1', '-p', String(port)], { reject: false })
					.failed,
		});
		return {
			env: {
				DB_TYPE: 'postgresdb',
				DB_POSTGRESDB_HOST: '127.0.0.1',
				DB_POSTGRESDB_PORT: String(port),
				DB_POSTGRESDB_DATABASE: 'postgres',
				DB_POSTGRESDB_USER: user,
				DB_POSTGRESDB_PASSWORD: user,
			},
			stop: async () => {
				await stop();
				remove();
			},
		};
	} catch (error) {
		remove();
		throw error;
	}
}

/** PostgreSQL refuses to run as root: its package brings an account of its own. */
function unprivileged(): { uid: number; gid: number } | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const getId = (flag: string) => Number(run('id', [flag, 'postgres']).stdout);
	return { uid: getId('-u'), gid: getId('-g') };
}
