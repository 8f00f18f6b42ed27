import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that answers as a test tells it, well-formed or not. */
export interface RawServer {
	/** Base URL, without a trailing slash. */
	url: string;
	/** How each request is answered. */
	answer: (response: ServerResponse, request: IncomingMessage) => void;
	/** How many requests came. */
	requests: number;
	/** How many connections are open. */
	connections(): Promise<number>;
	close(): Promise<void>;
}

/** Starts a server on a port of its own. */
export async function startRawServer(): Promise<RawServer> {
	const server: Server = createServer((request, response) => {
		raw.requests += 1;
		raw.answer(response, request);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const raw: RawServer = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		answer: (response) => response.end(),
		requests: 0,
		connections: async () =>
			await new Promise((resolve, reject) =>
				server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
			),
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return raw;
}

/** Writes a piece again and again, for as long as somebody listens. */
export function trickle(response: ServerResponse, piece: string | Buffer, everyMs: number): void {
	const timer = setInterval(() => response.write(piece), everyMs);
	response.once('close', () => clearInterval(timer));
}

/** Writes a piece as often as the other side takes it, without an end. */
export function pour(
	response: ServerResponse,
	piece: Buffer,
	onWritten: (bytes: number) => void,
): void {
	const writeOn = () => {
		while (!response.destroyed) {
			onWritten(piece.length);
			if (!response.write(piece)) break;
		}
	};
	response.on('drain', writeOn);
	writeOn();
}
