import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { verifySignature } from '../../nodes/ConnectFi/callback/signature';
import { startSandbox, type Sandbox } from '../../sandbox';
import { useFakeClock } from '../support/fakeClock';
import { newReference, runOperation, tokenCredential } from './support/connectFi';
import type { NodeRun } from './support/engine';
import { serve } from './support/server';
import { useSandbox } from './support/useSandbox';

const time = useFakeClock();
const [secret, oldSecret] = ['the secret of today', 'the secret of yesterday'];
const callbackSecret = `${secret}, ${oldSecret}`;
const publicUrl = 'https://n8n.example.com';
const triggerPath = '/webhook/0e1f/connectfi';
/** The credential's base URL is local in tests, so a local n8n is all right unless a test says otherwise. */
let sandbox: Sandbox;
let customerId: string;
let counter = 0;

useSandbox((started) => (sandbox = started));
beforeEach(() => {
	sandbox.reset();
	customerId = `cstap_customer${++counter}`;
	sandbox.seed({ customers: [{ customerId }] });
});

const triggerNode = (more: Partial<INode> = {}): INode => ({
	id: '3',
	name: 'connectFi Trigger',
	type: 'n8n-nodes-connectfi.connectFiTrigger',
	typeVersion: 1.1,
	position: [0, 0],
	webhookId: '0e1f',
	parameters: {},
	...more,
});

/** The workflow has a connectFi Trigger, and runs by one of its production triggers. */
const published = (...triggers: INode[]): Partial<NodeRun> => ({
	beside: triggers.length ? triggers : [triggerNode()],
	mode: 'webhook',
});

async function start(
	operation: string,
	parameters: INodeParameters,
	{ secrets = callbackSecret, ...more }: Partial<NodeRun> & { secrets?: string } = {},
) {
	return await runOperation(
		sandbox,
		operation,
		{ customerId, reference: newReference(), ...parameters },
		{ credential: tokenCredential(sandbox, { callbackSecret: secrets }), publicUrl, ...more },
	);
}

/** The callback URL that connectFi got. */
function registered(): URL {
	expect(sandbox.requests).toHaveLength(1);
	const body = sandbox.requests[0].body as IDataObject;
	return new URL(String(body.webhookUrl ?? body.webhookURL));
}

/** A call on that URL, as n8n routes it. */
const callOf = ({ pathname, searchParams }: URL) => ({
	path: pathname,
	query: Object.fromEntries(searchParams),
});

