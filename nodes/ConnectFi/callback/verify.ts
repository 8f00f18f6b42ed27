import type { ICredentialDataDecryptedObject, IWebhookFunctions } from 'n8n-workflow';
import { applicationOutput, legacyKycOutput } from '../actions/output';
import type { Result } from '../actions/operation';
import { paths } from '../api/paths';
import type { Envelope } from '../api/types';
import { askApplicationStatus } from '../transport/applicationStatus';
import { openConnection } from '../transport/connection';
import type { Failure, Outcome } from '../transport/answer';
import type { CallbackIds } from './body';

export type Verdict =
	/** connectFi's own answer, as `Get Status` would give it. */
	| ({ kind: 'confirmed' } & Result)
	/** connectFi knows nothing of the kind: the call is made up. */
	| { kind: 'madeUp' }
	/** connectFi could not be asked, or did not answer in time. */
	| { kind: 'unanswered' };

/** connectFi does not repeat a callback, so its caller may be kept waiting, but not for long, in milliseconds. */
const patience = { inAll: 10_000, perAttempt: 5_000 };

/**
 * Asks connectFi with the node's own credential what is true of the ids in a callback. Takes 10 seconds at most and never
 * throws.
 */
export async function verify(
	context: IWebhookFunctions,
	ids: CallbackIds,
	credential: ICredentialDataDecryptedObject,
): Promise<Verdict> {
	const outcome = await ask(context, ids, credential);
	if (outcome.success) {
		if (!isAbout(outcome.envelope, ids)) return { kind: 'madeUp' };
		const outputOf = ids.source === 'akepa' ? applicationOutput : legacyKycOutput;
		return { kind: 'confirmed', ...outputOf(outcome.envelope) };
	}
	if (saysNo(outcome.failure, ids)) return { kind: 'madeUp' };
	context.logger.warn(
		`connectFi could not be asked about a callback (${reasonIn(outcome.failure)})`,
	);
	return { kind: 'unanswered' };
}

/** @returns connectFi's answer, or a failure also where the node's credential cannot be used or time is up */
async function ask(
	context: IWebhookFunctions,
	ids: CallbackIds,
	credential: ICredentialDataDecryptedObject,
): Promise<Outcome> {
	const deadline = AbortSignal.timeout(patience.inAll);
	const timeUp = new Promise<Outcome>((resolve) => {
		deadline.addEventListener('abort', () => resolve(stopped('time is up')), { once: true });
	});
	try {
		const connection = await openConnection(context, undefined, deadline, credential);
		const request = { repeat: 'anytime', timeout: patience.perAttempt } as const;
		const answer =
			ids.source === 'akepa'
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

function stopped(stoppedBecause: string): Outcome {
	return { success: false, failure: { kind: 'stopped', stoppedBecause } };
}

/** Whether the answer is about what was asked; a field that it lacks speaks neither for nor against it. */
function isAbout({ data }: Envelope, ids: CallbackIds): boolean {
	const { source, ...asked } = ids;
	const answered = source === 'akepa' ? data : ((data.customer ?? {}) as Record<string, unknown>);
	return Object.entries(asked).every(
		([name, value]) =>
			value === undefined || answered[name] === undefined || answered[name] === value,
	);
}

/**
 * Whether connectFi answered, and knows no such case. `ext…` codes say that a service behind it failed; a 404 without
 * connectFi's envelope says of a deprecated route that it is gone, and with it all that could have called.
 */
function saysNo({ kind, httpStatus, refusal }: Failure, { source }: CallbackIds): boolean {
	if (kind === 'otherApplication') return true;
	return kind === 'refused'
		? !refusal?.code.startsWith('ext')
		: source === 'legacy' && httpStatus === 404;
}

function reasonIn({ kind, httpStatus, networkCode, stoppedBecause }: Failure): string {
	return [kind, httpStatus, networkCode, stoppedBecause].filter(Boolean).join(', ');
}
