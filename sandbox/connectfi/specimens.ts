import type { FastifyPluginAsync } from 'fastify';

/** Small, real pictures for both sides of a license. */
const specimens: Record<string, { type: string; base64: string }> = {
	'front.jpg': {
		type: 'image/jpeg',
		base64:
			'/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAKABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAABf/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AJAEB7//2Q==',
	},
	'back.png': {
		type: 'image/png',
		base64:
			'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAIAQMAAAD+wSzIAAAAA1BMVEVGgrQW1EH0AAAAC0lEQVQI12NgQAUAABAAAaHFIcEAAAAASUVORK5CYII=',
	},
};

/** Pictures for workflows that fetch documents by link. They are not connectFi's. */
export const specimenRoutes: FastifyPluginAsync = async (app) => {
	for (const [name, { type, base64 }] of Object.entries(specimens))
		app.get(`/sandbox/specimens/${name}`, (_, reply) =>
			reply.type(type).send(Buffer.from(base64, 'base64')),
		);
};
