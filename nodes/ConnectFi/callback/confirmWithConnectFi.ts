import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { clock } from '../../shared/clock';
import { ConcurrencyLimiter } from '../../shared/limiter';
import { askApplicationStatus } from '../api/applicationStatus';
import { openClient } from '../api/client';
import { readRecord } from '../api/foreign';
import { outputApplication, outputLegacyKyc } from '../api/output';
import { paths } from '../api/paths';
import type { ApiResult, Failure } from '../api/response';
import type { Envelope } from '../api/types';
import type { Caller } from './authenticateCallback';
import { getCredentialKey } from './credential';
import { isFilled, type CallbackIds } from './parseCallback';
import { rejection, type Rejection } from './reject';

export type Confirmation =
	/** The case is as connectFi itself says, in the form of `Get Status`. */
	| { verdict: 'confirmed'; ids: CallbackIds; json: IDataObject }
	/** connectFi did not answer, but nobody else can have made the call: something has changed. */
	| { verdict: 'unverified'; ids: CallbackIds }
	/** connectFi did not answer, and anybody may have made the call. */
	| { verdict: 'unproven'; ids: CallbackIds }
	/** connectFi knows no such case. */
	| Rejection;

/** connectFi does not repeat a callback, so its caller may be kept waiting, but not for long, in milliseconds. */
const timeout = { inAll: 10_000, perAttempt: 5_000 };

/** How many callbacks of one credential connectFi is asked about at once. */
const maxConcurrency = 10;

const limiters = new Map<string, ConcurrencyLimiter>();

/** A caller; `isProven` says whether nobody but connectFi can have made the call. One that anybody can make is asked about once. */
type ProvenCaller = Caller & { isProven: boolean };

/**
 * Asks connectFi with the node's own credential what is true of the ids in a callback. Takes 10 seconds at most, waiting
 * for its turn included, and never throws.
 */
export async function confirmWithConnectFi(
	context: IWebhookFunctions,
	caller: ProvenCaller,
): Promise<Confirmation> {
	const { ids, isProven } = caller;
	const result = await askConnectFi(context, caller);
	if (result.success) {
		if (!isAbout(result.envelope, caller)) return notFound;
		const toOutput = ids.kind === 'akepa' ? outputApplication : outputLegacyKyc;
		return { verdict: 'confirmed', ids, json: toOutput(result.envelope).json };
	}
	if (isUnknownCase(result.failure, ids)) return notFound;
	context.logger.warn(
		`connectFi could not be asked about a callback (${describe(result.failure)})`,
	);
	return { verdict: isProven ? 'unverified' : 'unproven', ids };
}

const notFound = rejection(401, 'connectFi does not know this case');

/** @returns connectFi's answer, or a failure also where the node's credential cannot be used or time is up */
async function askConnectFi(
	context: IWebhookFunctions,
	{ ids, credential, isProven }: ProvenCaller,
): Promise<ApiResult> {
	const deadline = clock.abortAfter(timeout.inAll);
	const timeUp = new Promise<ApiResult>((resolve) => {
		deadline.addEventListener('abort', () => resolve(stopped('time is up')), { once: true });
	});
	try {
		const client = await openClient(context, {
			limiter: getLimiter(context),
			signal: deadline,
			credential,
		});
		const request = {
			idempotent: true,
			retry: isProven,
			timeout: timeout.perAttempt,
		} as const;
		const answer =
			ids.kind === 'akepa'
				? askApplicationStatus(client, ids, request)
				: client.attempt({
						...request,
						method: 'GET',
						path: paths.legacyStatus(ids.customerId),
					});
		return await Promise.race([answer, timeUp]);
	} catch (error) {
		return stopped((error as Error).message);
	}
}

/** What all callbacks of a credential share, so that no number of calls makes more requests than connectFi takes well. */
function getLimiter(context: IWebhookFunctions): ConcurrencyLimiter {
	const key = getCredentialKey(context);
	const limiter =
		limiters.get(key) ?? new ConcurrencyLimiter({ ceiling: maxConcurrency, start: maxConcurrency });
	limiters.set(key, limiter);
	return limiter;
}

function stopped(stoppedBecause: string): ApiResult {
	return { success: false, failure: { kind: 'stopped', stoppedBecause } };
}

/**
 * Whether the answer is about what was asked; a field that it lacks speaks neither for nor against it. A URL that was signed
 * without a reference does not fit a case that has one.
 */
function isAbout({ data }: Envelope, { ids, isSigned }: Caller): boolean {
	const { customerId, reference } = ids;
	if (ids.kind === 'legacy') return isSame(readRecord(data.customer)?.customerId, customerId);
	return (
		isSame(data.customerId, customerId) &&
		isSame(data.applicationId, ids.applicationId) &&
		(!isFilled(data.reference) || data.reference === reference || (!isSigned && !reference))
	);
}

function isSame(answered: unknown, asked: string): boolean {
	return !isFilled(answered) || answered === asked;
}

/**
 * Whether connectFi answered, and knows no such case or forbids to ask about it. `ext…` codes say that a service behind it
 * failed; a 404 without connectFi's envelope says of a deprecated route that it is gone, and with it all that could have
 * called.
 */
function isUnknownCase({ kind, httpStatus, refusal }: Failure, ids: CallbackIds): boolean {
	if (kind === 'otherApplication') return true;
	if (kind === 'refused') return !refusal?.code.startsWith('ext');
	return (
		(httpStatus === 403 && refusal !== undefined) || (ids.kind === 'legacy' && httpStatus === 404)
	);
}

function describe({ kind, httpStatus, networkCode, stoppedBecause }: Failure): string {
	return [kind, httpStatus, networkCode, stoppedBecause].filter(Boolean).join(', ');
}
