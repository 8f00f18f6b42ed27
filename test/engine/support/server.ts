import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Turns of Node's event loop, because a busy machine may stop this process for as long as it likes. */
const turnsToClose = 100;

/** A server that is not the sandbox: it does what no service should. */
export interface OddServer {
	readonly url: string;
	/** How many connections were made to it. */
	readonly connections: number;
	/** How many of them are open. */
	readonly open: number;
	/** Resolves when none is open any more. @throws when they stay open */
	allClosed(): Promise<void>;
	close(): Promise<void>;
}

/** Serves one answer to everybody. */
export async function serve(answer: RequestListener): Promise<OddServer> {
	const sockets = new Set<Socket>();
	let connections = 0;
	const server = createServer(answer);
	server.on('connection', (socket) => {
		connections++;
		sockets.add(socket);
		socket.on('error', () => {});
		socket.once('close', () => sockets.delete(socket));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		get connections() {
			return connections;
		},
		get open() {
			return sockets.size;
		},
		async allClosed() {
			for (let turn = 0; sockets.size; turn++) {
				if (turn === turnsToClose) throw new Error(`${sockets.size} connections are still open`);
				await new Promise((resolve) => setTimeout(resolve, 20));
			}
		},
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
