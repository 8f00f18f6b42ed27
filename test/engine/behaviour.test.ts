import type { INodeParameters } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox';
import { useFakeClock } from '../support/fakeClock';
import {
	createCustomer,
	newReference,
	runOperation,
	startApplication,
	tokenCredential,
} from './support/connectFi';
import { individual } from './support/individual';
import { itemWithFiles } from './support/engine';
import { jpeg, png } from './support/images';
import { useSandbox } from './support/useSandbox';

const time = useFakeClock();
let sandbox: Sandbox;
let customerId: string;
let applicationId: string;
useSandbox((started) => (sandbox = started), { token: 'secretToken'.padEnd(66, '1') });
beforeAll(async () => {
	customerId = await createCustomer(sandbox);
	applicationId = (await startApplication(sandbox, customerId)).applicationId as string;
});
beforeEach(() => {
	sandbox.clearRequests();
	sandbox.clearFaults();
});

const items = (count: number) => Array.from({ length: count }, (_, n) => ({ json: { n } }));
const generate = {
	workflow: 'PERSONAL',
	name: '=document {{ $json.n }}',
	extension: 'jpg',
	type: 'license',
};
const getStatus = () => ({ lookup: 'application', customerId, applicationId });

describe('many items', () => {
	it('keep their order and pairing, and go several at a time', async () => {
		sandbox.addFault({ kind: 'latency', times: 0, delayMs: 20 });
		const { json, items: output } = await runOperation(sandbox, 'document.generate', generate, {
			items: items(60),
		});
		expect(json.map(({ name }) => name)).toEqual(
			items(60).map(({ json: { n } }) => `document ${n}`),
		);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
			items(60).map((_, item) => ({ item })),
		);
		expect(sandbox.peakInFlight).toBeGreaterThan(5);
		expect(sandbox.peakInFlight).toBeLessThanOrEqual(50);
	});

	it('stay below the ceiling that the user sets', async () => {
		sandbox.addFault({ kind: 'latency', times: 0, delayMs: 10 });
		await runOperation(
			sandbox,
			'document.generate',
			{ ...generate, options: { maxConcurrency: 2 } },
			{ items: items(10) },
		);
		expect(sandbox.peakInFlight).toBe(2);
	});

	it('all come through an API that allows 50 at once, with almost none refused', async () => {
		sandbox.addFault({ kind: 'latency', times: 0, delayMs: 5 });
		sandbox.setRateLimit({ concurrent: 50 });
		const { json, error } = await runOperation(
			sandbox,
			'document.generate',
			{ ...generate, options: { maxConcurrency: 200 } },
			{ items: items(1000) },
		);
		expect(error).toBeUndefined();
		expect(new Set(json.map(({ id }) => id)).size).toBe(1000);
		const refused = sandbox.requests.filter(({ status }) => status === 429).length;
		expect(refused).toBeLessThan(100);
	});

	it('wait together when connectFi says for how long', async () => {
		sandbox.addFault({ kind: 'status', status: 429, retryAfter: 1, skip: 3 });
		time.hold();
		const run = runOperation(sandbox, 'document.generate', generate, { items: items(40) });
		await time.untilSleeping();
		await time.advance(100);
		const sent = sandbox.requests.length;
		expect(sent).toBeLessThan(20);
		await time.advance(850);
		expect(sandbox.requests).toHaveLength(sent);
		const { json } = await time.passUntil(run);
		expect(json).toHaveLength(40);
	});
});

