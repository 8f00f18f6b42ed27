import { createHmac, timingSafeEqual } from 'node:crypto';
import { triggerPath } from './triggerUrl';

/** What a callback is about, as far as connectFi's two kinds of KYC go. */
export type CallbackKind = 'akepa' | 'legacy';

/** The case that a callback URL was registered for. */
export interface CallbackSubject {
	kind: CallbackKind;
	customerId: string;
	/** Of the identification; the legacy init has none. */
	reference?: string;
}

/** What a signature is made of, besides its receiver: the secrets are those that `parseSecrets` gives. */
type Signing = CallbackSubject & { secrets: string[] };

/** Short, because the whole URL has 500 characters; never `signature`, which n8n uses in its resume URLs. */
const names = {
	customerId: 'cfCustomerId',
	reference: 'cfReference',
	signature: 'cfSignature',
} as const;

/**
 * Binds a callback URL to one receiver, one customer and one identification, because connectFi signs nothing itself
 * (connectFi docs, page "Webhooks").
 *
 * @param url kept as it is, with its query string; an earlier signature of ours in it is replaced
 * @param signing the first secret signs; without any, the URL comes back as it went in
 */
export function sign(url: string, { secrets, ...subject }: Signing): string {
	if (!secrets.length) return url;
	const { customerId, reference } = subject;
	const [address, ...fragment] = url.split('#');
	const [path, ...query] = address.split('?');
	const receiver = findReceiver(new URL(url).pathname);
	const ours = new URLSearchParams({
		[names.customerId]: customerId,
		...(reference !== undefined && { [names.reference]: reference }),
		[names.signature]: computeHmac({ ...subject, secret: secrets[0], receiver }).toString(
			'base64url',
		),
	});
	const parts = query
		.join('?')
		.split('&')
		.filter((part) => part && !Object.values(names).some((name) => part.startsWith(`${name}=`)));
	return [`${path}?${[...parts, ours].join('&')}`, ...fragment].join('#');
}

/** A call as n8n routed it. */
export interface SignedCall {
	path: string;
	/** As n8n parsed it: foreign, so values may be lists or objects. */
	query: unknown;
}

/**
 * Checks that a call came in on a URL that was signed with one of these secrets, for this receiver and for what its body is
 * about. Compares signatures in constant time.
 *
 * @param body what the body is about; one without a reference (connectFi's older answers) does not say which
 * identification, but one with a reference must name the one that was signed for
 * @returns the case that the URL was signed for; undefined if the call is refused
 */
export function verifySignature(
	{ path, query }: SignedCall,
	{ secrets, ...body }: Signing,
): CallbackSubject | undefined {
	const signed = readSignature(query);
	if (!signed) return undefined;
	const { signature, customerId, reference } = signed;
	const subject: CallbackSubject = { kind: body.kind, customerId, reference };
	const given = Buffer.from(signature, 'base64url');
	const matches = secrets.map((secret) => {
		const expected = computeHmac({ ...subject, secret, receiver: findReceiver(path) });
		return given.length === expected.length && timingSafeEqual(given, expected);
	});
	const genuine =
		matches.includes(true) &&
		customerId === body.customerId &&
		(body.reference === undefined || body.reference === reference);
	return genuine ? subject : undefined;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** 16 characters; workflows of long ago have numbers. */
const workflowId = /^([0-9a-zA-Z]{16}|\d+)$/;

/**
 * Finds who is called, by the end of a path, because a proxy may rewrite what stands before: the id of a waiting execution, or
 * n8n's id of a trigger's webhook and `connectfi`. A trigger that was brought into n8n 1.x without the editor has no id: its path
 * holds its name, which triggers of other workflows have too, and so their workflow counts as well.
 */
export function findReceiver(path: string): string {
	const [last = '', trigger = '', workflow = ''] = path.split('/').filter(Boolean).reverse();
	if (last !== triggerPath) return last;
	const named = !uuid.test(trigger) && workflowId.test(workflow);
	return named ? `${workflow}/${trigger}/${last}` : `${trigger}/${last}`;
}

/** The ids and signature in a query string; undefined if there is none, or one that `sign` cannot have written. */
function readSignature(query: unknown) {
	const values = (query ?? {}) as Record<string, unknown>;
	const customerId = values[names.customerId];
	const reference = values[names.reference];
	const signature = values[names.signature];
	if (typeof customerId !== 'string' || typeof signature !== 'string') return undefined;
	if (reference !== undefined && typeof reference !== 'string') return undefined;
	return { signature, customerId, reference };
}

/** As JSON, so that no two read alike. */
function computeHmac({
	secret,
	receiver,
	kind,
	customerId,
	reference,
}: CallbackSubject & { secret: string; receiver: string }): Buffer {
	return createHmac('sha256', secret)
		.update(JSON.stringify(['connectFi callback', kind, customerId, reference ?? null, receiver]))
		.digest();
}
