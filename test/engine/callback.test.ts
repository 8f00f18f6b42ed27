import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { check } from '../../nodes/ConnectFi/callback/signature';
import { startSandbox, type Sandbox } from '../../sandbox';
import { newReference, runOperation, tokenCredential } from './support/connectFi';
import type { NodeRun } from './support/engine';

const callbackSecret = 'new, old';
const publicUrl = 'https://n8n.example.com';
const triggerUrl = `${publicUrl}/webhook/0e1f/connectfi`;
/** The credential's base URL is local in tests, so a local n8n is all right unless a test says otherwise. */
let sandbox: Sandbox;
let customerId: string;
let counter = 0;

beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => {
	sandbox.reset();
	customerId = `cstap_customer${++counter}`;
	sandbox.seed({ customers: [{ customerId }] });
});

const listening = (urls: IDataObject = { 'connectFi Trigger': triggerUrl }) => ({
	triggers: ['connectFi Trigger', 'Second Trigger'],
	staticData: { global: { connectFiTriggerUrls: urls } },
});

async function start(
	operation: string,
	parameters: INodeParameters,
	{ secret = callbackSecret, ...more }: Partial<NodeRun> & { secret?: string } = {},
) {
	return await runOperation(
		sandbox,
		operation,
		{ customerId, reference: newReference(), ...parameters },
		{ credential: tokenCredential(sandbox, { callbackSecret: secret }), publicUrl, ...more },
	);
}

/** The callback URL that connectFi got. */
function registered(): URL {
	expect(sandbox.requests).toHaveLength(1);
	const body = sandbox.requests[0].body as IDataObject;
	return new URL(String(body.webhookUrl ?? body.webhookURL));
}

const queryOf = (url: URL) => Object.fromEntries(url.searchParams);