describe('one item that fails', () => {
	const names = ['first', 'second', 'a<b', 'fourth'];
	const named = names.map((name) => ({ json: { name } }));
	const byName = { ...generate, name: '={{ $json.name }}' };
	const thirdIsUnknown = () => ({
		lookup: 'application',
		customerId,
		applicationId: `={{ $json.n === 2 ? "iapp_unknown" : "${applicationId}" }}`,
	});

	it('stops everything before the first request if its input is bad', async () => {
		const { error } = await runOperation(sandbox, 'document.generate', byName, { items: named });
		expect(error?.message).toBe(
			"'Name' holds 'a<b'. It must be 1 to 50 characters, without < or > or line breaks. [item 2]",
		);
		expect(error?.context?.itemIndex).toBe(2);
		expect(sandbox.requests).toHaveLength(0);
	});

	it('goes to the error branch while the others come out', async () => {
		const { outputs } = await runOperation(sandbox, 'document.generate', byName, {
			items: named,
			onError: 'continueErrorOutput',
		});
		expect(outputs[0].map(({ json }) => json.name)).toEqual(['first', 'second', 'fourth']);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 3 },
		]);
		expect(outputs[1]).toHaveLength(1);
		expect(outputs[1][0].json.error).toContain("'Name' holds 'a<b'");
	});

	it('stays in its place with "continue"', async () => {
		const { json } = await runOperation(sandbox, 'application.getStatus', thirdIsUnknown(), {
			items: items(4),
			onError: 'continueRegularOutput',
		});
		expect(json.map((output) => ('error' in output ? 'failed' : output.applicationId))).toEqual([
			applicationId,
			applicationId,
			'failed',
			applicationId,
		]);
	});

	it('starts no further item, and the error lists what exists by then', async () => {
		sandbox.addFault({ kind: 'status', status: 400, body: { code: 'extAkepa' }, skip: 4 });
		const { error, status } = await runOperation(
			sandbox,
			'document.generate',
			{ ...generate, options: { maxConcurrency: 2 } },
			{ items: items(30) },
		);
		expect(status).toBe('error');
		const made = sandbox.requests.filter(({ status: answered }) => answered === 200).length;
		expect(sandbox.requests.length).toBeLessThan(8);
		expect(error?.context?.created).toHaveLength(made);
		expect(error?.description).toMatch(
			/Already created at connectFi in this run: item 0: doc_\w+, item 1: doc_/,
		);
		expect(error?.message).toContain('[item ');
	});
});

