import type { ICredentialDataDecryptedObject, IWebhookFunctions } from 'n8n-workflow';
import { clock } from '../../shared/clock';
import { credentialTypeOf } from '../transport/connection';

/** How long a credential that was read for one callback serves those that come right after it, in milliseconds. */
const servesFor = 2_000;
/** How long it is not read again whoever calls, in milliseconds. */
const restsFor = 1_000;

interface Reading {
	credential: Promise<ICredentialDataDecryptedObject>;
	/** When it began, in milliseconds since 1970. */
	at: number;
	failed: boolean;
}

const readings = new Map<string, Reading>();

/** Names the node's credential within this n8n. */
export function credentialKeyOf(context: IWebhookFunctions): string {
	const type = credentialTypeOf(context);
	return `${type} ${context.getNode().credentials?.[type]?.id}`;
}

/**
 * The node's credential. For every reading n8n 2.x sets up a sandbox for expressions, which takes longer than all the rest
 * of a callback, so callbacks that come in a burst share one.
 * @throws what n8n throws where the credential is missing or cannot be read
 */
export async function credentialOf(
	context: IWebhookFunctions,
): Promise<ICredentialDataDecryptedObject> {
	const last = readings.get(credentialKeyOf(context));
	const serves = last && clock.now() - last.at < servesFor;
	return await (serves ? last : read(context)).credential;
}

/**
 * What the user had entered at a certain moment, or later. Anybody can make calls that do not fit the credential, so it is
 * read once a second at most, and whoever comes meanwhile waits for that.
 * @param moment in milliseconds since 1970
 * @throws as `credentialOf` does
 */
export async function credentialReadSince(
	context: IWebhookFunctions,
	moment: number,
): Promise<ICredentialDataDecryptedObject> {
	const key = credentialKeyOf(context);
	const last = readings.get(key);
	if (last && last.at >= moment && !last.failed) return await last.credential;
	if (last) await clock.sleep(Math.max(0, last.at + restsFor - clock.now()));
	const latest = readings.get(key);
	return await (latest && latest !== last ? latest : read(context)).credential;
}

function read(context: IWebhookFunctions): Reading {
	const key = credentialKeyOf(context);
	const credential = context.getCredentials(credentialTypeOf(context));
	const reading: Reading = { credential, at: clock.now(), failed: false };
	readings.set(key, reading);
	credential.catch(() => {
		reading.failed = true;
	});
	return reading;
}
