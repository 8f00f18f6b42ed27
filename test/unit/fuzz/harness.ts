import { Readable } from 'node:stream';
import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type IPollFunctions,
	type INode,
	type INodeType,
	type IWebhookFunctions,
} from 'n8n-workflow';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { clock } from '../../../nodes/shared/clock';
import { jpeg } from '../../engine/support/images';
import { secrets, type Answer, type Vendor } from './foreign';

const isLong = process.env.npm_lifecycle_event === 'fuzz';
/** How many cases run in all; `npm run fuzz` runs more. */
export const cases = isLong ? 200_000 : 3_000;
/** What the cases are made from: another one in each long run. A failure names it too. */
export const seed = isLong ? Date.now() | 0 : 20261121;
if (isLong) process.stdout.write(`${cases} cases of the seed ${seed}\n`);

/** Time passes as soon as somebody waits for it. */
export function skipTime(): void {
	const real = { ...clock };
	let now = 1_800_000_000_000;
	beforeAll(() => {
		clock.now = () => now;
		clock.sleep = async (milliseconds) => {
			now += milliseconds;
		};
		clock.abortAfter = () => new AbortController().signal;
	});
	afterAll(() => void Object.assign(clock, real));
}

const ownOfPrototypes = () =>
	[Object.prototype, Array.prototype, Function.prototype]
		.map((prototype) => Object.getOwnPropertyNames(prototype).join())
		.join();
const cleanPrototypes = ownOfPrototypes();

/** Words of a program's mistake, which a node's error may carry on. */
const mistake =
	/Cannot (read|convert|set|destructure)|is not (a function|iterable|defined)|Maximum call stack|Invalid (array|string) length|Unexpected token|of undefined|circular/i;

/** Everything that came of a case: no secret, no mistake of the program, no polluted prototype. */
export function expectHarmless(
	{ vendor, base }: { vendor: Vendor; base: unknown },
	results: unknown[],
	requested: string[],
): void {
	const said = results.map((result) =>
		result instanceof Error
			? JSON.stringify([result.message, result.description, result.context, result.cause], hideNode)
			: JSON.stringify(result),
	);
	for (const text of said)
		for (const [name, secret] of Object.entries(secrets[vendor]))
			if (text?.includes(secret)) throw new Error(`${name} is in ${text}`);
	const address = typeof base === 'string' ? base.trim() : '';
	// A Wait for Outcome that falls asleep calls its own n8n.
	for (const url of requested.filter((asked) => !asked.startsWith('https://n8n.example.com/')))
		if (!URL.canParse(address) || new URL(url).origin !== new URL(address).origin)
			throw new Error(`It asked ${url}`);
	if (ownOfPrototypes() !== cleanPrototypes) throw new Error('A prototype was polluted');
}

declare global {
	interface Error {
		description?: unknown;
		context?: unknown;
	}
}

const hideNode = (key: string, value: unknown): unknown => (key === 'node' ? undefined : value);

/** An error in a user's words, and not a program's. */
export function expectNodeError(error: unknown): void {
	if (!(error instanceof NodeApiError) && !(error instanceof NodeOperationError)) throw error;
	const { message, description } = error;
	if (typeof message !== 'string' || !message) throw new Error('An error without a message');
	const words = `${message} ${String(description ?? '')}`.replace(/'[^']*'|"[^"]*"/g, '');
	if (mistake.test(words)) throw new Error(`An error in a program's words: ${words}`);
}

/** Rejections that nobody waited for, in the tests of a file. */
export function expectNoneUnhandled(): void {
	const unhandled: unknown[] = [];
	const note = (reason: unknown) => void unhandled.push(reason);
	beforeAll(() => void process.on('unhandledRejection', note));
	afterAll(async () => {
		// Node tells of them once the microtasks are done.
		await new Promise((resolve) => setImmediate(resolve));
		process.off('unhandledRejection', note);
		expect(unhandled).toEqual([]);
	});
}

let credentialCount = 0;

interface FuzzedContext {
	node: INodeType;
	typeVersion?: number;
	parameters: Array<Record<string, unknown>>;
	credential: IDataObject;
	answers: Answer[];
	continueOnFail?: boolean;
	/** What calls a webhook. */
	request?: { method: string; path: string; query: object; body: unknown; contentType?: string };
}

