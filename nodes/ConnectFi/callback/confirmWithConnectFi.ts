import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { clock } from '../../shared/clock';
import { applicationOutput, legacyKycOutput } from '../actions/output';
import { recordIn } from '../api/foreign';
import { paths } from '../api/paths';
import type { Envelope } from '../api/types';
import type { Failure, Outcome } from '../transport/answer';
import { askApplicationStatus } from '../transport/applicationStatus';
import { openConnection } from '../transport/connection';
import { RequestWindow } from '../../shared/limiter';
import type { Caller } from './authenticateCallback';
import { credentialKeyOf } from './credential';
import { isFilled, type CallbackIds } from './parseCallback';
import { rejected, type Rejected } from './reject';

export type Confirmation =
	/** The case is as connectFi itself says, in the form of `Get Status`. */
	| { verdict: 'confirmed'; ids: CallbackIds; json: IDataObject }
	/** connectFi did not answer, but the call is genuine: something has changed. */
	| { verdict: 'unverified'; ids: CallbackIds }
	/** connectFi did not answer, and anybody may have made the call. */
	| { verdict: 'unproven'; ids: CallbackIds }
	/** connectFi knows nothing of the kind: the call is made up. */
	| Rejected;

/** connectFi does not repeat a callback, so its caller may be kept waiting, but not for long, in milliseconds. */
const patience = { inAll: 10_000, perAttempt: 5_000 };

/** How many callbacks of one credential connectFi is asked about at once. */
const mostAtOnce = 10;

const windows = new Map<string, RequestWindow>();

/**
 * Asks connectFi with the node's own credential what is true of the ids in a callback. Takes 10 seconds at most, waiting
 * for its turn included, and never throws.
 * @param proven whether nobody but connectFi can have made the call; one that anybody can make is asked about once
 */
export async function confirmWithConnectFi(
	context: IWebhookFunctions,
	caller: Caller,
	proven: boolean,
): Promise<Confirmation> {
	const { ids } = caller;
	const outcome = await ask(context, caller, proven);
	if (outcome.success) {
		if (!isAbout(outcome.envelope, caller)) return madeUp;
		const outputOf = ids.kind === 'akepa' ? applicationOutput : legacyKycOutput;
		return { verdict: 'confirmed', ids, json: outputOf(outcome.envelope).json };
	}
	if (saysNo(outcome.failure, ids)) return madeUp;
	context.logger.warn(
		`connectFi could not be asked about a callback (${reasonIn(outcome.failure)})`,
	);
	return { verdict: proven ? 'unverified' : 'unproven', ids };
}

const madeUp = rejected(401, 'connectFi does not know this case');

/** @returns connectFi's answer, or a failure also where the node's credential cannot be used or time is up */
async function ask(
	context: IWebhookFunctions,
	{ ids, credential }: Caller,
	proven: boolean,
): Promise<Outcome> {
	const deadline = clock.abortAfter(patience.inAll);
	const timeUp = new Promise<Outcome>((resolve) => {
		deadline.addEventListener('abort', () => resolve(stopped('time is up')), { once: true });
	});
	try {
		const connection = await openConnection(context, windowOf(context), deadline, credential);
		const request = {
			idempotent: true,
			retry: proven,
			timeout: patience.perAttempt,
		} as const;
		const answer =
			ids.kind === 'akepa'
				? askApplicationStatus(connection, ids, request)
				: connection.attempt({
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
function windowOf(context: IWebhookFunctions): RequestWindow {
	const key = credentialKeyOf(context);
	const window = windows.get(key) ?? new RequestWindow(mostAtOnce, false, mostAtOnce);
	windows.set(key, window);
	return window;
}

function stopped(stoppedBecause: string): Outcome {
	return { success: false, failure: { kind: 'stopped', stoppedBecause } };
}

/**
 * Whether the answer is about what was asked; a field that it lacks speaks neither for nor against it. A URL that was signed
 * without a reference is none for a case that has one.
 */
function isAbout({ data }: Envelope, { ids, signed }: Caller): boolean {
	const { customerId, reference } = ids;
	if (ids.kind === 'legacy') return isSame(recordIn(data.customer)?.customerId, customerId);
	return (
		isSame(data.customerId, customerId) &&
		isSame(data.applicationId, ids.applicationId) &&
		(!isFilled(data.reference) || data.reference === reference || (!signed && !reference))
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
function saysNo({ kind, httpStatus, refusal }: Failure, ids: CallbackIds): boolean {
	if (kind === 'otherApplication') return true;
	if (kind === 'refused') return !refusal?.code.startsWith('ext');
	return (
		(httpStatus === 403 && refusal !== undefined) || (ids.kind === 'legacy' && httpStatus === 404)
	);
}

function reasonIn({ kind, httpStatus, networkCode, stoppedBecause }: Failure): string {
	return [kind, httpStatus, networkCode, stoppedBecause].filter(Boolean).join(', ');
}
