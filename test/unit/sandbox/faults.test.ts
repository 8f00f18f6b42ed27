import http from 'node:http';
import type { AddressInfo } from 'node:net';
import axios, { type AxiosError } from 'axios';
import type { Fault } from '../../../sandbox';
import { clientOf, createCustomer, form, generate, useSandbox } from './support';

const used = useSandbox();

/** A call that costs nothing and is answered 200. */
const call = () => used.client.post('/document/generate');

const codeOf = (attempt: Promise<unknown>) =>
	attempt.then(
		() => 'answered',
		(error: AxiosError) => error.code,
	);

const setFault = (fault: Fault) => used.client.post('/sandbox/faults', fault);

describe('kinds of faults', () => {
	it('latency answers late', async () => {
		await setFault({ kind: 'latency', delayMs: 120 });
		const started = Date.now();
		expect((await call()).status).toBe(200);
		expect(Date.now() - started).toBeGreaterThanOrEqual(115);
	});

	it.each([
		[{ status: 503, retryAfter: 2, body: { why: 'busy' } }, 503, '2', { why: 'busy' }],
		[
			{ status: 429, retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT' },
			429,
			'Wed, 21 Oct 2026 07:28:00 GMT',
			expect.anything(),
		],
		[{}, 500, undefined, expect.anything()],
	])('status %j', async (fault, expected, retryAfter, body) => {
		await setFault({ kind: 'status', ...fault });
		const { status, headers, data } = await call();
		expect(status).toBe(expected);
		expect(headers['retry-after']).toBe(retryAfter);
		expect(data).toEqual(body);
		expect(used.sandbox.state().separateDocuments).toEqual([]);
	});

	it('reset breaks the connection before the request is worked on', async () => {
		await setFault({ kind: 'reset' });
		expect(await codeOf(call())).toBe('ECONNRESET');
		expect(used.sandbox.state().separateDocuments).toEqual([]);
		expect(used.sandbox.requests).toMatchObject([{ status: null, fault: 'reset' }]);
	});

	it('lostAnswer works on the request, then breaks the connection', async () => {
		await setFault({ kind: 'lostAnswer' });
		expect(await codeOf(call())).toBe('ECONNRESET');
		expect(used.sandbox.state().separateDocuments).toHaveLength(1);
		expect(used.sandbox.requests).toMatchObject([{ status: null, fault: 'lostAnswer' }]);
	});

	it('lostAnswer of an upload leaves the document uploaded', async () => {
		const id = await generate(used.client);
		await setFault({ kind: 'lostAnswer', path: '/akepa/document/upload' });
		const upload = () => used.client.post(`/akepa/document/upload/${id}`, form());
		expect(await codeOf(upload())).toBe('ECONNRESET');
		expect((await upload()).data.message).toBe('The specified document has already been uploaded.');
	});

	it('slowBody sends the head at once and the body bit by bit', async () => {
		await setFault({ kind: 'slowBody', delayMs: 200 });
		const started = Date.now();
		const moments: Record<string, number> = {};
		const body = await new Promise<string>((resolve, reject) => {
			const options = {
				method: 'POST',
				headers: { 'x-connectfi-token': used.sandbox.token, connection: 'close' },
			};
			http
				.request(`${used.sandbox.url}/document/generate`, options, (response) => {
					moments.head = Date.now() - started;
					let text = '';
					response.on('data', (chunk) => (text += String(chunk)));
					response.on('end', () => resolve(text));
				})
				.on('error', reject)
				.end();
		});
		moments.end = Date.now() - started;
		expect(JSON.parse(body).code).toBe('0');
		expect(moments.head).toBeLessThan(100);
		expect(moments.end).toBeGreaterThanOrEqual(150);
	});

	it.each<[Fault, string | undefined]>([
		[{ kind: 'brokenBody' }, 'ERR_BAD_RESPONSE'],
		[{ kind: 'halfBody' }, undefined],
	])('%j works on the request, and half of the body comes', async (fault, code) => {
		await setFault(fault);
		const answer = call();
		if (code) expect(await codeOf(answer)).toBe(code);
		else expect((await answer).data).toMatch(/^\{"code":"0"[^}]*$/);
		expect(used.sandbox.state().separateDocuments).toHaveLength(1);
	});

	it('bigBody works on the request, and the body is as long as asked', async () => {
		await setFault({ kind: 'bigBody', bytes: 3_000_000 });
		const { data } = await call();
		expect(data.code).toBe('0');
		await setFault({ kind: 'bigBody', bytes: 3_000_000 });
		const text = await used.client.post('/document/generate', undefined, { responseType: 'text' });
		expect(String(text.data)).toHaveLength(3_000_000);
		expect(used.sandbox.state().separateDocuments).toHaveLength(2);
	});

	it('wrongType works on the request, and calls the answer a web page', async () => {
		await setFault({ kind: 'wrongType' });
		const { headers, data } = await call();
		expect(headers['content-type']).toContain('text/html');
		expect(data.code).toBe('0');
	});

	it.each([
		[{}, 200],
		[{ status: 502 }, 502],
	])('html %j', async (fault, expected) => {
		await setFault({ kind: 'html', ...fault });
		const { status, headers, data } = await call();
		expect(status).toBe(expected);
		expect(headers['content-type']).toContain('text/html');
		expect(data).toContain('<title>');
	});

	it('redirect', async () => {
		await setFault({ kind: 'redirect', status: 307, location: 'http://elsewhere.invalid/' });
		const { status, headers } = await call();
		expect([status, headers.location]).toEqual([307, 'http://elsewhere.invalid/']);
	});
});

describe('which requests a fault hits', () => {
	const fault: Fault = { kind: 'status', status: 503 };
	const statuses = async (times: number) => {
		const all = [];
		for (let time = 0; time < times; time++) all.push((await call()).status);
		return all;
	};

	it('the next one only, unless told otherwise', async () => {
		used.sandbox.addFault(fault);
		expect(await statuses(2)).toEqual([503, 200]);
	});

	it('some, after skipping some', async () => {
		used.sandbox.addFault({ ...fault, times: 2, skip: 1 });
		expect(await statuses(4)).toEqual([200, 503, 503, 200]);
	});

	it('all until cleared', async () => {
		used.sandbox.addFault({ ...fault, times: 0 });
		expect(await statuses(3)).toEqual([503, 503, 503]);
		expect((await used.client.get('/sandbox/faults')).data.faults).toMatchObject([{ times: 0 }]);
		await used.client.delete('/sandbox/faults');
		expect(await statuses(1)).toEqual([200]);
	});

	it('in the order they were set', async () => {
		used.sandbox.addFault(fault);
		used.sandbox.addFault({ ...fault, status: 500 });
		expect(await statuses(3)).toEqual([503, 500, 200]);
	});

	it.each([
		[{ path: '/document' }, 503],
		[{ path: '/akepa' }, 200],
		[{ path: '/*/generate' }, 503],
		[{ path: '*/upload/*' }, 200],
		[{ path: '/document/generate*' }, 503],
		[{ path: '/document/*.*' }, 200],
		[{ method: 'POST' }, 503],
		[{ method: 'get' }, 200],
		[{ method: 'post', path: '/document/' }, 503],
	])('%j', async (where, expected) => {
		used.sandbox.addFault({ ...fault, ...where });
		expect(await statuses(1)).toEqual([expected]);
	});

	it('never control endpoints, and not those of another sandbox', async () => {
		const other = await used.open();
		used.sandbox.addFault({ ...fault, times: 0 });
		expect((await used.client.get('/sandbox/state')).status).toBe(200);
		expect((await clientOf(other).post('/document/generate')).status).toBe(200);
		expect(await statuses(1)).toEqual([503]);
	});

	it.each([{}, { kind: 'flood' }, { kind: 'status', status: 42 }, { kind: 'reset', often: 1 }])(
		'refuses the fault %j',
		async (wrong) => {
			expect((await used.client.post('/sandbox/faults', wrong)).status).toBe(400);
			expect((await used.client.get('/sandbox/faults')).data.faults).toEqual([]);
		},
	);
});

describe('rate limits', () => {
	const burst = async (count: number) =>
		(await Promise.all(Array.from({ length: count }, call))).map(({ status }) => status);

	it('answers 429 over the limit per second, with Retry-After', async () => {
		await used.client.post('/sandbox/rate-limit', { perSecond: 3, retryAfter: 1 });
		expect((await burst(5)).sort()).toEqual([200, 200, 200, 429, 429]);
		expect((await call()).headers['retry-after']).toBe('1');
		expect(used.sandbox.requests.filter(({ fault }) => fault === 'rateLimit')).toHaveLength(3);
		await new Promise((resolve) => setTimeout(resolve, 1010));
		expect((await call()).status).toBe(200);
	});

	it('answers 429 over the limit of concurrent requests', async () => {
		used.sandbox.setRateLimit({ concurrent: 2 });
		used.sandbox.addFault({ kind: 'latency', delayMs: 100, times: 0 });
		const statuses = await burst(5);
		expect(statuses.sort()).toEqual([200, 200, 429, 429, 429]);
		expect(used.sandbox.state().separateDocuments).toHaveLength(2);
		expect((await call()).status).toBe(200);
		used.sandbox.setRateLimit(null);
		expect((await burst(5)).every((status) => status === 200)).toBe(true);
	});

	it('counts a request that broke off as over', async () => {
		used.sandbox.setRateLimit({ concurrent: 1 });
		used.sandbox.addFault({ kind: 'reset' });
		await codeOf(call());
		expect((await call()).status).toBe(200);
	});
});

describe('the recorder', () => {
	it('keeps method, path, query, headers, body and status', async () => {
		await used.client.post('/akepa/status?a=1', { customerId: 'x' }, { headers: { 'x-own': 'y' } });
		expect(used.sandbox.requests).toEqual([
			{
				number: expect.any(Number),
				startedAt: expect.stringMatching(/Z$/),
				method: 'POST',
				path: '/akepa/status',
				query: { a: '1' },
				headers: expect.objectContaining({ 'content-type': 'application/json', 'x-own': 'y' }),
				body: { customerId: 'x' },
				status: 400,
				durationMs: expect.any(Number),
			},
		]);
		const { data } = await used.client.get('/sandbox/requests');
		expect(data.requests).toMatchObject([{ path: '/akepa/status', status: 400 }]);
		await used.client.delete('/sandbox/requests');
		expect(used.sandbox.requests).toEqual([]);
	});

	it('keeps unknown routes too, which are answered outside the envelope', async () => {
		const { status, data } = await used.client.get('/no/such%20route');
		expect(status).toBe(404);
		expect(data).not.toHaveProperty('code');
		expect(used.sandbox.requests).toMatchObject([{ path: '/no/such%20route', status: 404 }]);
	});

	it('keeps the fields of a form beside its files', async () => {
		const data = form();
		data.append('note', 'hello');
		const id = await generate(used.client);
		await used.client.post(`/akepa/document/upload/${id}`, data);
		expect(used.sandbox.requests.at(-1)?.parts).toMatchObject([
			{ name: 'file', filename: 'front.jpg', size: 4 },
			{ name: 'note', value: 'hello', size: 5 },
		]);
	});

	it('counts requests in flight at once', async () => {
		used.sandbox.addFault({ kind: 'latency', delayMs: 50, times: 0 });
		await Promise.all([call(), call(), call()]);
		expect(used.sandbox.peakInFlight).toBe(3);
	});

	it('keeps the latest only', async () => {
		const sandbox = await used.open({ maxRecords: 2 });
		for (const path of ['/a', '/b', '/c']) await clientOf(sandbox).get(path);
		expect(sandbox.requests.map(({ path }) => path)).toEqual(['/b', '/c']);
	});
});

describe('the server', () => {
	it('refuses a body that is too large, malformed or of another type', async () => {
		const post = async (body: string, type = 'application/json') => {
			const headers = { 'content-type': type };
			const { status, data } = await used.client.post('/akepa/status', body, {
				headers,
				transformRequest: (text: string) => text,
			});
			expect(data.code).toBeUndefined();
			return status;
		};
		expect(await post(JSON.stringify({ customerId: 'x'.repeat(2_000_000) }))).toBe(413);
		expect(await post('{"customerId":')).toBe(400);
		expect(await post('customerId=a', 'application/x-www-form-urlencoded')).toBe(415);
	});

	it('refuses a file over 30 MB', async () => {
		const id = await generate(used.client);
		const data = form('file', Buffer.alloc(30 * 1024 * 1024 + 1));
		const { status } = await used.client.post(`/akepa/document/upload/${id}`, data);
		expect(status).toBe(413);
	});

	it('answers a large upload that it refuses for its token', async () => {
		const client = clientOf(used.sandbox, 'wrong');
		const data = form('file', Buffer.alloc(20_000_000));
		expect((await client.post('/akepa/document/upload/doc_a', data)).status).toBe(401);
	});

	it('says when its port is taken', async () => {
		const port = Number(new URL(used.sandbox.url).port);
		await expect(used.open({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
	});

	it('closes at once though connections are open and a request is being worked on', async () => {
		const sandbox = await used.open();
		const agent = new http.Agent({ keepAlive: true });
		const client = axios.create({ baseURL: sandbox.url, httpAgent: agent, proxy: false });
		await client.get('/health');
		sandbox.addFault({ kind: 'latency', delayMs: 60_000 });
		const pending = codeOf(client.get('/health'));
		await new Promise((resolve) => setTimeout(resolve, 20));
		// Waiting for the answer would take longer than a test may.
		await sandbox.close();
		expect(await pending).toBe('ECONNRESET');
		const free = http.createServer();
		const { port } = new URL(sandbox.url);
		await new Promise<void>((resolve) => free.listen(Number(port), '127.0.0.1', resolve));
		expect((free.address() as AddressInfo).port).toBe(Number(port));
		await new Promise((resolve) => free.close(resolve));
		agent.destroy();
	});

	it('keeps the content of files only if told to', async () => {
		const content = Buffer.from('kept');
		for (const keepFiles of [true, false]) {
			const sandbox = await used.open({ keepFiles });
			const client = clientOf(sandbox);
			const id = await generate(client);
			await client.post(`/akepa/document/upload/${id}`, form('file', content));
			expect(sandbox.fileContent(id)).toEqual(keepFiles ? content : undefined);
			expect(JSON.stringify(sandbox.state())).not.toContain('content"');
		}
	});

	it('lets several sandboxes live side by side', async () => {
		const other = await used.open();
		const customerId = await createCustomer(used.client);
		const { data } = await clientOf(other).get(`/customer/status/${customerId}`);
		expect(data.code).toBe('customerNotFound');
	});
});
