import {
	NodeOperationError,
	type ICredentialDataDecryptedObject,
	type IExecuteFunctions,
	type IHookFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import type { Hints } from '../api/errorCodes';
import type { Envelope } from '../api/types';
import { judge, type Failure, type Outcome } from './answer';
import { ask, type Target } from './ask';
import { baseUrlOf } from './baseUrl';
import { toNodeError } from './errors';
import { pauseFor, RequestWindow } from '../../shared/limiter';
import { waitBeforeRetry, type RetryPolicy } from './retry';

export type ConnectFiContext = IExecuteFunctions | IWebhookFunctions | IHookFunctions;

/** One call of connectFi's API. */
export interface ApiRequest extends RetryPolicy {
	method: 'GET' | 'POST';
	/** Relative to the base URL, from `api/paths`. */
	path: string;
	json?: object;
	/** Makes the multipart body when the request's turn comes, so that no file waits in memory. */
	form?: () => Promise<FormData>;
	/** In milliseconds, for each attempt. */
	timeout: number;
	/** Which input item asks; errors name it. */
	itemIndex?: number;
	/** For messages. */
	hints?: Hints;
}

/** What the nodes need of connectFi: the base URL, the credential that signs each request in, and a shared window. */
export interface Connection {
	/** Sends a request, again where the retry policy allows it. Never throws: a refusal is an outcome. */
	attempt(request: ApiRequest): Promise<Outcome>;
	/** The same, for callers to whom only success is an answer. @throws NodeApiError in a user's words */
	send(request: ApiRequest): Promise<Envelope>;
	/** The error `send` would throw for a failure. */
	errorOf(failure: Failure, request: Pick<ApiRequest, 'idempotent' | 'itemIndex' | 'hints'>): Error;
}

/** The credential type that the node's `authentication` parameter stands for. */
export function credentialTypeOf(context: ConnectFiContext): string {
	const authentication = context.getNodeParameter('authentication', 0, 'accessToken');
	return authentication === 'login' ? 'connectFiLoginApi' : 'connectFiApi';
}

/**
 * @param window how many requests may be in flight; one at a time if absent
 * @param signal ends waiting and further attempts; the end of the execution if absent
 * @param known the node's credential, if it was read already; n8n reads it again for each request otherwise
 * @throws NodeOperationError if the credential's base URL is not one that a token may be sent to
 */
export async function openConnection(
	context: ConnectFiContext,
	window = new RequestWindow(1),
	signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined,
	known?: ICredentialDataDecryptedObject,
): Promise<Connection> {
	const node = context.getNode();
	const credentialType = credentialTypeOf(context);
	const credential: ICredentialDataDecryptedObject =
		known ?? (await context.getCredentials(credentialType));
	const address = baseUrlOf(credential.baseUrl);
	if ('refusal' in address) throw new NodeOperationError(node, address.refusal);
	const target: Target = {
		context,
		credentialType,
		baseUrl: address.url,
		credential,
		isKnown: known !== undefined,
	};

	async function attemptOnce(request: ApiRequest): Promise<Outcome & { generation: number }> {
		const generation = await window.enter(signal);
		try {
			if (signal?.aborted) return { ...cancelled, generation };
			const outcome = judge(await ask(target, request, signal));
			if (outcome.success) window.accepted(generation);
			return { ...outcome, generation };
		} finally {
			window.leave();
		}
	}

	// Whether a login ends the logins before it is not documented. If so, requests in parallel that all renew the token undo
	// each other's. So a token refused in spite of its renewal is renewed again with nobody else under way, unless that has
	// been of no use before.
	let renewalHelps = credentialType === 'connectFiLoginApi';

	async function attempt(request: ApiRequest): Promise<Outcome> {
		let afterLostAnswer = false;
		let renewedAlone = false;
		for (let sent = 1; ; sent++) {
			const outcome = await attemptOnce(request);
			if (outcome.success) return outcome;
			const { generation } = outcome;
			const failure: Failure = { ...outcome.failure, afterLostAnswer };
			const renewable = failure.kind === 'tokenRefused' && !failure.byCredential;
			if (renewable && renewalHelps && request.retry !== false) {
				if (!renewedAlone) {
					renewedAlone = true;
					window.oneAtATime(generation);
					continue;
				}
				renewalHelps = false;
			}
			const wait = waitBeforeRetry(failure, request, sent);
			const congested = failure.kind === 'rateLimited' || failure.httpStatus === 503;
			// Where this request is not sent again, the others are held back all the same.
			const pause =
				request.retry === false ? waitBeforeRetry(failure, { idempotent: true }, sent) : wait;
			if (congested) window.congested(generation, pause ?? 0);
			if (wait === undefined) return { success: false, failure };
			afterLostAnswer ||= failure.kind === 'noAnswer' || failure.kind === 'unavailable';
			if (!congested) await pauseFor(wait, signal);
		}
	}

	const errorOf: Connection['errorOf'] = (failure, { idempotent, itemIndex, hints }) =>
		toNodeError(node, failure, {
			mayHaveActed: !idempotent && failure.kind !== 'unreachable',
			itemIndex,
			hints,
		});

	return {
		attempt,
		errorOf,
		async send(request) {
			const outcome = await attempt(request);
			if (!outcome.success) throw errorOf(outcome.failure, request);
			return outcome.envelope;
		},
	};
}

const cancelled: Outcome = { success: false, failure: { kind: 'cancelled' } };