describe.each(['application.start', 'legacyKyc.init'])('%s', (operation) => {
	const legacy = operation.startsWith('legacy');
	// Nothing waits for a legacy KYC.
	const callbacks = ['trigger', 'url', ...(legacy ? [] : ['execution'])];

	/** Whether the URL is signed for this customer and, where there is one, the identification's reference. */
	function expectSigned(url: URL): void {
		const { reference } = sandbox.requests[0].body as IDataObject;
		const subject = {
			kind: legacy ? ('legacy' as const) : ('akepa' as const),
			customerId,
			reference: legacy ? undefined : String(reference),
		};
		expect(verifySignature(callOf(url), { secrets: [secret], ...subject })).toEqual(subject);
		expect(verifySignature(callOf(url), { secrets: [oldSecret], ...subject })).toBeUndefined();
		const kind = legacy ? 'akepa' : 'legacy';
		expect(verifySignature(callOf(url), { secrets: [secret], ...subject, kind })).toBeUndefined();
		expect(url.searchParams.has('cfReference')).toBe(!legacy);
	}

	it('registers nothing unless asked to', async () => {
		const { error } = await start(operation, {});
		expect(error).toBeUndefined();
		expect(JSON.stringify(sandbox.requests[0].body)).not.toMatch(/webhookUrl/i);
	});

	it('refuses a choice that does not exist, such as one misspelt in an expression', async () => {
		const { error } = await start(operation, {
			callback: '={{ "Trigger" }}',
			// n8n wants it filled in wherever an expression may ask for it.
			webhookUrl: 'https://n8n.example.com/webhook/kyc',
		});
		expect(error?.message).toContain(
			"'Callback' holds 'Trigger'. It must be one of the choices in its list.",
		);
		expect(sandbox.requests).toHaveLength(0);
	});

	it('trigger: registers the production URL of the trigger in the workflow, signed', async () => {
		const { error } = await start(operation, { callback: 'trigger' }, published());
		expect(error).toBeUndefined();
		const url = registered();
		expect(url.href.startsWith(`${publicUrl}${triggerPath}?`)).toBe(true);
		expectSigned(url);
	});

	it.each([
		[
			'a slash too many',
			'https://n8n.example.com/',
			'https://n8n.example.com//webhook/0e1f/connectfi',
		],
		[
			'a path before it',
			'https://example.com/n8n',
			'https://example.com/n8n/webhook/0e1f/connectfi',
		],
	])("trigger: keeps n8n's host where its address has %s", async (_, address, expected) => {
		const n8n = { ...published(), publicUrl: address };
		const { error } = await start(operation, { callback: 'trigger' }, n8n);
		expect(error).toBeUndefined();
		const { origin, pathname } = registered();
		expect(origin + pathname).toBe(expected);
	});

	it.each([
		['is loaded from a folder', { type: 'CUSTOM.connectFiTrigger' }, triggerPath],
		['has no webhook ID', { webhookId: undefined }, '/webhook/w/connectfi%20trigger/connectfi'],
	])('trigger: finds one that %s', async (_, node, path) => {
		const { error } = await start(operation, { callback: 'trigger' }, published(triggerNode(node)));
		expect(error).toBeUndefined();
		expect(registered().pathname).toBe(path);
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
			{ secrets: '', ...published() },
		);
		expect(error).toBeUndefined();
		expect(registered().href).not.toContain('cfSignature');
	});

	const none = 'There is no connectFi Trigger in this workflow. [item 0]';
	it.each([
		['there is none', { mode: 'webhook' } as const, none],
		['it is switched off', published(triggerNode({ disabled: true })), none],
		[
			'there are two',
			published(triggerNode(), triggerNode({ name: 'Second Trigger', webhookId: '2' })),
			"This workflow has 2 connectFi Triggers, and 'Callback' does not say which one is meant. [item 0]",
		],
	])('trigger: refuses before any request if %s', async (_, workflow, message) => {
		const { error } = await start(operation, { callback: 'trigger' }, workflow);
		expect(error?.message).toBe(message);
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
				...published(),
				publicUrl: url,
				credential: tokenCredential(sandbox, { baseUrl: 'https://connectfi.example.com' }),
			},
		);
		expect(error?.message).toMatch(message);
		if (advice) expect(error?.description).toMatch(advice);
		else expect(error?.description ?? '').not.toContain('WEBHOOK_URL');
		expect(sandbox.requests).toEqual([]);
	});

	it('takes a local address where connectFi is local too', async () => {
		const { error } = await start(
			operation,
			{ callback: 'trigger' },
			{ ...published(), publicUrl: 'http://localhost:5678' },
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

	it.each([
		'mywebhook',
		'ftp://elsewhere.example.com/',
		'https://',
		'https://a b',
		'at https://a.example/',
		'https://a.example/<id>',
	])('refuses "%s"', async (webhookUrl) => {
		const { error } = await start(operation, { callback: 'url', webhookUrl });
		expect(error?.message).toBe(
			`'Callback URL' holds '${webhookUrl}'. It must be an address that starts with https:// or http://. [item 0]`,
		);
		expect(sandbox.requests).toEqual([]);
	});

	it.each([',', ' ', 'short', `${secret}, short`, `${secret}\nshort`])(
		'refuses the callback secret %j before anything is sent',
		async (secrets) => {
			const webhookUrl = 'https://elsewhere.example.com/hook';
			for (const callback of ['url', 'none']) {
				const { error } = await start(operation, { callback, webhookUrl }, { secrets });
				expect(error?.message).toContain(
					'Each callback secret must have at least 16 characters; several are separated by commas.',
				);
				expect(error?.message).toContain('[item 0]');
				expect(error?.message).not.toContain('short');
			}
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
			{ items: others.map((id) => ({ json: { id } })), ...published() },
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

it.each(['webhook', 'trigger'] as const)(
	'an execution that a production trigger (%s) started does not ask n8n whether that is published',
	async (mode) => {
		let calls = 0;
		const n8n = await serve((_, response) => {
			calls++;
			response.writeHead(404).end('{"message":"not registered"}');
		});
		const { error } = await start(
			'application.start',
			{ callback: 'trigger' },
			{ ...published(), mode, publicUrl: n8n.url },
		);
		await n8n.close();
		expect(error).toBeUndefined();
		expect(calls).toBe(0);
		expect(registered().pathname).toBe(triggerPath);
	},
);

describe('an execution by hand, which does not know whether the workflow is published', () => {
	const byHand = (n8n: Server): Partial<NodeRun> => ({
		beside: [triggerNode()],
		publicUrl: `http://127.0.0.1:${(n8n.address() as AddressInfo).port}`,
	});

	/** Answers like n8n where nothing listens; after `misses` calls, like a connectFi Trigger. */
	async function n8nThatListensAfter(misses: number, calls: string[] = []): Promise<Server> {
		const server = createServer((request, response) => {
			calls.push(`${request.method} ${request.url}`);
			const known = calls.length > misses;
			const message = known
				? 'The body is not a connectFi callback'
				: `The requested webhook "POST 0e1f/connectfi" is not registered.`;
			response.writeHead(known ? 400 : 404, { 'content-type': 'application/json' });
			response.end(JSON.stringify({ message }));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return server;
	}

	async function startByHand(n8n: Server, more: Partial<NodeRun> = {}) {
		try {
			return await start(
				'application.start',
				{ callback: 'trigger', reference: '={{ "ref" + $itemIndex }}' },
				{ ...byHand(n8n), ...more },
			);
		} finally {
			n8n.close();
		}
	}

	it('asks at the URL of the trigger whether it listens, once for all items', async () => {
		const calls: string[] = [];
		const n8n = await n8nThatListensAfter(0, calls);
		const { error } = await startByHand(n8n, { items: [{ json: {} }, { json: {} }] });
		expect(error).toBeUndefined();
		expect(calls).toEqual([`POST ${triggerPath}`]);
		expect(sandbox.requests).toHaveLength(2);
	});

	it('waits a moment for n8n, which publishes in the background', async () => {
		const { error } = await startByHand(await n8nThatListensAfter(2));
		expect(error).toBeUndefined();
		expect(time.sleeps).toEqual([0, 500, 1_500]);
		expect(registered().pathname).toBe(triggerPath);
	});

	it('refuses before any request if the trigger does not listen, and says what to do', async () => {
		const { error } = await startByHand(await n8nThatListensAfter(Infinity));
		expect(error?.message).toBe(
			"'connectFi Trigger' does not listen, because this workflow is not active (published). [item 0]",
		);
		expect(error?.description).toContain('Activate (publish) the workflow.');
		expect(sandbox.requests).toEqual([]);
	});

	it('takes it for published where n8n cannot be asked', async () => {
		const n8n = await n8nThatListensAfter(Infinity);
		const run = byHand(n8n);
		await new Promise((resolve) => n8n.close(resolve));
		const { error } = await start('application.start', { callback: 'trigger' }, run);
		expect(error).toBeUndefined();
		expect(registered().pathname).toBe(triggerPath);
	});

	it('takes it for published where something before n8n answers', async () => {
		const proxy = createServer((_, response) => response.writeHead(404).end('Not Found'));
		await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
		const { error } = await startByHand(proxy);
		expect(error).toBeUndefined();
		expect(registered().pathname).toBe(triggerPath);
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
	const subject = { kind: 'akepa', customerId, reference: undefined } as const;
	expect(
		verifySignature(callOf(new URL(String(webhookURL))), { secrets: [secret], ...subject }),
	).toEqual(subject);
	await older.close();
});
