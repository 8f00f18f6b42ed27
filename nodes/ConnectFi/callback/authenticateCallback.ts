import type { ICredentialDataDecryptedObject, IWebhookFunctions } from 'n8n-workflow';
import { clock } from '../../shared/clock';
import { credentialOf, credentialReadSince } from './credential';
import type { CallbackIds } from './parseCallback';
import { rejected, type Rejected } from './reject';
import { secretsIn } from './secrets';
import { signedFor } from './signature';

/** What is known of a call before connectFi is asked. */
export interface Caller {
	/** With the reference that the URL was signed for, also where the body names none. */
	ids: CallbackIds;
	/** Whether the URL was signed, for these ids and no others. */
	signed: boolean;
	/** The node's own. */
	credential: ICredentialDataDecryptedObject;
}

/**
 * Whether a call came in on a URL that was signed for whom it is about, and for this node. Where the credential has no
 * callback secret nothing was signed, and any call passes. Never throws.
 */
export async function authenticateCallback(
	context: IWebhookFunctions,
	ids: CallbackIds,
): Promise<Caller | Rejected> {
	const now = clock.now();
	let trouble: string | undefined;
	// Twice, because the user may have changed the credential a moment ago.
	for (const read of [credentialOf, credentialReadSince]) {
		try {
			const caller = callerWith(context, ids, await read(context, now));
			if ('ids' in caller) return caller;
			trouble = caller.trouble;
		} catch (error) {
			trouble = (error as Error).message;
		}
	}
	if (trouble === undefined) return rejected(401, 'The signature of this callback does not match');
	// Without the credential nothing tells a genuine call from another.
	context.logger.error(
		`A connectFi callback was refused: the node's credential cannot be used (${trouble})`,
	);
	return rejected(401, 'The signature of this callback cannot be checked');
}

function callerWith(
	context: IWebhookFunctions,
	ids: CallbackIds,
	credential: ICredentialDataDecryptedObject,
): Caller | { trouble?: string } {
	const found = secretsIn(credential.callbackSecret);
	if ('refusal' in found) return { trouble: found.refusal };
	if (!found.secrets.length) return { ids, signed: false, credential };
	const { path } = context.getRequestObject();
	const subject = signedFor({ path, query: context.getQueryData() }, found.secrets, ids);
	if (!subject) return {};
	const { reference } = subject;
	return { ids: ids.kind === 'akepa' ? { ...ids, reference } : ids, signed: true, credential };
}
