import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	INodeProperties,
	Icon,
} from 'n8n-workflow';
import { byHeader } from './ConnectFi/byHeader';
import { checkCallbackSecret, checkToken, declarativeTest } from './ConnectFi/connectionCheck';
import { baseUrlProperty, callbackSecretProperty } from './ConnectFi/properties';

/** A connectFi account by its access token. */
export class ConnectFiApi implements ICredentialType {
	name = 'connectFiApi';

	displayName = 'connectFi API';

	icon: Icon = {
		light: 'file:../nodes/ConnectFi/connectfi.svg',
		dark: 'file:../nodes/ConnectFi/connectfi.dark.svg',
	};

	documentationUrl = 'https://docs.paygears.com/connectfi/OVERVIEW/Getting-Started/Authentication/';

	properties: INodeProperties[] = [
		baseUrlProperty,
		{
			displayName: 'Access Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			hint: 'If connectFi gave you a login and a password instead, use the credential connectFi Login API',
			description:
				'The access token that connectFi issued to you, sent as x-connectfi-token with every request',
		},
		callbackSecretProperty,
		{
			// n8n calls preAuthentication where such a property is empty. It is so in the mode of credential tests alone, so
			// that nothing more is asked in executions.
			displayName: 'Connection Check',
			name: 'connectionCheck',
			type: 'hidden',
			typeOptions: { expirable: true },
			default: '={{ $mode === "internal" ? "" : "only in a credential test" }}',
		},
	];

	authenticate = byHeader('token');

	/** Runs in the credential test. @throws ConnectionRefusal in words a user can act on */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		checkCallbackSecret(credentials.callbackSecret);
		await checkToken(this, credentials);
		return {};
	}

	test: ICredentialTestRequest = declarativeTest;
}
