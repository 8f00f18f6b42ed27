import 'reflect-metadata';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse as parseQuery } from 'node:querystring';
import { WebhookContext } from 'n8n-core';
import { Workflow } from 'n8n-workflow';
import type {
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	IRunExecutionData,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { credentialsHelperFor, type StoredCredential } from './engine';

/** A node that listens on a URL, as n8n's server lets it. */
export interface ListeningNode {
	nodeType: INodeType;
	/** The newest if absent. */
	typeVersion?: number;
	/** `Tested` if absent. */
	name?: string;
	parameters?: INodeParameters;
	credential: StoredCredential;
	/** `webhook` for the production URL (default), `manual` for the test URL. */
	mode?: WorkflowExecuteMode;
	/** The execution that a resume URL belongs to. */
	executionId?: string;
	runExecutionData?: IRunExecutionData;
	/** What n8n stored for the workflow. */
	staticData?: IDataObject;
	/** n8n's own id of the trigger's webhook, a part of its URL. */
	webhookId?: string;
	/** n8n's own public address. */
	publicUrl?: string;
}

/** What became of the calls. */
export interface Listener {
	/** Where to call. */
	readonly url: string;
	/** The items that each started (or resumed) execution begins with, in the order of the calls. */
	readonly started: INodeExecutionData[][];
	/** Of each of them, whether the node has answered the call itself, before n8n took the execution. */
	readonly answeredByNode: boolean[];
	/** What the node threw; n8n would start an execution with each. */
	readonly thrown: unknown[];
	/** What n8n has stored for the workflow by now. */
	readonly staticData: IDataObject;
	close(): Promise<void>;
}

/**
 * Serves a node's webhooks over real HTTP, on n8n's own webhook context: the server is not a dependency, so what it does
 * around the node is written out here as n8n has it (dist/webhooks/live-webhooks.js and webhook-helpers.js,
 * dist/middlewares/body-parser.js): one workflow object per call, static data stored after the answer if it changed. n8n 2.x
 * forgets the change where it answers a call that starts an execution itself, because the execution watches the same data anew.
 */
export async function listen(node: ListeningNode): Promise<Listener> {
	const started: INodeExecutionData[][] = [];
	const answeredByNode: boolean[] = [];
	const thrown: unknown[] = [];
	let stored = JSON.stringify(node.staticData ?? {});

	const answer = async (req: IncomingMessage, res: ServerResponse) => {
		const request = await expressRequest(req, versionOf(node));
		const response = expressResponse(res);
		if (!request) return response.status(422).json({ message: 'Failed to parse request body' });
		const webhookDescription = node.nodeType.description.webhooks?.find(({ httpMethod }) =>
			httpMethod.split(',').includes(req.method ?? ''),
		);
		if (!webhookDescription) return response.status(404).json({ message: 'not registered' });

		const workflow = workflowOf(node, JSON.parse(stored) as IDataObject);
		const context = new WebhookContext(
			workflow,
			workflow.getNode(node.name ?? 'Tested')!,
			{
				...additionalDataFor(node, node.publicUrl),
				httpRequest: request,
				httpResponse: response,
			} as unknown as IWorkflowExecuteAdditionalData,
			node.mode ?? 'webhook',
			{ webhookDescription, httpMethod: req.method, path: 'path' } as unknown as IWebhookData,
			[],
			node.runExecutionData ?? null,
		);
		try {
			const result = await node.nodeType.webhook!.call(context);
			if (result.workflowData) {
				started.push(result.workflowData[0]);
				answeredByNode.push(result.noWebhookResponse === true);
			}
			if (!result.noWebhookResponse && result.workflowData)
				answerInOwnWords(response, webhookDescription);
			else if (!result.noWebhookResponse)
				response.status(200).json(result.webhookResponse ?? { message: 'Webhook call received' });
			const { staticData } = workflow as unknown as { staticData: IDataObject };
			const isForgotten = result.workflowData && !result.noWebhookResponse && stored !== '{}';
			if (staticData.__dataChanged && !isForgotten) stored = JSON.stringify(staticData);
		} catch (error) {
			thrown.push(error);
			response.status(500).json({ message: 'Workflow Webhook Error' });
		}
	};

	const server = createServer((req, res) => void answer(req, res));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}${pathOf(node)}`,
		started,
		answeredByNode,
		thrown,
		get staticData() {
			return JSON.parse(stored) as IDataObject;
		},
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** n8n sends the name of its own default where there is no `responseData`, and a text as it is. */
function answerInOwnWords(
	response: ReturnType<typeof expressResponse>,
	{ responseData = 'firstEntryJson' }: { responseData?: string },
): void {
	if (responseData) response.status(200).end(responseData);
	else response.status(200).json({ message: 'Workflow was started' });
}

/** The path that n8n gives a trigger (its test URL in the editor) or a sleeping execution. */
function pathOf({ mode, executionId, webhookId = 'hook' }: ListeningNode): string {
	if (executionId) return `/webhook-waiting/${executionId}`;
	return `/webhook${mode === 'manual' ? '-test' : ''}/${webhookId}/connectfi`;
}

/** A workflow that holds the node alone. */
export function workflowOf(node: ListeningNode, staticData: IDataObject = {}): Workflow {
	const { nodeType, name = 'Tested', parameters = {}, credential, webhookId = 'hook' } = node;
	const getType = () => nodeType;
	return new Workflow({
		id: 'w',
		name: 'Workflow',
		active: true,
		nodeTypes: { getByName: getType, getByNameAndVersion: getType, getKnownTypes: () => ({}) },
		nodes: [
			{
				id: '2',
				name,
				type: 'tested',
				typeVersion: versionOf(node),
				position: [0, 0],
				webhookId,
				parameters: {
					authentication: credential.type === 'connectFiLoginApi' ? 'login' : 'accessToken',
					...parameters,
				},
				credentials: { [credential.type]: { id: credentialId(credential), name: 'credential' } },
			},
		],
		connections: {},
		staticData,
	});
}

/** The same id for the same stored credential, as in n8n's database. */
function credentialId(credential: StoredCredential): string {
	if (!credentialIds.has(credential)) credentialIds.set(credential, String(++credentialCount));
	return credentialIds.get(credential)!;
}
const credentialIds = new WeakMap<StoredCredential, string>();
let credentialCount = 0;

/** What n8n knows of itself; its URLs are public ones. */
export function additionalDataFor(
	{ credential, executionId }: Pick<ListeningNode, 'credential' | 'executionId'>,
	publicUrl = 'https://n8n.example.com',
) {
	return {
		credentialsHelper: credentialsHelperFor(credential),
		executionId,
		variables: {},
		webhookBaseUrl: `${publicUrl}/webhook`,
		webhookTestBaseUrl: `${publicUrl}/webhook-test`,
		webhookWaitingBaseUrl: `${publicUrl}/webhook-waiting`,
		formWaitingBaseUrl: `${publicUrl}/form-waiting`,
		currentNodeParameters: undefined,
	};
}

/** If not given, the version that a node has when it is dragged into a workflow today. */
function versionOf({ nodeType, typeVersion }: ListeningNode): number {
	return typeVersion ?? [nodeType.description.version].flat().at(-1)!;
}

/**
 * @param version of the node: above 1, n8n does not read a body whose content type it cannot parse
 * @returns undefined where n8n itself answers 422, because the body is not what its content type says
 */
async function expressRequest(req: IncomingMessage, version: number) {
	const contentType = req.headers['content-type']?.split(';')[0].trim();
	const { pathname, searchParams } = new URL(req.url ?? '', 'http://n8n');
	const request = Object.assign(req, {
		path: pathname,
		params: {},
		query: parseQuery(searchParams.toString()),
		contentType,
		body: undefined as unknown,
		readRawBody: async () => {
			if (request.rawBody) return;
			const chunks: Buffer[] = [];
			for await (const chunk of req) chunks.push(chunk as Buffer);
			request.rawBody = Buffer.concat(chunks);
		},
	});
	if (version > 1 && !parsers[contentType ?? '']) return request;
	await request.readRawBody();
	try {
		const text = request.rawBody.toString();
		if (text) request.body = parsers[contentType ?? '']?.(text);
		return request;
	} catch {
		return undefined;
	}
}

const parsers: Record<string, (text: string) => unknown> = {
	'application/json': (text) => JSON.parse(text) as unknown,
	'application/x-www-form-urlencoded': (text) => parseQuery(text),
	'text/plain': (text) => text,
};

function expressResponse(res: ServerResponse) {
	const response = Object.assign(res, {
		status(code: number) {
			res.statusCode = code;
			return response;
		},
		json(body: unknown) {
			res.setHeader('Content-Type', 'application/json');
			res.end(JSON.stringify(body));
		},
	});
	return response;
}
