import { outputApplication } from '../../api/output';
import { paths } from '../../api/paths';
import type { Envelope } from '../../api/types';
import { sendWithCallback } from '../callbackField';
import type { Item } from '../item';
import type { Result } from '../operation';
import { findByReference, findRefusedFor } from './findApplication';

interface Identification {
	/** Whom it is about. An instance of 2023 takes no reference. */
	subject: { customerId: string; reference?: string };
	/** No callback if undefined. */
	callbackUrl: string | undefined;
	/** An earlier run may have started it, and then it is used. */
	mayExist: boolean;
	/** The customer was created just now, so that there is no application to ask for. */
	customerIsNew?: boolean;
}

/** The application, with `existed` where an earlier run has started it. */
interface Started extends Result {
	envelope: Envelope;
	/** Whether it is known to be the customer's latest. */
	isLatest: boolean;
}

/**
 * Starts an identification, or finds the one that may be used.
 *
 * connectFi docs, page "Identification": POST /akepa/identification. Its table says webhookURL, all its samples send
 * webhookUrl; the page of 2023, which has no reference, says webhookURL throughout.
 *
 * @throws NodeApiError as `Item.send` does
 */
export async function startIdentification(
	item: Item,
	{ subject, callbackUrl, mayExist, customerIsNew }: Identification,
): Promise<Started> {
	const { customerId, reference } = subject;
	// A second one with the same reference may be refused or be started: that is not documented. So connectFi is asked first.
	const existing =
		mayExist && reference && !customerIsNew
			? await findByReference(item, { customerId, reference })
			: undefined;
	if (existing?.success) {
		const { envelope } = existing;
		return { ...outputApplication(envelope, { existed: true }), envelope, isLatest: true };
	}
	if (existing) throw item.toError(existing.failure, { idempotent: true });
	let existed = false;
	const { syncMode } = item.options;
	const envelope = await sendWithCallback(item, {
		path: paths.identification,
		body: { ...subject, ...(syncMode !== undefined && { syncMode: Boolean(syncMode) }) },
		callbackUrl,
		// An instance of 2023 that ignores unknown names would not reject the other one, and never call.
		firstField: reference ? 'webhookUrl' : 'webhookURL',
		hints: reference
			? {
					...(!mayExist && {
						referenceExists:
							"Choose a reference that was never used before, or set 'If It Exists' to 'Use' in the options.",
					}),
					unknownOutcome: `Run it again with the same reference${mayExist ? '' : " and 'If It Exists' set to 'Use'"}.`,
				}
			: undefined,
		mayExist,
		async findExisting(failure) {
			if (!reference) return undefined;
			const wanted = { customerId, reference };
			if (failure.kind === 'refused') {
				const refusedFor = await findRefusedFor(item, failure, wanted);
				existed = refusedFor !== undefined;
				return refusedFor;
			}
			const latest = await findByReference(item, wanted);
			return latest?.success ? latest.envelope : undefined;
		},
	});
	const result = outputApplication(envelope, existed ? { existed } : {});
	return { ...result, envelope, isLatest: !existed };
}
