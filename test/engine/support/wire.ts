import axios, { type AxiosRequestConfig } from 'axios';
import FormData from 'form-data';
import type { INodeParameters } from 'n8n-workflow';
import type { RecordedRequest, Sandbox } from '../../../sandbox';
import { runOperation } from './connectFi';
import { itemWithFiles } from './engine';

/** What the vendor's documented snippets send with a JSON body. */
export const json = (data: object): AxiosRequestConfig => ({
	method: 'POST',
	headers: { 'Content-Type': 'application/json' },
	data,
});

/** What the vendor's documented snippets send with a file: axios with form-data, in the field `file`. */
export function fileForm(
	content: Buffer,
	filename: string,
	contentType: string,
): AxiosRequestConfig {
	const form = new FormData();
	form.append('file', content, { filename, contentType });
	return { method: 'POST', headers: form.getHeaders(), data: form };
}

/** Sends what the vendor's documented client sends, and gives it as it arrived. */
export async function vendorRequest(
	sandbox: Sandbox,
	path: string,
	config: AxiosRequestConfig,
): Promise<RecordedRequest> {
	sandbox.clearRequests();
	await axios.request({
		url: sandbox.url + path,
		validateStatus: () => true,
		...config,
		headers: { 'x-connectfi-token': sandbox.token, ...config.headers },
	});
	return sandbox.requests[0];
}

/** Runs an operation that sends one request, and gives it as it arrived. */
export async function nodeRequest(
	sandbox: Sandbox,
	operation: string,
	parameters: INodeParameters,
	files?: Parameters<typeof itemWithFiles>[0],
): Promise<RecordedRequest> {
	sandbox.clearRequests();
	await runOperation(sandbox, operation, parameters, files && { items: [itemWithFiles(files)] });
	expect(sandbox.requests).toHaveLength(1);
	return sandbox.requests[0];
}

/** What must be alike: where it goes, who asks, and what is sent, to the byte of a file. */
export function onTheWire({ method, path, query, headers, body, parts }: RecordedRequest) {
	return {
		method,
		path,
		query,
		token: headers['x-connectfi-token'],
		// axios names a type even for a body that is not there.
		contentType:
			(body !== undefined || parts !== undefined) &&
			headers['content-type']?.replace(/boundary=.*/, 'boundary'),
		body,
		parts,
	};
}
