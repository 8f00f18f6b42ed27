import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';
import type { Item } from '../actions/item';
import { fields } from '../api/fields';
import { isLocal } from '../transport/baseUrl';
import { credentialTypeOf } from '../transport/connection';
import { secretsIn } from './secrets';
import { sign, type CallbackSubject } from './signature';
import { triggerUrl } from './triggerUrl';

/** What to do where n8n knows itself only by an address of its own machine. */
export const setWebhookUrl =
	'Set the environment variable WEBHOOK_URL of n8n to its public address, e.g. https://n8n.example.com/, and restart n8n.';

/**
 * The address that the parameter `callback` asks for, signed with the credential's callback secret for this customer and
 * identification.
 *
 * @param subject whom the callback will be about
 * @returns undefined if connectFi is to call nobody
 * @throws NodeOperationError if there is no such address, connectFi could not call it, or the secret cannot sign it
 */
export async function callbackUrlOf(
	item: Item,
	subject: CallbackSubject,
): Promise<string | undefined> {
	const secrets = await secretsOf(item);
	const url = await addressFor(item);
	if (url === undefined) return undefined;
	const { baseUrl } = await credentialOf(item.context);
	if (!canBeCalled(url, baseUrl))
		throw item.refusal(
			`connectFi cannot call '${new URL(url).origin}': that address exists only on the machine it is used on.`,
			item.parameter('callback') === 'url' ? undefined : setWebhookUrl,
		);
	const signed = sign(url, secrets, subject);
	// Its text stays out of messages: a resume URL lets its holder go on with the execution.
	return item.check(signed, { ...fields.callbackUrl, secret: true });
}

/** The node's callback secrets. @throws NodeOperationError if one is filled in that cannot be used */
export async function secretsOf(item: Item): Promise<string[]> {
	const { callbackSecret } = await credentialOf(item.context);
	const found = secretsIn(callbackSecret);
	if ('refusal' in found) throw item.refusal(found.refusal);
	return found.secrets;
}

/** By run of a node: its credential, read once for all items. */
const credentials = new WeakMap<IExecuteFunctions, Promise<ICredentialDataDecryptedObject>>();

async function credentialOf(context: IExecuteFunctions): Promise<ICredentialDataDecryptedObject> {
	const known = credentials.get(context);
	const credential = known ?? context.getCredentials(credentialTypeOf(context));
	credentials.set(context, credential);
	return await credential;
}

/** Whether connectFi can reach the address: one of this machine only if connectFi, such as a sandbox, is here too. */
export function canBeCalled(url: string, baseUrl: unknown): boolean {
	return (
		!isLocal(new URL(url)) || (URL.canParse(String(baseUrl)) && isLocal(new URL(String(baseUrl))))
	);
}

async function addressFor(item: Item): Promise<string | undefined> {
	switch (item.check(item.parameter('callback', 'none'), fields.callback)) {
		case 'trigger':
			return await triggerUrl(item);
		case 'execution':
			return resumeUrl(item);
		case 'url':
			return enteredAddress(item);
		default:
			return undefined;
	}
}

function resumeUrl(item: Item): string {
	return item.context.evaluateExpression('{{ $execution.resumeUrl }}', item.index) as string;
}

function enteredAddress(item: Item): string {
	const url = String(item.parameter('webhookUrl', '') ?? '').trim();
	if (/^https?:\/\/[^\s<>]+$/.test(url) && URL.canParse(url)) return url;
	throw item.refusal(
		url
			? `'Callback URL' holds '${url.slice(0, 60)}'. It must be an address that starts with https:// or http://.`
			: "'Callback URL' is empty. It must be an address that starts with https:// or http://.",
	);
}