describe('an answer that does not come', () => {
	it.each(['lostAnswer', 'reset'] as const)('%s: a status is asked for again', async (kind) => {
		sandbox.addFault({ kind, times: 2 });
		const { json } = await runOperation(sandbox, 'application.getStatus', getStatus());
		expect(json[0].applicationId).toBe(applicationId);
		expect(sandbox.requests).toHaveLength(3);
	});

	it.each([500, 502, 503, 504, 408])('HTTP %s: a status is asked for again', async (status) => {
		sandbox.addFault({ kind: 'status', status });
		const { json } = await runOperation(sandbox, 'application.getStatus', getStatus());
		expect(json[0].applicationId).toBe(applicationId);
	});

	it.each(['lostAnswer', 'reset'] as const)(
		'%s: what creates is never sent twice',
		async (kind) => {
			sandbox.addFault({ kind, times: 1 });
			const { error } = await runOperation(sandbox, 'application.attachDocuments', {
				customerId,
				documents: { document: [{ documentId: 'doc_1', view: 'front' }] },
			});
			expect(error?.description).toBe(
				'Whether connectFi processed the request is not known, so it was not sent again. Look at what exists at connectFi before you repeat it.',
			);
			expect(sandbox.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
		},
	);

	it('to any attempt to create a customer: says how to run it again', async () => {
		sandbox.addFault({ kind: 'lostAnswer', path: '/customer/init', times: 0 });
		const customer = JSON.stringify(individual());
		const create = async (options: INodeParameters) =>
			await runOperation(sandbox, 'customer.create', {
				customerType: 'individual',
				customerReference: 'lostAnswer1',
				inputMode: 'json',
				json: customer,
				options,
			});
		expect((await create({})).error?.description).toContain(
			"Whether connectFi processed the request is not known. Run it again with the same customer reference and 'If It Exists' set to 'Use'.",
		);
		sandbox.clearFaults();
		const { json } = await create({ ifExists: 'use' });
		expect(json[0]).toMatchObject({ reference: 'lostAnswer1', existed: true });
	});

	it.each(['0', '-1', '5, 6'])(
		'429 with Retry-After %p: asked again after pauses of its own, not at once',
		async (retryAfter) => {
			sandbox.addFault({ kind: 'status', status: 429, retryAfter, times: 3 });
			const { error } = await runOperation(sandbox, 'document.generate', generate);
			expect(error).toBeUndefined();
			expect(sandbox.requests).toHaveLength(4);
			const atLeast = [250, 500, 1_000];
			expect(time.sleeps).toHaveLength(3);
			time.sleeps.forEach((pause, n) => expect(pause).toBeGreaterThan(0.95 * atLeast[n]));
		},
	);

	it('429: what creates is sent again, for it was not processed', async () => {
		sandbox.addFault({ kind: 'status', status: 429, retryAfter: 0, times: 2 });
		const { json } = await runOperation(sandbox, 'document.generate', generate);
		expect(json[0].id).toMatch(/^doc_/);
		expect(sandbox.requests).toHaveLength(3);
	});

	it('a body slower than the timeout ends the attempt', async () => {
		sandbox.addFault({ kind: 'slowBody', delayMs: 3000, times: 0 });
		const { error } = await runOperation(sandbox, 'document.generate', {
			...generate,
			options: { timeout: 200 },
		});
		expect(error?.message).toContain('did not answer in time');
	});

	it('too long a Retry-After is told, not waited for', async () => {
		sandbox.addFault({ kind: 'status', status: 429, retryAfter: 3600, times: 0 });
		const { error } = await runOperation(sandbox, 'document.generate', generate);
		expect(error?.description).toContain('wait 3600 seconds');
	});

	it('an upload whose answer was lost is a success', async () => {
		const { json } = await runOperation(sandbox, 'document.generate', generate);
		sandbox.addFault({ kind: 'lostAnswer', path: '/akepa/document/upload' });
		const upload = await runOperation(
			sandbox,
			'document.upload',
			{ documentId: json[0].id as string, binaryPropertyName: 'data' },
			{ items: [itemWithFiles({ data: { content: jpeg } })] },
		);
		expect(upload.json[0]).toMatchObject({ id: json[0].id, uploadStatus: true });
	});

	it('an upload to a used id is refused where no answer was lost', async () => {
		const { json } = await runOperation(sandbox, 'document.generate', generate);
		const upload = async () =>
			await runOperation(
				sandbox,
				'document.upload',
				{ documentId: json[0].id as string, binaryPropertyName: 'data' },
				{ items: [itemWithFiles({ data: { content: jpeg } })] },
			);
		expect((await upload()).error).toBeUndefined();
		expect((await upload()).error?.message).toContain('already been uploaded');
	});

	it.each([
		['before the same request is sent again', 500],
		['that connectFi asked everybody for', 429],
	])('cancelling ends a pause %s, and nothing is sent after it', async (_which, status) => {
		sandbox.addFault({ kind: 'status', status, retryAfter: 5, times: 0 });
		time.hold();
		const before = time.now();
		const run = await runOperation(sandbox, 'application.getStatus', getStatus(), {
			onStart: (cancel) => void time.untilSleeping().then(cancel),
		});
		expect(run.status).toBe('canceled');
		expect(time.now() - before).toBeLessThan(2_500);
		await time.advance(10_000);
		expect(sandbox.requests).toHaveLength(1);
	});

	it('cancelling sends nothing more', async () => {
		sandbox.addFault({ kind: 'latency', times: 0, delayMs: 100 });
		const run = await runOperation(sandbox, 'document.generate', generate, {
			items: items(200),
			onStart: (cancel) => setTimeout(cancel, 250),
		});
		expect(run.status).toBe('canceled');
		// What was on its way when the user stopped the execution still arrives.
		const aMoment = async () => await new Promise((resolve) => setTimeout(resolve, 300));
		await aMoment();
		const sent = sandbox.requests.length;
		await aMoment();
		expect(sandbox.requests.length).toBe(sent);
		expect(sent).toBeLessThan(100);
	});
});

describe('what the user is told', () => {
	it("connectFi's code, words, request id and status, and what to do", async () => {
		const { error } = await runOperation(sandbox, 'application.getStatus', {
			...getStatus(),
			applicationId: 'iapp_unknown',
		});
		expect(error?.message).toMatch(/\[item 0\]$/);
		expect(error?.description).toMatch(
			/Check the Application ID.*\(code applicationNotFound, HTTP 404, request ID [0-9a-f]{32}\)/,
		);
		expect(error?.httpCode).toBe('404');
		expect(error?.context?.errorDetails).toMatchObject({
			code: 'applicationNotFound',
			httpStatus: 404,
		});
	});

	it.each([
		[{ kind: 'html' as const }, 'does not come from connectFi'],
		[{ kind: 'redirect' as const }, 'redirects elsewhere'],
		[
			{ kind: 'status' as const, status: 404, body: { error: 'x' } },
			'does not come from connectFi',
		],
	])('%j', async (fault, words) => {
		sandbox.addFault({ ...fault, times: 0 });
		const { error } = await runOperation(sandbox, 'document.generate', generate);
		expect(error?.message).toContain(words);
		expect(sandbox.requests).toHaveLength(1);
	});

	it('a base URL without encryption is refused before anything is sent', async () => {
		// The sandbox, by a name that is not one of this machine's.
		const baseUrl = sandbox.url.replace('127.0.0.1', '0.0.0.0');
		expect(baseUrl).not.toBe(sandbox.url);
		const { error } = await runOperation(sandbox, 'document.generate', generate, {
			credential: tokenCredential(sandbox, { baseUrl }),
		});
		expect(error?.message).toContain('https://');
		expect(sandbox.requests).toEqual([]);
	});

	it('never the token or a file', async () => {
		sandbox.addFault({ kind: 'status', status: 500, times: 0 });
		const content = Buffer.concat([jpeg, Buffer.from('PRIVATE-CONTENT')]);
		const { error, stored } = await runOperation(
			sandbox,
			'document.upload',
			{ documentId: 'doc_1', binaryPropertyName: 'data', options: { timeout: 2000 } },
			{ items: [itemWithFiles({ data: { content } })] },
		);
		expect(error).toBeDefined();
		const { runData } = stored.resultData;
		const told = JSON.stringify([stored.resultData.error, runData.Tested]);
		expect(told).not.toContain('secretToken');
		expect(told).not.toContain('PRIVATE');
		expect(told).not.toContain(content.toString('base64').slice(0, 40));
	}, 15_000);
});

describe('files', () => {
	const newDocumentId = async () =>
		(await runOperation(sandbox, 'document.generate', generate)).json[0].id;
	const upload = async (
		file: { content: Buffer; fileName?: string; mimeType?: string },
		field = 'data',
	) =>
		await runOperation(
			sandbox,
			'document.upload',
			{ documentId: 'doc_1', binaryPropertyName: field },
			{ items: [itemWithFiles({ data: file })] },
		);

	it.each([
		[{ content: Buffer.from('%PDF-1.4 not an image') }, 'is not a JPEG or PNG image'],
		[{ content: Buffer.alloc(0) }, 'is empty'],
		[{ content: jpeg, fileName: 'front.png' }, 'is named ".png" but its content is image/jpeg'],
		[
			{ content: png, mimeType: 'image/jpeg' },
			'is declared as image/jpeg but its content is image/png',
		],
	])('%#: %s', async (file, words) => {
		const { error } = await upload(file);
		expect(error?.message).toContain(words);
		expect(sandbox.requests).toHaveLength(0);
	});

	it('names the fields that there are where one is missing', async () => {
		const { error } = await upload({ content: jpeg }, 'front');
		expect(error?.message).toContain("no file in the binary field 'front'. This item has: data.");
	});

	it('come from an earlier node too, by an expression that gives the file', async () => {
		const { json, error } = await runOperation(
			sandbox,
			'document.upload',
			{
				documentId: '={{ $json.documentId }}',
				binaryPropertyName: '={{ $("Start").item.binary.picture }}',
			},
			{
				items: await Promise.all(
					[jpeg, png].map(async (content) => ({
						...itemWithFiles({ picture: { content } }),
						json: { documentId: await newDocumentId() },
					})),
				),
			},
		);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(2);
		const sent = sandbox.requests.filter(({ path }) => path.includes('/upload/'));
		expect(sent.map(({ parts }) => [parts?.[0].filename, parts?.[0].size]).sort()).toEqual(
			[
				['file.jpg', jpeg.length],
				['file.png', png.length],
			].sort(),
		);
	});

	it.each([
		['={{ $json.nothing }}', "'Input Binary Field' is empty"],
		['={{ { a: 1 } }}', 'does not hold a file'],
	])('an expression that gives no file is refused: %s', async (binaryPropertyName, words) => {
		const { error } = await runOperation(
			sandbox,
			'document.upload',
			{ documentId: 'doc_1', binaryPropertyName },
			{ items: [itemWithFiles({ data: { content: jpeg } })] },
		);
		expect(error?.message).toContain(words);
		expect(error?.message).toMatch(/\[item 0\]$/);
		expect(sandbox.requests).toHaveLength(0);
	});

	it('of many items are refused before the first is sent', async () => {
		const { error } = await runOperation(
			sandbox,
			'document.upload',
			{ documentId: 'doc_1', binaryPropertyName: 'data' },
			{
				items: [
					itemWithFiles({ data: { content: jpeg } }),
					itemWithFiles({ data: { content: Buffer.from('no image at all') } }),
				],
			},
		);
		expect(error?.message).toContain('[item 1]');
		expect(sandbox.requests).toHaveLength(0);
	});
});

describe('the callback', () => {
	const start = async (target: Sandbox, options = {}) => {
		const customer = await createCustomer(target);
		target.clearRequests();
		const { error } = await runOperation(target, 'application.start', {
			customerId: customer,
			reference: newReference(),
			callback: 'url',
			webhookUrl: 'https://n8n.example.com/webhook/kyc?a=1',
			options,
		});
		return { error, bodies: target.requests.map(({ body }) => body as Record<string, unknown>) };
	};

	it.each([
		['webhookUrl' as const, 1],
		['webhookURL' as const, 2],
	])('reaches an API that only knows %s', async (webhookField, requests) => {
		const strict = await startSandbox({ webhookField });
		const { error, bodies } = await start(strict);
		await strict.close();
		expect(error).toBeUndefined();
		expect(bodies).toHaveLength(requests);
		expect(bodies.at(-1)).toHaveProperty(webhookField);
	});

	it('is sent under the name that the options force', async () => {
		const { bodies } = await start(sandbox, { webhookField: 'webhookURL' });
		expect(bodies).toHaveLength(1);
		expect(bodies[0]).toHaveProperty('webhookURL');
		expect(bodies[0]).not.toHaveProperty('webhookUrl');
	});

	it.each([
		['not an address', 'must be an address'],
		[`https://n8n.example.com/${'a'.repeat(500)}`, '500'],
	])('%s is refused', async (webhookUrl, words) => {
		const { error } = await runOperation(sandbox, 'application.start', {
			customerId,
			reference: newReference(),
			callback: 'url',
			webhookUrl,
		});
		expect(error?.message).toContain(words);
		expect(sandbox.requests).toHaveLength(0);
	});
});
