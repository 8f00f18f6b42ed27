import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import axios from 'axios';
import { createFileForm, type SentFile } from '../../../nodes/ConnectFi/actions/fileForm';

let server: Server;
let url: string;
let bytes = 0;
let complete = 0;
beforeAll(async () => {
	server = createServer((request, response) => {
		request.on('data', (chunk: Buffer) => (bytes += chunk.length));
		request.on('error', () => {});
		request.on('end', () => {
			complete++;
			response.end('{}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});
beforeEach(() => {
	bytes = complete = 0;
});

const chunk = Buffer.alloc(64 * 1024, 'x');
const form = (more: Partial<SentFile>) =>
	createFileForm({
		name: 'front.jpg',
		type: 'image/jpeg',
		size: 3 * chunk.length,
		read: async () => [chunk, chunk, chunk],
		...more,
	});

it('a file of the length that was said is sent', async () => {
	await axios.post(url, form({}));
	expect(complete).toBe(1);
	expect(bytes).toBeGreaterThan(3 * chunk.length);
});

it.each([2, 4])('a request whose file has %d of 3 chunks breaks off', async (chunks) => {
	const read = async () => Array<Buffer>(chunks).fill(chunk);
	await expect(axios.post(url, form({ read }))).rejects.toThrow(
		'The stored file is not as long as n8n says.',
	);
	expect(complete).toBe(0);
});

it('a file is opened when it is sent, and closed where sending ends before its end', async () => {
	const cancel = new AbortController();
	let opened = 0;
	let closed = 0;
	async function* endless() {
		opened++;
		try {
			for (;;) {
				yield chunk;
				await new Promise((resolve) => setTimeout(resolve, 5));
			}
		} finally {
			closed++;
		}
	}
	const body = form({ size: 1e9, read: async () => endless() });
	expect(opened).toBe(0);
	const sending = axios.post(url, body, { signal: cancel.signal });
	while (!bytes) await new Promise((resolve) => setTimeout(resolve, 5));
	cancel.abort();
	await expect(sending).rejects.toThrow('canceled');
	expect(closed).toBe(0);
	body.close();
	while (!closed) await new Promise((resolve) => setTimeout(resolve, 5));
	expect([opened, closed]).toEqual([1, 1]);
});
