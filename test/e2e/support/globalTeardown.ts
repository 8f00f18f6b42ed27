import { running } from './globalSetup';

/** Stops the servers of this run. */
export default async function globalTeardown(): Promise<void> {
	await Promise.all(running.map(async (n8n) => await n8n.stop()));
}
