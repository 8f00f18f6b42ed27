import { toText } from '../../shared/text';

/** With fewer, whoever has seen one signed address could find the secret by trying. */
const fewestCharacters = 16;

/**
 * The secrets in a credential's callback secret: it may hold several, separated by commas or line breaks. The first one
 * signs, all are accepted, so that a new one can be put in front while callbacks signed with the old one are on their way.
 * A field that is filled in is never taken for an empty one, with which nothing would be signed.
 * @returns none for an empty field; or why it cannot be used, in a user's words
 */
export function parseSecrets(callbackSecret: unknown): { secrets: string[] } | { refusal: string } {
	if (callbackSecret === undefined || callbackSecret === '') return { secrets: [] };
	const secrets = toText(callbackSecret)
		.split(/[,\r\n]/)
		.map((secret) => secret.trim())
		.filter(Boolean);
	const longEnough = secrets.every((secret) => [...secret].length >= fewestCharacters);
	return secrets.length && longEnough ? { secrets } : { refusal };
}

const refusal = `The 'Callback Secret' of the connectFi credential cannot be used. Each callback secret must have at least ${fewestCharacters} characters; several are separated by commas. Write a longer one, or empty the field.`;
