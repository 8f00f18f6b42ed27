import { startSandbox, type Sandbox } from '../../sandbox';
import { runOperation } from './support/connectFi';
import { serve, type OddServer } from './support/server';

/** docs/self-hosting.md says what n8n does here; the nodes cannot choose otherwise. */
let sandbox: Sandbox;
let proxy: OddServer;
const seen: string[] = [];

beforeAll(async () => {
	sandbox = await startSandbox();
	proxy = await serve((request, response) => {
		seen.push(String(request.url));
		response.writeHead(502).end();
	});
});
afterAll(async () => {
	await sandbox.close();
	await proxy.close();
});
const { HTTP_PROXY, NO_PROXY } = process.env;
afterEach(() => {
	setEnvironment({ HTTP_PROXY, NO_PROXY });
	seen.length = 0;
});

function setEnvironment(values: Record<string, string | undefined>) {
	for (const [name, value] of Object.entries(values)) {
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	}
}

describe('HTTP_PROXY of n8n', () => {
	it.each(['127.0.0.1', 'localhost'])('is used for a connectFi at %s too', async (host) => {
		setEnvironment({ HTTP_PROXY: proxy.url, NO_PROXY: undefined });
		const baseUrl = sandbox.url.replace('127.0.0.1', host);
		const { error } = await runOperation(
			sandbox,
			'application.start',
			{ customerId: 'cstap_1', options: { sendReference: false } },
			{
				credential: { type: 'connectFiApi', data: { baseUrl, token: sandbox.token } },
			},
		);
		expect(error?.message).toContain('HTTP 502');
		expect(seen).toEqual([`${baseUrl}/akepa/identification`]);
	});

	it('is not, where NO_PROXY names that host', async () => {
		setEnvironment({ HTTP_PROXY: proxy.url, NO_PROXY: 'localhost,127.0.0.1' });
		const { error } = await runOperation(sandbox, 'legacyDocument.generate', {});
		expect(error).toBeUndefined();
		expect(seen).toEqual([]);
	});
});
