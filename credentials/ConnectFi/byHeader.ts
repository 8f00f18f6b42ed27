import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

/**
 * Adds the token to a request. A function, because n8n 2.x sets up a sandbox to resolve the expressions of the declarative
 * form, and in a trigger's call that takes longer than the request itself.
 * @param field of the credential that holds the token
 */
export function byHeader(field: string) {
	return async (
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => ({
		...request,
		headers: { ...request.headers, 'x-connectfi-token': credentials[field] },
	});
}
