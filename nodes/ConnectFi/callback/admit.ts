import type {
	ICredentialDataDecryptedObject,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { idsIn, type CallbackIds } from './body';
import { credentialOf } from './credential';
import { check, secretsIn } from './signature';

/** Why a call is turned away, as its caller is told. */
export interface Refusal {
	status: 400 | 401 | 405 | 409 | 413 | 503;
	message: string;
}

/** Whom the call is about, and the node's credential. */
interface Admitted {
	ids: CallbackIds;
	credential: ICredentialDataDecryptedObject;
}

export type Admission = Admitted | { refusal: Refusal };

/** A callback is an application and its entities, about 1 kB. */
const largestBody = 256 * 1024;

/**
 * The first look at a call on a callback URL, without asking anybody: is it a POST of sensible size about a customer, on a
 * URL that was signed for that customer? Whether what it reports is true, `verify` finds out. Never throws.
 */
export async function admit(context: IWebhookFunctions): Promise<Admission> {
	const request = context.getRequestObject();
	if (request.method !== 'POST') return refusal(405, 'Callbacks are POST requests');
	const body = await bodyOf(context);
	if (bodySize(context) > largestBody) return refusal(413, 'The body is too large for a callback');
	const ids = idsIn(body);
	if (!ids) return refusal(400, 'The body is not a connectFi callback');

	try {
		const credential = await credentialOf(context);
		return (
			admittedWith(context, ids, credential) ??
			// The user may have changed the secret a moment ago.
			admittedWith(context, ids, await credentialOf(context, true)) ??
			refusal(401, 'The signature of this callback does not match')
		);
	} catch (error) {
		// Without the credential nothing tells a genuine call from another.
		context.logger.error(
			`A connectFi callback was refused: the node's credential cannot be read (${(error as Error).message})`,
		);
		return refusal(401, 'The signature of this callback cannot be checked');
	}
}

function admittedWith(
	context: IWebhookFunctions,
	ids: CallbackIds,
	credential: ICredentialDataDecryptedObject,
): Admitted | undefined {
	const subject = check(context.getQueryData(), secretsIn(credential.callbackSecret), ids);
	if (!subject) return undefined;
	const { reference } = subject;
	return { ids: ids.source === 'akepa' ? { ...ids, reference } : ids, credential };
}

/** Answers a call that is turned away; no execution starts. */
export function turnAway(
	context: IWebhookFunctions,
	{ status, message }: Refusal,
): IWebhookResponseData {
	const response = context.getResponseObject();
	if (status === 405) response.setHeader('Allow', 'POST');
	response.status(status).json({ message });
	return { noWebhookResponse: true };
}

function refusal(status: Refusal['status'], message: string): Admission {
	return { refusal: { status, message } };
}

/** In bytes. n8n keeps the body it read; where it did not, the sender's own word has to do. */
function bodySize(context: IWebhookFunctions): number {
	const { rawBody, headers } = context.getRequestObject();
	return rawBody?.length ?? (Number(headers['content-length']) || 0);
}

/**
 * n8n reads and parses by content type, which the vendor does not document: a body under another type is read as JSON too.
 * @returns undefined if it is none, or its sender hung up
 */
async function bodyOf(context: IWebhookFunctions): Promise<unknown> {
	const request = context.getRequestObject();
	const { contentType } = request;
	// A form with files has been read to its end, into files: there is nothing more to come.
	if (contentType === 'application/json' || contentType?.startsWith('multipart/'))
		return request.body;
	try {
		await request.readRawBody();
		return request.rawBody?.length
			? (JSON.parse(request.rawBody.toString()) as unknown)
			: request.body;
	} catch {
		return undefined;
	}
}
