import { sleep, type ICredentialDataDecryptedObject, type IWebhookFunctions } from 'n8n-workflow';
import { credentialTypeOf } from '../transport/connection';

/** How long a credential that was read for one callback serves those that come right after it, in milliseconds. */
const servesFor = 2_000;

const readings = new Map<string, Promise<ICredentialDataDecryptedObject>>();

/**
 * The node's credential. For every reading n8n 2.x sets up a sandbox for expressions, which takes longer than all the rest
 * of a callback, so callbacks that come in a burst share one.
 *
 * @param afresh whether it must be what the user has entered by now
 * @throws what n8n throws where the credential is missing or cannot be read
 */
export async function credentialOf(
	context: IWebhookFunctions,
	afresh = false,
): Promise<ICredentialDataDecryptedObject> {
	const type = credentialTypeOf(context);
	const key = `${type} ${context.getNode().credentials?.[type]?.id}`;
	const shared = afresh ? undefined : readings.get(key);
	if (shared) return await shared;

	const reading = context.getCredentials(type);
	readings.set(key, reading);
	void sleep(servesFor).then(() => {
		if (readings.get(key) === reading) readings.delete(key);
	});
	return await reading;
}