describe.each(['application.start', 'legacyKyc.init'])('%s', (operation) => {
	const legacy = operation.startsWith('legacy');
	// Nothing waits for a legacy KYC.
	const callbacks = ['trigger', 'url', ...(legacy ? [] : ['execution'])];

	/** Whether the URL is signed for this customer and, where there is one, the identification's reference. */
	function expectSigned(url: URL): void {
		const { reference } = sandbox.requests[0].body as IDataObject;
		const subject = { customerId, ...(!legacy && { reference: String(reference) }) };
		expect(check(queryOf(url), ['new'], subject)).toEqual(subject);
		expect(check(queryOf(url), ['old'], subject)).toBeUndefined();
		expect(url.searchParams.has('cfReference')).toBe(!legacy);
	}

	it('registers nothing unless asked to', async () => {
		const { error } = await start(operation, {});
		expect(error).toBeUndefined();
		expect(JSON.stringify(sandbox.requests[0].body)).not.toMatch(/webhookUrl/i);
	});

	it('trigger: registers the production URL of the trigger in the workflow, signed', async () => {
		const { error } = await start(operation, { callback: 'trigger' }, listening());
		expect(error).toBeUndefined();
		const url = registered();
		expect(url.href.startsWith(`${triggerUrl}?`)).toBe(true);
		expectSigned(url);
	});

	it('trigger: registers it at the present address of n8n', async () => {
		const moved = { ...listening(), publicUrl: 'https://moved.example.com:8443' };
		const { error } = await start(operation, { callback: 'trigger' }, moved);
		expect(error).toBeUndefined();
		const { origin, pathname } = registered();
		expect([origin, pathname]).toEqual([moved.publicUrl, new URL(triggerUrl).pathname]);
	});

	if (!legacy)
		it('execution: registers this execution, signed beside what n8n has in the URL', async () => {
			const { error, stored } = await start(operation, { callback: 'execution' });
			expect(error).toBeUndefined();
			const url = registered();
			expect(url.href.startsWith(`${publicUrl}/webhook-waiting/1?`)).toBe(true);
			const { resumeToken } = stored as { resumeToken?: string };
			expect(url.searchParams.get('signature')).toBe(resumeToken ?? null);
			expectSigned(url);
		});

	it('url: signs what was entered and keeps its query', async () => {
		const webhookUrl = ' https://elsewhere.example.com/hook?tenant=a%20b&tenant=c ';
		const { error } = await start(operation, { callback: 'url', webhookUrl });
		expect(error).toBeUndefined();
		const url = registered();
		expect(url.href.startsWith(`${webhookUrl.trim()}&cfCustomerId=`)).toBe(true);
		expectSigned(url);
	});

	it.each(callbacks)('%s: stays unsigned without a secret', async (callback) => {
		const webhookUrl = 'https://elsewhere.example.com/hook';
		const { error } = await start(
			operation,
			{ callback, webhookUrl },
			{ secret: '', ...listening() },
		);
		expect(error).toBeUndefined();
		expect(registered().href).not.toContain('cfSignature');
	});

	it.each([
		['nothing was activated', {}, 'No connectFi Trigger listens in this workflow. [item 0]'],
		['the trigger was deleted', listening({ Gone: triggerUrl }), 'No connectFi Trigger listens'],
		[
			'there are two',
			listening({ 'connectFi Trigger': triggerUrl, 'Second Trigger': `${triggerUrl}2` }),
			"This workflow has 2 connectFi Triggers, and 'Callback' does not say which one is meant.",
		],
	])('trigger: refuses before any request if %s', async (_, workflow, message) => {
		const { error } = await start(operation, { callback: 'trigger' }, workflow);
		expect(error?.message).toContain(message);
		expect(sandbox.requests).toEqual([]);
	});

	it('tells to activate the workflow where no trigger listens', async () => {
		const { error } = await start(operation, { callback: 'trigger' });
		expect(error?.description).toContain('activate (publish) the workflow');
	});

	const local: Record<string, [string, RegExp, RegExp | undefined]> = {
		execution: ['http://localhost:5678', /'http:\/\/localhost:5678'/, /WEBHOOK_URL/],
		trigger: ['http://127.0.0.1:5678', /'http:\/\/127.0.0.1:5678'/, /WEBHOOK_URL/],
		url: [publicUrl, /'http:\/\/\[::1\]'/, undefined],
	};
	it.each(callbacks)('%s: refuses an address connectFi cannot call', async (callback) => {
		const [url, message, advice] = local[callback];
		const { error } = await start(
			operation,
			{ callback, webhookUrl: 'http://[::1]/hook' },
			{
				...listening(),
				publicUrl: url,
				credential: tokenCredential(sandbox, { baseUrl: 'https://connectfi.example.com' }),
			},
		);
		expect(error?.message).toMatch(message);
		if (advice) expect(error?.description).toMatch(advice);
		expect(sandbox.requests).toEqual([]);
	});

	it('takes a local address where connectFi is local too', async () => {
		const { error } = await start(
			operation,
			{ callback: 'trigger' },
			{ ...listening(), publicUrl: 'http://localhost:5678' },
		);
		expect(error).toBeUndefined();
	});

	it('refuses a URL that is too long once it is signed, and keeps it out of the message', async () => {
		const webhookUrl = `https://elsewhere.example.com/${'secretpath'.repeat(45)}`;
		expect(webhookUrl.length).toBeLessThan(500);
		const { error } = await start(operation, { callback: 'url', webhookUrl });
		expect(error?.message).toMatch(
			/^'Callback URL' holds a value of \d+ characters\. It must be 1 to 500 characters once it is signed/,
		);
		expect(error?.message).not.toContain('secretpath');
		expect(sandbox.requests).toEqual([]);
	});

	it.each(['mywebhook', 'ftp://elsewhere.example.com/', 'https://', 'https://a b'])(
		'refuses "%s"',
		async (webhookUrl) => {
			const { error } = await start(operation, { callback: 'url', webhookUrl });
			expect(error?.message).toBe(
				`'Callback URL' holds '${webhookUrl}'. It must be an address that starts with https:// or http://. [item 0]`,
			);
			expect(sandbox.requests).toEqual([]);
		},
	);

	it('signs each item for its own customer', async () => {
		const others = ['cstap_a', 'cstap_b', 'cstap_c'];
		sandbox.seed({ customers: others.map((id) => ({ customerId: id })) });
		const { error } = await start(
			operation,
			{
				customerId: '={{ $json.id }}',
				reference: '={{ "ref" + $itemIndex }}',
				callback: 'trigger',
			},
			{ items: others.map((id) => ({ json: { id } })), ...listening() },
		);
		expect(error).toBeUndefined();
		const bodies = sandbox.requests.map(({ body }) => body as IDataObject);
		expect(bodies.map((body) => body.customerId).sort()).toEqual(others);
		for (const body of bodies) {
			const { searchParams } = new URL(String(body.webhookUrl ?? body.webhookURL));
			expect(searchParams.get('cfCustomerId')).toBe(body.customerId);
		}
	});
});

it('application.start without a reference is signed for the customer alone', async () => {
	const older = await startSandbox({ api: '2023', akepaCallbacks: 'asynchronous' });
	older.seed({ customers: [{ customerId }] });
	const { error } = await runOperation(
		older,
		'application.start',
		{
			customerId,
			reference: 'unused',
			callback: 'url',
			webhookUrl: 'https://elsewhere.example.com/hook',
			options: { sendReference: false },
		},
		{ credential: tokenCredential(older, { callbackSecret }) },
	);
	expect(error).toBeUndefined();
	const { webhookURL } = older.requests.at(-1)?.body as IDataObject;
	expect(check(queryOf(new URL(String(webhookURL))), ['new'], { customerId })).toEqual({
		customerId,
	});
	await older.close();
});
