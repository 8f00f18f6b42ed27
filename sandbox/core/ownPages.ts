import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';

const thisMachine = ['localhost', '127.0.0.1', '::1'];
const everyInterface = ['0.0.0.0', '::'];

/** The name or address in a Host header, without the port; null if it is none. */
function parseHostName(host: string | undefined): string | null {
	const [, address, name] =
		/^(?:\[([\da-f:.]+)\]|([^\s:/@[\]]+))(?::\d+)?$/i.exec(host ?? '') ?? [];
	return (address ?? name ?? '').toLowerCase() || null;
}

/**
 * Opens routes to the emulator's own pages and to programs, and to no other web page. A browser that shows a page of somebody
 * else sends requests here too, and takes this for that page's own server if the page's name leads here (DNS rebinding).
 * Programs send neither Origin nor Sec-Fetch-Site.
 * @param app the routes' own scope
 * @param listensOn the interface the emulator listens on, by the name or address under which it is reached; localhost is
 * always good, and where it listens on every interface any address is
 */
export function refuseForeignPages(app: FastifyInstance, listensOn: string): void {
	const known = [...thisMachine, listensOn.toLowerCase()];
	const isOwn = (name: string) =>
		known.includes(name) || (everyInterface.includes(listensOn) && isIP(name) !== 0);

	app.addHook('onRequest', async ({ headers, method }, reply) => {
		const name = parseHostName(headers.host);
		if (name === null || !isOwn(name))
			return await reply.code(403).send({
				error: `Refused: "${headers.host}" is not an address of this sandbox. Open it as localhost, or start it with the host name it is to have.`,
			});

		const { origin, 'sec-fetch-site': site = 'none' } = headers;
		const fromElsewhere =
			origin === undefined
				? // A link to the page may stand anywhere; what changes something must come from the page.
					method !== 'GET' && site !== 'none' && site !== 'same-origin'
				: origin.replace(/^https?:\/\//, '') !== headers.host;
		if (fromElsewhere)
			return await reply
				.code(403)
				.send({ error: 'Refused: this request comes from another web page.' });
	});
}
