import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from '../../../n8n/chromium';
import { packPackages } from '../../../n8n/packages';
import { installN8n, n8nFolders, type N8nLine } from '../../../n8n/install';
import type { RunningN8n } from '../../../n8n/server';
import { prepareN8n } from '../../../n8n/prepare';
import { noteVersions } from './compatibility';
import { findPostgres } from './postgres';
import { findRedis } from './redis';
import { dataFolder, publishSetup, type SharedSetup } from './sharedSetup';

/** The servers of this run, for the teardown, which runs in the same process. */
export const running: RunningN8n[] = [];

/** Installs what is missing, packs the packages, and starts one n8n of each line for all test files. */
export default async function globalSetup(): Promise<void> {
	const log = (message: string) => console.log(message);
	const lines = Object.keys(n8nFolders) as N8nLine[];
	// One after the other: unpacking is bound by the disk.
	for (const line of lines) await installN8n(line, log);
	findChromium(log);
	findRedis(log);
	findPostgres(log);
	rmSync(dataFolder, { recursive: true, force: true });
	log('Building and packing ...');
	const packages = await packPackages(join(dataFolder, 'packages'));
	log('Starting n8n 2.x and 1.x ...');
	const servers = await Promise.all(
		lines.map(async (line) => {
			const { n8n, client } = await prepareN8n(
				{
					line,
					userFolder: join(dataFolder, `n8n-${line}`),
					port: 0,
					logFile: join(dataFolder, `n8n-${line}.log`),
				},
				packages,
			);
			running.push(n8n);
			await noteVersions(line, client);
			return [line, { url: client.url, cookie: client.cookie }] as const;
		}),
	);
	publishSetup({ packages, servers: Object.fromEntries(servers) as SharedSetup['servers'] });
}
