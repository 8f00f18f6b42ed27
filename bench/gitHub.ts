import { randomUUID } from 'node:crypto';
import fastify from 'fastify';
import type { INode } from 'n8n-workflow';
import type { N8nClient } from '../n8n/client';
import { storeCredentials } from '../n8n/credentials';

/** Something that answers GitHub Trigger's registration, and learns the secret that it signs with. */
export interface GitHub {
	url: string;
	/** Of the hook that was registered last. */
	secret(): string;
	close(): Promise<void>;
}

/** Starts a GitHub that has room for hooks and for nothing else. */
export async function startGitHub(): Promise<GitHub> {
	let secret = '';
	const app = fastify();
	app.post<{ Body: { config: { secret: string } } }>('/repos/*', ({ body }) => {
		({ secret } = body.config);
		return { id: 1, active: true, events: ['push'] };
	});
	const url = await app.listen({ host: '127.0.0.1', port: 0 });
	return { url, secret: () => secret, close: async () => await app.close() };
}

/** n8n's own GitHub Trigger, which checks a signature: what it has beside a node's usual fields. */
export async function gitHubTriggerFields(
	client: N8nClient,
	{ url }: GitHub,
): Promise<Pick<INode, 'parameters' | 'credentials'>> {
	const data = { server: url, user: 'bench', accessToken: 'bench' };
	const [{ id, name, type }] = await storeCredentials(client, [
		{ name: `GitHub ${randomUUID()}`, type: 'githubApi', data },
	]);
	// From the list: n8n checks a name by a regular expression with a time limit, which a busy machine exceeds.
	const fromList = { __rl: true, mode: 'list', value: 'bench' };
	return {
		parameters: { owner: fromList, repository: fromList, events: ['push'], options: {} },
		credentials: { [type]: { id, name } },
	};
}
