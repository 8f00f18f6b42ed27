import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { redactor, type Trace } from '../../shared/redact';
import type { RawResponse } from '../../shared/response';
import { parseEnvelope } from './envelope';
import type { CredentialError } from './response';
import { isApiWord } from './words';

/** From here on no word that a user sends is taken for a secret by chance. */
const longestWord = 11;

/** What of a credential nobody may see. */
export function getSecrets(credential: ICredentialDataDecryptedObject | undefined): unknown[] {
	const { token, sessionToken, password, callbackSecret } = credential ?? {};
	// Each of its pieces signs or is accepted.
	const pieces = typeof callbackSecret === 'string' ? callbackSecret.split(/[,\r\n]/) : [];
	return [token, sessionToken, password, ...pieces];
}

/**
 * A response without the credential's secrets, which leave these traces, and without the address that connectFi is to call,
 * whose holder can pass for connectFi; a refusal also without the identification numbers that were sent, because n8n logs
 * its message. What connectFi's answers are made of stays, and so do the user's own words that were sent, even where
 * somebody chose such a word as a password.
 */
export function redactResponse(
	response: RawResponse,
	known: readonly Trace[],
	{ path = '', json }: { path?: string; json?: object } = {},
): RawResponse {
	const { webhookUrl, webhookURL } = (json ?? {}) as Record<string, unknown>;
	const addresses = [webhookUrl, webhookURL].flatMap(addressSecrets);
	const { body, stoppedBecause, credentialError } = response;
	const numbers = parseEnvelope(body) ? [] : findIdentificationNumbers(json);
	const redact = redactor([...addresses, ...numbers], {
		known,
		isOrdinary: (text) =>
			isApiWord(text) || (!numbers.includes(text) && wordsSent(path, json).has(text)),
	});
	const failure = (credentialError as Partial<CredentialError> | undefined)?.failure;
	return {
		...response,
		body: redact(body),
		stoppedBecause: redact(stoppedBecause) as RawResponse['stoppedBecause'],
		credentialError: failure && {
			failure: {
				...failure,
				refusal: redact(failure.refusal) as typeof failure.refusal,
				stoppedBecause: redact(failure.stoppedBecause) as typeof failure.stoppedBecause,
			},
		},
	};
}

/** The address itself, without the host, which a proxy may have rewritten, and each signature alone. */
function addressSecrets(address: unknown): unknown[] {
	if (typeof address !== 'string' || !URL.canParse(address)) return [address];
	const { pathname, search, searchParams } = new URL(address);
	const signatures = [...searchParams].filter(([name]) => /signature$/i.test(name));
	return [address, pathname + search, ...signatures.map(([, value]) => value)];
}

/** The values of all `identificationDocuments`, at any depth. */
function findIdentificationNumbers(json: object | undefined): unknown[] {
	const numbers: unknown[] = [];
	JSON.stringify(json, (name, value: unknown) => {
		if (name === 'identificationDocuments' && Array.isArray(value))
			numbers.push(...value.map((document: { value?: unknown } | null) => document?.value));
		return value;
	});
	return numbers;
}

function wordsSent(path: string, json: object | undefined): Set<string> {
	const words = new Set(path.split('/').map(decodeURIComponent));
	JSON.stringify(json, (name, value: unknown) => {
		words.add(name);
		if (typeof value === 'string' && value.length <= longestWord) words.add(value);
		return value;
	});
	return words;
}
