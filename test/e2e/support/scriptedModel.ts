import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';

/** A message of the conversation, as far as the tests look at it. */
interface Message {
	role: string;
	content: unknown;
}

/** What n8n's AI Agent sends to the model. */
export interface ModelRequest {
	messages: Message[];
	tools: Array<{
		function: { name: string; description: string; parameters: IDataObject };
	}>;
}

/** A model that does as it is told: it calls the first tool once, and then it is done. */
export interface ScriptedModel {
	/** What n8n's OpenAI credential takes as its base URL. */
	url: string;
	/** What it was asked, in order. */
	requests: ModelRequest[];
	close(): Promise<void>;
}

/**
 * Starts an HTTP server on this machine that answers as OpenAI's chat completions do.
 * @param toolArguments what the model fills in of the tool's parameters
 */
export async function startScriptedModel(toolArguments: IDataObject): Promise<ScriptedModel> {
	const requests: ModelRequest[] = [];
	const server: Server = createServer((request, response) => {
		void readJson(request).then((body) => {
			requests.push(body);
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify(completion(answer(body, toolArguments))));
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/v1`,
		requests,
		async close() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

function answer({ messages, tools }: ModelRequest, toolArguments: IDataObject) {
	if (messages.some(({ role }) => role === 'tool')) return { content: 'The tool has answered.' };
	const call = { name: tools[0].function.name, arguments: JSON.stringify(toolArguments) };
	return { content: null, tool_calls: [{ id: 'call_1', type: 'function', function: call }] };
}

const completion = (message: object) => ({
	id: 'scripted',
	object: 'chat.completion',
	created: 0,
	model: 'scripted',
	choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop' }],
	usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

async function readJson(request: IncomingMessage): Promise<ModelRequest> {
	let text = '';
	for await (const chunk of request) text += String(chunk);
	return JSON.parse(text) as ModelRequest;
}
