import type { ICredentialDataDecryptedObject, IWebhookFunctions } from 'n8n-workflow';
import { clock } from '../../shared/clock';
import { getCredential, getCredentialReadSince } from './credential';
import type { CallbackIds } from './parseCallback';
import { rejection, type Rejection } from './reject';
import { parseSecrets } from './secrets';
import { verifySignature } from './signature';

/** What is known of a call before connectFi is asked. */
export interface Caller {
	/** With the reference that the URL was signed for, also where the body names none. */
	ids: CallbackIds;
	/** Whether the URL was signed, for these ids and no others. */
	isSigned: boolean;
	/** The node's own. */
	credential: ICredentialDataDecryptedObject;
}

/**
 * Makes sure that a call came in on a URL that was signed for the case it is about, and for this node. Where the credential
 * has no callback secret nothing was signed, and any call passes. Never throws.
 */
export async function authenticateCallback(
	context: IWebhookFunctions,
	ids: CallbackIds,
): Promise<Caller | Rejection> {
	const receivedAt = clock.now();
	let problem: string | undefined;
	// Twice, because the user may have changed the credential a moment ago.
	for (const read of [getCredential, getCredentialReadSince]) {
		try {
			const credential = await read(context, receivedAt);
			const result = authenticateWith(credential, { context, ids });
			if ('ids' in result) return result;
			({ problem } = result);
		} catch (error) {
			problem = (error as Error).message;
		}
	}
	if (problem === undefined) return rejection(401, 'The signature of this callback does not match');
	// Without the credential nothing tells a genuine call from another.
	context.logger.error(
		`A connectFi callback was refused: the node's credential cannot be used (${problem})`,
	);
	return rejection(401, 'The signature of this callback cannot be checked');
}

function authenticateWith(
	credential: ICredentialDataDecryptedObject,
	{ context, ids }: { context: IWebhookFunctions; ids: CallbackIds },
): Caller | { problem?: string } {
	const parsed = parseSecrets(credential.callbackSecret);
	if ('refusal' in parsed) return { problem: parsed.refusal };
	if (!parsed.secrets.length) return { ids, isSigned: false, credential };
	const { path } = context.getRequestObject();
	const call = { path, query: context.getQueryData() };
	const subject = verifySignature(call, { secrets: parsed.secrets, ...ids });
	if (!subject) return {};
	const { reference } = subject;
	return { ids: ids.kind === 'akepa' ? { ...ids, reference } : ids, isSigned: true, credential };
}