/** As much of n8n as the nodes use, with a server that gives the answers in their order, the last one again and again. */
export function fuzzedContext({
	node,
	typeVersion = 1,
	parameters,
	credential,
	answers,
	continueOnFail = false,
	request,
}: FuzzedContext) {
	const requested: string[] = [];
	const logged: string[] = [];
	let next = 0;
	const staticData: IDataObject = {};
	const inode = {
		id: '1',
		name: 'Fuzzed',
		type: node.description.name,
		typeVersion,
		position: [0, 0],
		parameters: {},
		// Another one each time: n8n's callbacks share what was read of a credential for a moment.
		credentials: { connectFiApi: { id: String(++credentialCount), name: 'fuzzed' } },
		...(continueOnFail && { onError: 'continueRegularOutput' }),
	} as INode;
	const httpRequest = async (options: IHttpRequestOptions) => {
		const { baseURL = '', url } = options;
		// As axios puts them together.
		requested.push(/^([a-z][a-z\d+\-.]*:)?\/\//i.test(url) ? url : baseURL + url);
		await Promise.resolve();
		const answer = answers[Math.min(next++, answers.length - 1)];
		if ('code' in answer) throw Object.assign(new Error(`It says ${answer.code}`), answer);
		const { statusCode, headers, body, part } = answer;
		const bytes = Buffer.from(body);
		return {
			statusCode,
			headers,
			body: Readable.from([bytes.subarray(0, Math.ceil(bytes.length * part))]),
		};
	};
	const log = (line: unknown) => void logged.push(String(line));
	const binary = { data: { data: jpeg.toString('base64'), mimeType: 'image/jpeg' } };
	const replies: unknown[] = [];
	const response = {
		setHeader: () => {},
		status(code: number) {
			replies.push(code);
			return response;
		},
		json(body: unknown) {
			replies.push(body);
		},
	};
	const context = {
		getRequestObject: () => ({
			...request,
			headers: { 'content-type': request?.contentType },
			rawBody: Buffer.from(JSON.stringify(request?.body) ?? ''),
			readRawBody: async () => {},
		}),
		getQueryData: () => request?.query,
		getResponseObject: () => response,
		getNode: () => inode,
		getInputData: () => parameters.map(() => ({ json: {}, binary })),
		getNodeParameter(name: string, index?: unknown, fallback?: unknown) {
			const item = typeof index === 'number' ? index : 0;
			const preset = typeof index === 'number' ? fallback : index;
			const found = name
				.split('.')
				.reduce<unknown>(
					(value, step) =>
						typeof value === 'object' && value !== null && Object.hasOwn(value, step)
							? (value as IDataObject)[step]
							: undefined,
					parameters[item],
				);
			return found === undefined ? preset : found;
		},
		getCredentials: async () => credential as ICredentialDataDecryptedObject,
		continueOnFail: () => continueOnFail,
		getExecutionCancelSignal: () => undefined,
		getExecutionId: () => '1',
		getMode: () => 'webhook',
		getWorkflow: () => ({ id: 'w', active: true, name: 'W' }),
		getWorkflowSettings: () => ({}),
		getWorkflowStaticData: () => staticData,
		getWorkflowDataProxy: () => ({ $execution: { resumeUrl: 'https://n8n.example.com/r/1' } }),
		evaluateExpression: () => 'https://n8n.example.com/r/1',
		getParentNodes: () => [],
		getChildNodes: () => [],
		putExecutionToWait: async () => {},
		addExecutionHints: () => {},
		logger: { debug: log, info: log, warn: log, error: log },
		helpers: {
			httpRequest,
			httpRequestWithAuthentication: async (_: string, options: IHttpRequestOptions) =>
				await httpRequest(options),
			assertBinaryData(_: number, file: string | object) {
				const found =
					typeof file === 'object'
						? file
						: Object.entries(binary).find(([name]) => name === file)?.[1];
				if (!found) throw new Error('There is no binary data');
				return found;
			},
			getBinaryDataBuffer: async () => jpeg,
			getBinaryStream: async () => Readable.from([jpeg]),
		},
	};
	return {
		context: context as unknown as IExecuteFunctions & IWebhookFunctions & IPollFunctions,
		requested,
		logged,
		replies,
	};
}
