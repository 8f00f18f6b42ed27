import type { FastifyInstance } from 'fastify';

/**
 * Lets routes take form-encoded bodies, as an object of texts.
 * @param app the routes' own scope; others keep refusing forms
 */
export function readForms(app: FastifyInstance): void {
	app.addContentTypeParser(
		'application/x-www-form-urlencoded',
		{ parseAs: 'string' },
		(_request, text, done) => done(null, Object.fromEntries(new URLSearchParams(String(text)))),
	);
}
