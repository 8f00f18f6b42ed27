import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whom a callback URL was registered for. */
export interface CallbackSubject {
	customerId: string;
	/** Of the identification; the legacy init has none. */
	reference?: string;
}

/** Short, because the whole URL has 500 characters; never `signature`, which n8n uses in its resume URLs. */
const names = {
	customerId: 'cfCustomerId',
	reference: 'cfReference',
	signature: 'cfSignature',
} as const;

/**
 * The secrets in a credential's callback secret: it may hold several, separated by commas or line breaks. The first one
 * signs, all are accepted, so that a new one can be put in front while callbacks signed with the old one are on their way.
 */
export function secretsIn(callbackSecret: unknown): string[] {
	return String(callbackSecret ?? '')
		.split(/[,\r\n]/)
		.map((secret) => secret.trim())
		.filter(Boolean);
}

/**
 * Binds a callback URL to one customer and one identification, because connectFi signs nothing itself (connectFi docs,
 * page "Webhooks").
 *
 * @param url kept as it is, with its query string; an earlier signature of ours in it is replaced
 * @param secrets as `secretsIn` gives them; without any, the URL comes back as it went in
 */
export function sign(url: string, secrets: string[], { customerId, reference }: CallbackSubject) {
	if (!secrets.length) return url;
	const [address, ...fragment] = url.split('#');
	const [path, ...query] = address.split('?');
	const ours = new URLSearchParams({
		[names.customerId]: customerId,
		...(reference !== undefined && { [names.reference]: reference }),
		[names.signature]: hmac(secrets[0], { customerId, reference }).toString('base64url'),
	});
	const parts = query
		.join('?')
		.split('&')
		.filter((part) => part && !Object.values(names).some((name) => part.startsWith(`${name}=`)));
	return [`${path}?${[...parts, ours].join('&')}`, ...fragment].join('#');
}

/**
 * Whether a call came in on a URL that was signed with one of these secrets for the customer and reference its body names.
 * Compares signatures in constant time.
 *
 * @param query as n8n parsed it: foreign, so values may be lists or objects
 * @param secrets as `secretsIn` gives them; without any, nothing was signed and every call passes
 * @param body the ids in the body; a body without a reference (connectFi's older answers) is bound by its customer alone
 * @returns whom the URL was signed for, or the body's own word where nothing is signed; undefined if the call is refused
 */
export function check(
	query: unknown,
	secrets: string[],
	body: CallbackSubject,
): CallbackSubject | undefined {
	if (!secrets.length) return body;
	const signed = signedSubjectIn(query);
	if (!signed) return undefined;
	const { signature, subject } = signed;
	const given = Buffer.from(signature, 'base64url');
	const matches = secrets.map((secret) => {
		const expected = hmac(secret, subject);
		return given.length === expected.length && timingSafeEqual(given, expected);
	});
	const genuine =
		matches.includes(true) &&
		subject.customerId === body.customerId &&
		(body.reference === undefined || body.reference === subject.reference);
	return genuine ? subject : undefined;
}

/** The subject and signature in a query string; undefined if there is none, or one that `sign` cannot have written. */
function signedSubjectIn(query: unknown) {
	const values = (query ?? {}) as Record<string, unknown>;
	const customerId = values[names.customerId];
	const reference = values[names.reference];
	const signature = values[names.signature];
	if (typeof customerId !== 'string' || typeof signature !== 'string') return undefined;
	if (reference !== undefined && typeof reference !== 'string') return undefined;
	return { signature, subject: { customerId, reference } };
}

/** As JSON, so that no two subjects read alike. */
function hmac(secret: string, { customerId, reference }: CallbackSubject): Buffer {
	return createHmac('sha256', secret)
		.update(JSON.stringify(['connectFi callback', customerId, reference ?? null]))
		.digest();
}
