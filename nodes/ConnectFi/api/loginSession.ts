import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { RawResponse } from '../../shared/response';

type Credential = ICredentialDataDecryptedObject;

/** A request to send once, whose credential may have to log in first. */
interface SignedInRequest {
	/** Sends it. n8n signs it in with the credential that it asks for, and logs in where that has no token. */
	send(readCredential: () => Promise<Credential>): Promise<RawResponse>;
	/** Reads the node's credential anew. */
	readAgain(): Promise<Credential>;
}

/** Thrown where a run would go on as somebody else; its message is what the user sees. */
const changed =
	'The credential was changed during this run: it is for another login or base URL now. Run again what is left.';

/**
 * The token of a login credential, for all requests that share one reading of the credential. Where connectFi refuses it
 * to many of them at once, one logs in, and the others go on with the new token.
 */
export class LoginSession {
	/** The login under way: what became of it where it brought no token. */
	private login?: Promise<RawResponse | undefined>;

	/** @param credential as it was read */
	constructor(private credential: Credential) {}

	/** Sends a request, and again with a new token where connectFi refuses the one there is. Never throws. */
	async send(request: SignedInRequest): Promise<RawResponse> {
		const { credential } = this;
		if (!credential.sessionToken) return await this.sendWithNewToken(request, credential);
		const response = await request.send(async () => credential);
		return response.httpStatus === 401
			? await this.sendWithNewToken(request, credential)
			: response;
	}

	private async sendWithNewToken(
		request: SignedInRequest,
		refused: Credential,
	): Promise<RawResponse> {
		while (this.credential === refused) {
			if (!this.login) return await this.logIn(request, refused);
			const failed = await this.login;
			if (failed?.credentialError) return failed;
		}
		const { credential } = this;
		return await request.send(async () => credential);
	}

	/**
	 * Lets n8n log in for this request. It would do so by itself too, but only for a 401 that it throws, and then nobody reads
	 * that response to its end.
	 */
	private async logIn(
		{ send, readAgain }: SignedInRequest,
		refused: Credential,
	): Promise<RawResponse> {
		let resolve = (_failed?: RawResponse) => {};
		const login = new Promise<RawResponse | undefined>((resolveLogin) => {
			resolve = resolveLogin;
		});
		this.login = login;
		/** Only the first time: the token comes before the response. */
		const end = ({ renewed = refused, failed }: { renewed?: Credential; failed?: RawResponse }) => {
			if (this.login !== login) return;
			this.login = undefined;
			this.credential = renewed;
			resolve(failed);
		};
		const response = await send(async () => {
			// What n8n stores beside the new token is, on 1.x, the credential that it is given here: it must be that of now.
			const credential = await readAgain();
			if (!isSameAccount(credential, refused)) throw new Error(changed);
			if (credential.sessionToken && credential.sessionToken !== refused.sessionToken) {
				// Another execution has logged in.
				end({ renewed: credential });
				return credential;
			}
			return withoutToken(credential, (renewed) => end({ renewed }));
		});
		end({ failed: response });
		return response;
	}
}

function isSameAccount(credential: Credential, other: Credential): boolean {
	return credential.baseUrl === other.baseUrl && credential.login === other.login;
}

/**
 * A credential for which n8n logs in.
 * @param onToken gets it with its new token as soon as n8n has written that into it: others need not wait for the request
 */
function withoutToken(credential: Credential, onToken: (renewed: Credential) => void): Credential {
	let sessionToken: unknown = '';
	return Object.defineProperty({ ...credential }, 'sessionToken', {
		enumerable: true,
		get: () => sessionToken,
		set(token: string) {
			sessionToken = token;
			onToken({ ...credential, sessionToken: token });
		},
	});
}
