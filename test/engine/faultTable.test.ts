import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { startKycMsSandbox, startSandbox, type KycMsSandbox, type Sandbox } from '../../sandbox';
import { useFakeClock } from '../support/fakeClock';
import * as kyc from './cloudPaymentsKyc/support/kyc';
import { listChanges, reference } from './support/changes';
import { createCustomer, newReference } from './support/connectFi';
import { individual } from './support/individual';
import * as connectFi from './support/connectFi';
import { itemWithFiles, type NodeOutcome, type StoredCredential } from './support/engine';
import { jpeg } from './support/images';

/** `npm run outcomes` runs this file too, and has it write the tables that it compares. */
const isWriting = process.env.npm_lifecycle_event === 'outcomes';
const page = join(__dirname, '../../docs/reliability.md');
const tls = join(__dirname, '../fixtures/tls');

const time = useFakeClock();
let sandbox: Sandbox;
let emulator: KycMsSandbox;
let untrusted: Server;
beforeAll(async () => {
	sandbox = await startSandbox();
	emulator = await startKycMsSandbox();
	const [key, cert] = ['key', 'certificate'].map((name) => readFileSync(join(tls, `${name}.pem`)));
	untrusted = createServer({ key, cert }, (_, response) => response.end());
	await new Promise<void>((resolve) => untrusted.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
	untrusted.close();
	await sandbox.close();
	await emulator.close();
});

/** Longer than any default timeout of a node, in milliseconds. */
const beyondTimeout = 200_000;

type Fault = Parameters<Sandbox['addFault']>[0];

const answersBadly: Record<string, Fault> = {
	'late, within the timeout': { kind: 'latency', delayMs: 20 },
	'no response in time': { kind: 'latency', delayMs: beyondTimeout },
	'byte by byte, past the timeout': { kind: 'slowBody', delayMs: beyondTimeout },
	'HTTP 408': { kind: 'status', status: 408 },
	'HTTP 429': { kind: 'status', status: 429 },
	'HTTP 429 with Retry-After': { kind: 'status', status: 429, retryAfter: 2 },
	'HTTP 500': { kind: 'status', status: 500 },
	'HTTP 502, a web page': { kind: 'html', status: 502 },
	'connection reset before processing': { kind: 'reset' },
	'connection reset after processing': { kind: 'lostAnswer' },
	'connection reset in the middle of the response': { kind: 'brokenBody' },
	'half of the JSON': { kind: 'halfBody' },
	'another content type': { kind: 'wrongType' },
	'10 MB': { kind: 'bigBody', bytes: 10_000_000 },
	'100 MB': { kind: 'bigBody', bytes: 100_000_000 },
	'no JSON, not processed': { kind: 'status', status: 200, body: '{"code":0"}' },
	'a web page, not processed': { kind: 'html' },
	redirect: { kind: 'redirect' },
};

/** Base URLs under which nobody is reached. */
const unreachable: Record<string, () => string> = {
	'unknown host': () => 'https://connectfi.invalid',
	'TLS certificate not trusted': () =>
		`https://127.0.0.1:${(untrusted.address() as AddressInfo).port}`,
	'no TLS at this port': () => sandbox.url.replace('http', 'https'),
};

/** A request that meets a fault, with what it needs. */
interface Case {
	name: string;
	operation: string;
	/** The request that goes wrong. */
	path: string;
	enter(): Promise<INodeParameters>;
	/** How often the server has what the request makes. */
	count(): number;
	/** One that is never used may be left over. */
	harmless?: boolean;
}

const { changes, output, state, startedCustomer } = listChanges(() => sandbox);
const nothing = () => 0;
const files = {
	workflow: 'PERSONAL',
	type: 'license',
	files: { file: ['front', 'back'].map((view) => ({ binaryPropertyName: 'data', view })) },
};
const onboarding = async () => ({
	customerType: 'individual',
	customerReference: newReference(),
	inputMode: 'json',
	json: JSON.stringify(individual()),
	reference,
	...files,
});
const started = async () => {
	const customerId = await startedCustomer();
	return { customerId, applicationId: state().applications[0].applicationId };
};
const ofConnectFi: Case[] = [
	{
		name: 'Get Status',
		operation: 'application.getStatus',
		path: '/akepa/status',
		enter: started,
		count: nothing,
	},
	{
		name: 'Get Status by customer',
		operation: 'application.getStatus',
		path: '/akepa/status',
		enter: async () => ({ ...(await started()), lookup: 'customer' }),
		count: nothing,
	},
	{
		name: 'Wait for Outcome',
		operation: 'application.waitForOutcome',
		path: '/akepa/status',
		async enter() {
			const ids = await started();
			await sandbox.transition(ids.applicationId, { status: 'completed', outcome: 'Approved' });
			return ids;
		},
		count: nothing,
	},
	{
		name: 'Customer: Get Status',
		operation: 'customer.getStatus',
		path: '/customer/status',
		enter: async () => ({ customerId: await createCustomer(sandbox) }),
		count: nothing,
	},
	{
		name: 'Legacy KYC: Get Status',
		operation: 'legacyKyc.getStatus',
		path: '/customer/kyc/status',
		async enter() {
			const customerId = await createCustomer(sandbox);
			await output('legacyKyc.init', { customerId });
			return { customerId };
		},
		count: nothing,
	},
	{
		name: 'Onboard Customer: create',
		operation: 'application.onboard',
		path: '/customer/init',
		enter: onboarding,
		count: () => state().customers.length,
	},
	{
		name: 'Onboard Customer: start',
		operation: 'application.onboard',
		path: '/akepa/identification',
		enter: onboarding,
		count: () => state().applications.length,
	},
	{
		name: 'Onboard Customer: update',
		operation: 'application.onboard',
		path: '/akepa/update',
		enter: onboarding,
		count: () => (state().applications[0]?.entities[0].documents.length ?? 0) / 2,
	},
	...changes
		.filter(({ cannotBeAsked }) => !cannotBeAsked)
		.map((change) =>
			/Submit Documents: (generate|upload)/.test(change.name) ? withOneFile(change) : change,
		),
];

/** Of several files, the requests come at the same time, and how many come before the first failure is left to chance. */
function withOneFile(change: Case): Case {
	const { workflow, type } = files;
	const file = files.files.file.slice(0, 1);
	return {
		...change,
		enter: async () => ({ ...(await change.enter()), workflow, type, files: { file } }),
	};
}

const accessToken = () => ({ accessToken: emulator.accessTokenOf('maria') });
const ofCloudPayments: Case[] = [
	['Get Access Token', 'session.getAccessToken'],
	['Get SDK Token', 'user.getSdkToken'],
	['Get Status', 'user.getStatus'],
	['Register', 'user.register'],
].map(([name, operation]) => ({
	name: `CloudPayments: ${name}`,
	operation,
	path: '/',
	enter: async () => ({
		...(operation === 'session.getAccessToken'
			? { username: 'maria', password: emulator.password }
			: accessToken()),
		...(operation === 'user.register' && { accountId: 'a', workflowId: 'w' }),
	}),
	count: nothing,
}));

/** What of either sandbox is needed here. */
type FaultyServer = Pick<
	Sandbox,
	'requests' | 'reset' | 'clearFaults' | 'clearRequests' | 'addFault'
> & { readonly url: string };

const isOfConnectFi = (tried: Case) => ofConnectFi.includes(tried);
const serverOf = (tried: Case): FaultyServer => (isOfConnectFi(tried) ? sandbox : emulator);

async function run(
	tried: Case,
	parameters: INodeParameters,
	baseUrl?: string,
): Promise<NodeOutcome> {
	const more: IDataObject = baseUrl ? { baseUrl } : {};
	if (!isOfConnectFi(tried)) {
		const credential = kyc.credentialFor(emulator, more);
		return await kyc.runOperation(emulator, tried.operation, parameters, { credential });
	}
	const credential: StoredCredential = connectFi.tokenCredential(sandbox, more);
	const items = [itemWithFiles({ data: { content: jpeg, fileName: 'front.jpg' } })];
	return await connectFi.runOperation(sandbox, tried.operation, parameters, { items, credential });
}

/** Lets the timeouts pass of requests that the server has got and does not answer. */
async function passTimeouts(
	{ kind }: Fault,
	tried: Case,
	running: Promise<unknown>,
): Promise<void> {
	let isOver = false;
	const over = () => (isOver = true);
	running.then(over, over);
	const passed = new Set<number>();
	while (!isOver) {
		await new Promise((resolve) => setTimeout(resolve, 2));
		const hanging = serverOf(tried).requests.find(
			({ number, fault, status }) =>
				!passed.has(number) && fault === kind && (kind === 'latency' || status !== null),
		);
		if (!hanging) continue;
		passed.add(hanging.number);
		// Until the head of the response has come to the node.
		await new Promise((resolve) => setTimeout(resolve, 10));
		time.skip(beyondTimeout);
	}
}

/** What becomes of an operation. */
interface Outcome {
	result: 'succeeds' | 'not known' | 'fails';
	/** How often the server got the request. */
	asked: number;
	/** How often the server has what was to be made. */
	exists: number;
	message?: string;
}

async function tryFault(tried: Case, fault: Fault, times: number): Promise<Outcome> {
	const server = serverOf(tried);
	server.reset();
	server.clearFaults();
	const parameters = await tried.enter();
	const before = tried.harmless ? tried.count() : 0;
	server.clearRequests();
	server.addFault({ ...fault, path: tried.path, times });
	const running = run(tried, parameters);
	if (fault.delayMs === beyondTimeout) await passTimeouts(fault, tried, running);
	const outcome = toOutcome(tried, await running);
	return { ...outcome, exists: outcome.exists - before };
}

async function tryAddress(tried: Case, baseUrl: string): Promise<Outcome> {
	const server = serverOf(tried);
	server.reset();
	const parameters = await tried.enter();
	server.clearRequests();
	return toOutcome(tried, await run(tried, parameters, baseUrl));
}

function toOutcome(tried: Case, { error }: NodeOutcome): Outcome {
	const asked = serverOf(tried).requests.filter(({ path }) => path.startsWith(tried.path)).length;
	const words = `${error?.message} ${error?.description}`;
	for (const secret of [sandbox.token, emulator.apiKey, emulator.password, 'eyJ'])
		expect(words).not.toContain(secret);
	const isUnknown = words.includes('is not known');
	return {
		result: error ? (isUnknown ? 'not known' : 'fails') : 'succeeds',
		asked,
		exists: tried.count(),
		message: error?.message.replace(/ Created at connectFi so far:.*| \[item 0\]/g, ''),
	};
}

const describeOutcome = ({ result, asked }: Outcome) => `${result} (${asked})`;

/** The cells of each request, by faults. */
const cells = new Map<string, Record<string, string>>();
/** What users read, by faults. */
const messages: Record<string, Set<string>> = {};

/** The whole table on n8n 2.x; on 1.x, where only n8n's HTTP client is another, one request of each kind. */
const isWhole = !require.resolve('n8n-core').includes('n8n-core-v1');
const ofEachKind = [
	'Customer: Get Status',
	'Create Customer',
	'Start Identification',
	'CloudPayments: Register',
];
const tries = [...ofConnectFi, ...ofCloudPayments].filter(
	({ name }) => isWhole || ofEachKind.includes(name),
);

describe('whatever goes wrong, nothing exists twice, and the server is asked a limited number of times', () => {
	it.each(tries)(
		'$name',
		async (tried) => {
			const row: Record<string, string> = {};
			for (const [name, fault] of Object.entries(answersBadly)) {
				const once = await tryFault(tried, fault, 1);
				const always = await tryFault(tried, fault, 0);
				for (const { exists, asked, message } of [once, always]) {
					if (!tried.harmless) expect(exists).toBeLessThanOrEqual(1);
					expect(asked).toBeLessThanOrEqual(/429/.test(name) ? 10 : 4);
					if (message) (messages[name] ??= new Set()).add(message);
				}
				row[name] = [...new Set([once, always].map(describeOutcome))].join(' / ');
			}
			for (const [name, address] of Object.entries(unreachable)) {
				const { result, exists, message, asked } = await tryAddress(tried, address());
				expect([asked, result]).toEqual([0, expect.not.stringContaining('succeeds')]);
				row[name] = result;
				if (message) (messages[name] ??= new Set()).add(message);
				expect(exists).toBeLessThanOrEqual(1);
			}
			cells.set(tried.name, row);
		},
		120_000,
	);
});

/** Requests that behave alike share a column. */
function describeCells(): string {
	const groups = new Map<string, string[]>();
	for (const [name, row] of cells) {
		const key = JSON.stringify(row);
		groups.set(key, [...(groups.get(key) ?? []), name]);
	}
	const columns = [...groups].map(([key, names]) => ({
		names,
		row: JSON.parse(key) as Record<string, string>,
	}));
	const letters = columns.map((_, index) => String.fromCharCode(65 + index));
	return [
		...columns.map(({ names }, index) => `- **${letters[index]}**: ${names.join(', ')}`),
		'',
		`| what goes wrong | ${letters.join(' | ')} |`,
		`|---${'|---'.repeat(letters.length)}|`,
		...[...Object.keys(answersBadly), ...Object.keys(unreachable)].map(
			(name) => `| ${name} | ${columns.map(({ row }) => row[name]).join(' | ')} |`,
		),
	].join('\n');
}

const describeMessages = () =>
	[
		'| what goes wrong | message |',
		'|---|---|',
		...Object.entries(messages).map(
			([name, found]) => `| ${name} | ${[...found].sort().join('<br>')} |`,
		),
	].join('\n');

/** The documented cells of a request, by faults. */
function readCells(name: string): Record<string, string> {
	const [, table] = /<!-- faults -->([^]*)<!-- \/faults -->/.exec(readFileSync(page, 'utf8'))!;
	const lines = table.trim().split('\n');
	const column = lines.findIndex((line) =>
		line
			.split(/: (.*)/)[1]
			?.split(', ')
			.includes(name),
	);
	return Object.fromEntries(
		lines
			.filter((line) => line.startsWith('| '))
			.map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')))
			.map((row) => [row[0], row[column + 1]])
			.slice(1),
	) as Record<string, string>;
}

const compareTables = () => {
	let text = readFileSync(page, 'utf8');
	for (const [name, table] of [
		['faults', describeCells()],
		['messages', describeMessages()],
	]) {
		const place = new RegExp(`(<!-- ${name} -->\n\n)[^]*?(\n\n<!-- /${name} -->)`);
		expect(text).toMatch(place);
		text = text.replace(place, (_, before, after) => `${before}${table}${after}`);
	}
	if (isWriting) writeFileSync(page, text);
	expect(readFileSync(page, 'utf8')).toBe(text);
};

it('the tables in docs/reliability.md say so (else `npm run outcomes`)', () => {
	if (isWhole) compareTables();
	else for (const [name, row] of cells) expect([name, row]).toEqual([name, readCells(name)]);
});
