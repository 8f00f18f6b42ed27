import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { BaseItem } from '../../shared/item';
import { toText } from '../../shared/text';
import { fields } from '../api/fields';
import { isLocal } from '../../shared/baseUrl';
import { readCredentialOnce } from '../api/client';
import { parseSecrets } from './secrets';
import { sign, type CallbackSubject } from './signature';
import { getTriggerUrl } from './triggerUrl';

/** What to do where n8n knows itself only by an address of its own machine. */
export const setWebhookUrl =
	'Set the environment variable WEBHOOK_URL of n8n to its public address, e.g. https://n8n.example.com/, and restart n8n.';

/**
 * The address that the parameter `callback` asks for, signed with the credential's callback secret for this customer and
 * identification.
 *
 * @param subject the case that the callback will be about
 * @returns undefined if no callback is wanted
 * @throws NodeOperationError if there is no such address, connectFi could not call it, or the secret cannot sign it
 */
export async function getCallbackUrl(
	item: BaseItem,
	subject: CallbackSubject,
): Promise<string | undefined> {
	return (await prepareCallbackUrl(item))(subject);
}

/**
 * The same where the customer is not known yet: finds the address.
 * @returns signs it for a case
 * @throws NodeOperationError as `getCallbackUrl`, as does what is returned if the signed address is too long
 */
export async function prepareCallbackUrl(
	item: BaseItem,
): Promise<(subject: CallbackSubject) => string | undefined> {
	const secrets = await getCallbackSecrets(item);
	const url = await chooseUrl(item);
	if (url === undefined) return () => undefined;
	const { baseUrl } = await readCredentialOnce(item.context);
	if (!canBeCalled(url, baseUrl))
		throw item.refusal(
			`connectFi cannot call '${new URL(url).origin}': that address exists only on the machine it is used on.`,
			item.parameter('callback') === 'url' ? undefined : setWebhookUrl,
		);
	// Its text stays out of messages: whoever has a resume URL can resume the execution.
	return (subject) =>
		item.check(sign(url, { secrets, ...subject }), { ...fields.callbackUrl, secret: true });
}

/** The node's callback secrets. @throws NodeOperationError if one is filled in that cannot be used */
export async function getCallbackSecrets(item: BaseItem): Promise<string[]> {
	const { callbackSecret } = await readCredentialOnce(item.context);
	const parsed = parseSecrets(callbackSecret);
	if ('refusal' in parsed) throw item.refusal(parsed.refusal);
	return parsed.secrets;
}

/** Whether connectFi can reach the address: one of this machine only if connectFi, such as a sandbox, is here too. */
export function canBeCalled(url: string, baseUrl: unknown): boolean {
	return (
		!isLocal(new URL(url)) || (URL.canParse(String(baseUrl)) && isLocal(new URL(String(baseUrl))))
	);
}

async function chooseUrl(item: BaseItem): Promise<string | undefined> {
	switch (item.check(item.parameter('callback', 'none'), fields.callback)) {
		case 'trigger':
			return await getTriggerUrl(item);
		case 'execution':
			return getResumeUrl(item.context);
		case 'url':
			return readEnteredUrl(item);
		default:
			return undefined;
	}
}

/** The execution's own resume URL, with n8n's token in it where n8n has one. */
export function getResumeUrl(context: IExecuteFunctions | IWebhookFunctions): string {
	return context.evaluateExpression('{{ $execution.resumeUrl }}', 0) as string;
}

function readEnteredUrl(item: BaseItem): string {
	const url = toText(item.parameter('webhookUrl', '')).trim();
	if (/^https?:\/\/[^\s<>]+$/.test(url) && URL.canParse(url)) return url;
	throw item.refusal(
		url
			? `'Callback URL' holds '${url.slice(0, 60)}'. It must be an address that starts with https:// or http://.`
			: "'Callback URL' is empty. It must be an address that starts with https:// or http://.",
	);
}
