import type { ICredentialDataDecryptedObject, IDataObject, IWebhookFunctions } from 'n8n-workflow';

/** A call on a node's URL, as n8n routed and read it. */
export interface Call {
	method?: string;
	path?: string;
	query?: IDataObject;
	headers?: IDataObject;
	contentType?: string;
	/** What n8n parsed. */
	body?: unknown;
	/** What n8n kept of the body as it came. */
	rawBody?: Buffer;
	/** What comes where the node reads the body itself. @throws where the sender hung up */
	read?: () => Buffer | undefined;
}

/** What n8n gives a webhook node of it, and of the node's credential. */
export function contextOf(
	{ method = 'POST', path = '/', query = {}, headers = {}, read, ...call }: Call,
	node: {
		credentialId?: string;
		authentication?: string;
		getCredentials?: (type: string) => Promise<ICredentialDataDecryptedObject>;
	} = {},
) {
	const { credentialId = '1', authentication = 'accessToken', getCredentials } = node;
	const errors: string[] = [];
	const request = {
		method,
		path,
		headers,
		...call,
		async readRawBody() {
			request.rawBody ??= read?.();
		},
	};
	const context = {
		getRequestObject: () => request,
		getQueryData: () => query,
		getNodeParameter: () => authentication,
		getCredentials,
		getNode: () => ({
			credentials: {
				connectFiApi: { id: credentialId },
				connectFiLoginApi: { id: credentialId },
			},
		}),
		logger: { error: (message: string) => void errors.push(message) },
	} as unknown as IWebhookFunctions;
	return { context, errors };
}
