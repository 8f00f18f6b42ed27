import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	INodeProperties,
	Icon,
} from 'n8n-workflow';
import { checkCallbackSecret, declarativeTest, logIn } from './ConnectFi/connectionCheck';
import { byHeader } from './ConnectFi/byHeader';
import { baseUrlProperty, callbackSecretProperty } from './ConnectFi/properties';

/** A connectFi account by login and password; n8n keeps the token and renews it when connectFi refuses it. */
export class ConnectFiLoginApi implements ICredentialType {
	name = 'connectFiLoginApi';

	displayName = 'connectFi Login API';

	icon: Icon = {
		light: 'file:../nodes/ConnectFi/connectfi.svg',
		dark: 'file:../nodes/ConnectFi/connectfi.dark.svg',
	};

	documentationUrl = 'https://docs.paygears.com/connectfi/USER/API/Get-Access-Token/';

	properties: INodeProperties[] = [
		baseUrlProperty,
		{
			displayName: 'Login',
			name: 'login',
			type: 'string',
			required: true,
			default: '',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
		},
		callbackSecretProperty,
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	authenticate = byHeader('sessionToken');

	/** Runs while no token is kept, and once after a 401. @throws ConnectionRefusal in words a user can act on */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		checkCallbackSecret(credentials.callbackSecret);
		return { sessionToken: await logIn(this, credentials) };
	}

	test: ICredentialTestRequest = declarativeTest;
}
