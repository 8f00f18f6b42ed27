import type { ICredentialDataDecryptedObject, IWebhookFunctions } from 'n8n-workflow';
import { clock } from '../../shared/clock';
import { getCredentialType } from '../api/client';

/** How long a credential that was read for one callback serves those that come right after it, in milliseconds. */
const servesForMs = 2_000;
/** How long it is not read again whoever calls, in milliseconds. */
const restsForMs = 1_000;

interface Reading {
	credential: Promise<ICredentialDataDecryptedObject>;
	/** When it began, in milliseconds since 1970. */
	at: number;
	failed: boolean;
}

const readings = new Map<string, Reading>();

/** Names the node's credential within this n8n. */
export function getCredentialKey(context: IWebhookFunctions): string {
	const type = getCredentialType(context);
	return `${type} ${context.getNode().credentials?.[type]?.id}`;
}

/**
 * The node's credential. For every reading n8n 2.x sets up a sandbox for expressions, which takes longer than all the rest
 * of a callback, so callbacks that come in a burst share one.
 * @throws what n8n throws where the credential is missing or cannot be read
 */
export async function getCredential(
	context: IWebhookFunctions,
): Promise<ICredentialDataDecryptedObject> {
	const last = readings.get(getCredentialKey(context));
	const serves = last && clock.now() - last.at < servesForMs;
	return await (serves ? last : read(context)).credential;
}

/**
 * What the user had entered at a certain moment, or later. Anybody can make calls that do not fit the credential, so it is
 * read once a second at most, and whoever comes meanwhile waits for that.
 * @param moment in milliseconds since 1970
 * @throws as `getCredential` does
 */
export async function getCredentialReadSince(
	context: IWebhookFunctions,
	moment: number,
): Promise<ICredentialDataDecryptedObject> {
	const key = getCredentialKey(context);
	const last = readings.get(key);
	if (last && last.at >= moment && !last.failed) return await last.credential;
	if (last) await clock.sleep(Math.max(0, last.at + restsForMs - clock.now()));
	const latest = readings.get(key);
	return await (latest && latest !== last ? latest : read(context)).credential;
}

function read(context: IWebhookFunctions): Reading {
	const key = getCredentialKey(context);
	const credential = context.getCredentials(getCredentialType(context));
	const reading: Reading = { credential, at: clock.now(), failed: false };
	readings.set(key, reading);
	credential.catch(() => {
		reading.failed = true;
	});
	return reading;
}
