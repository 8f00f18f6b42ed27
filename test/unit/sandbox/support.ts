import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import axios, { type AxiosInstance } from 'axios';
import FormData from 'form-data';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox';

/**
 * A sandbox for one test file, fresh before every test; closed at the end. `open` starts further ones for one test,
 * closed after it even if it fails, as an open server would keep the test run from ending.
 */
export function useSandbox(options: SandboxOptions = {}) {
	const opened: Sandbox[] = [];
	const open = async (more: SandboxOptions = {}): Promise<Sandbox> => {
		const sandbox = await startSandbox(more);
		opened.push(sandbox);
		return sandbox;
	};
	const used = { open } as { sandbox: Sandbox; client: AxiosInstance; open: typeof open };
	beforeAll(async () => {
		used.sandbox = await startSandbox(options);
		used.client = clientOf(used.sandbox);
	});
	beforeEach(() => used.sandbox.reset());
	afterEach(async () => {
		await Promise.all(opened.splice(0).map((sandbox) => sandbox.close()));
	});
	afterAll(() => used.sandbox.close());
	return used;
}

/** A client that sends a token and takes any status as an answer. */
export function clientOf(sandbox: Sandbox, token = sandbox.token): AxiosInstance {
	return axios.create({
		baseURL: sandbox.url,
		headers: { 'x-connectfi-token': token },
		validateStatus: () => true,
		maxRedirects: 0,
		proxy: false,
	});
}

/** A complete individual. */
export const person = (lastName = 'Testman') => ({
	firstName: 'John',
	lastName,
	dateOfBirth: '1978-10-15',
	email: 'aa@aa.aa',
	addresses: [{ type: 'PRIMARY', addressLine1: '1 Main St', postalCode: '38117' }],
});

let references = 0;

/** A reference not used before. */
export const reference = (): string => `ref${++references}`;

/** Creates a customer and gives its id. */
export async function createCustomer(
	client: AxiosInstance,
	customer: object = person(),
	customerType = 'individual',
): Promise<string> {
	const body = { customerReference: reference(), customerType, customer };
	return (await client.post('/customer/init', body)).data.data.customerId;
}

/** Starts an identification and gives the answer's data. */
export async function identify(client: AxiosInstance, customerId: string, more: object = {}) {
	const body = { customerId, reference: reference(), ...more };
	return (await client.post('/akepa/identification', body)).data.data;
}

/** The refusal of a property that the route does not know. */
export const additional = (additionalProperty: string) => ({
	requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
	code: 'requestValidateError',
	context: [
		{
			instancePath: '',
			schemaPath: '#/additionalProperties',
			keyword: 'additionalProperties',
			params: { additionalProperty },
			message: 'must NOT have additional properties',
		},
	],
});

/** A form with one JPEG-like file. */
export function form(field = 'file', content: Buffer = Buffer.from('ffd8ffe0', 'hex')): FormData {
	const data = new FormData();
	data.append(field, content, { filename: 'front.jpg', contentType: 'image/jpeg' });
	return data;
}

/** Generates a document id. */
export async function generate(client: AxiosInstance): Promise<string> {
	const body = { workflow: 'PERSONAL', name: 'front', extension: 'jpg', type: 'license' };
	return (await client.post('/akepa/document/generate', body)).data.data.id;
}

/** Generates and uploads a document, and gives its id. */
export async function uploaded(client: AxiosInstance): Promise<string> {
	const id = await generate(client);
	await client.post(`/akepa/document/upload/${id}`, form());
	return id;
}

/** Uploads one document per view and links them; gives the whole answer. */
export async function submit(
	client: AxiosInstance,
	customerId: string,
	views: string[] = ['front', 'back'],
	entityId = customerId,
) {
	const documents = [];
	for (const view of views) {
		documents.push({ entityId, documentId: await uploaded(client), view });
	}
	return await client.post('/akepa/update', { customerId, documents });
}

/** Waits until something holds, for so many turns of Node's event loop: a busy machine may stop this process for seconds. */
export async function until(condition: () => boolean): Promise<void> {
	for (let turn = 0; !condition(); turn++) {
		if (turn === 400) throw new Error('It did not come true');
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

/** A server that takes callbacks and answers them with a status of choice. */
export interface Receiver {
	url: string;
	received: Array<{ method?: string; headers: IncomingMessage['headers']; body: unknown }>;
	/** Status to answer with; null answers nothing. */
	status: number | null;
	close(): Promise<void>;
}

/** Starts a receiver on a free port. */
export async function startReceiver(): Promise<Receiver> {
	const receiver = { received: [], status: 200 } as unknown as Receiver;
	const server: Server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { method, headers } = request;
			const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
			receiver.received.push({ method, headers, body });
			if (receiver.status !== null) response.writeHead(receiver.status).end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
	receiver.close = async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	};
	return receiver;
}
