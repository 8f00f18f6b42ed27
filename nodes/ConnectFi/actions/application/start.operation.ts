import { fields } from '../../api/fields';
import { outputApplication } from '../../api/output';
import { paths } from '../../api/paths';
import { getCallbackUrl } from '../../callback/callbackUrl';
import {
	callbackFieldOption,
	callbackParameters,
	syncModeOption,
} from '../../descriptions/callbackParameters';
import { customerIdParameters, ifExistsOption } from '../../descriptions/parameters';
import { sendWithCallback } from '../callbackField';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';
import { findByReference, findRefusedFor } from './findApplication';

export const description: OperationDescription = {
	name: 'Start Identification',
	value: 'start',
	action: 'Start identification',
	description: 'Start KYC for an individual or KYB for a business',
	resultIdPath: 'applicationId',
	properties: [
		...customerIdParameters,
		{
			displayName: 'Reference',
			name: 'reference',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. onboarding20261',
			description:
				"Your own ID for this identification, 1 to 32 letters and digits. Use a new one for each new identification: connectFi calls it unique and does not document what happens to one that has been used before; see 'If It Exists' in the options.",
			displayOptions: { hide: { '/options.sendReference': [false] } },
		},
		...callbackParameters,
	],
	options: [
		callbackFieldOption,
		ifExistsOption(
			"Look first whether the customer's latest application has this reference, and output it with 'existed' set to true. It keeps the callback that it was started with.",
		),
		{
			displayName: 'Send Reference',
			name: 'sendReference',
			type: 'boolean',
			default: true,
			description:
				'Whether to send the reference. Turn off only for a connectFi instance from 2023, which does not know it.',
		},
		syncModeOption,
	],
};

/**
 * connectFi docs, page "Identification": POST /akepa/identification. Its table says webhookURL, all its samples send
 * webhookUrl; the page of 2023, which has no reference, says webhookURL throughout.
 */
export async function prepare(item: Item): Promise<SendRequests> {
	const withReference = item.options.sendReference !== false;
	const customerId = item.text('customerId', fields.customerId);
	const reference = withReference ? item.text('reference', fields.reference) : undefined;
	const subject = { customerId, ...(reference && { reference }) };
	const body = {
		...subject,
		...(item.options.syncMode !== undefined && { syncMode: Boolean(item.options.syncMode) }),
	};
	const mayExist = item.option('ifExists', fields.ifExists) === 'use';
	if (mayExist && !reference)
		throw item.refusal(
			"'If It Exists' is 'Use', but no reference is sent, so an existing application cannot be recognized.",
			"Turn on 'Send Reference', or set 'If It Exists' to 'Error'.",
		);
	const callbackUrl = await getCallbackUrl(item, { kind: 'akepa', ...subject });
	return async () => {
		// A second one with the same reference may be refused or be started: that is not documented. So connectFi is asked first.
		const existing =
			mayExist && reference ? await findByReference(item, { customerId, reference }) : undefined;
		if (existing?.success) return outputApplication(existing.envelope, { existed: true });
		if (existing) throw item.toError(existing.failure, { idempotent: true });
		let existed = false;
		const envelope = await sendWithCallback(item, {
			path: paths.identification,
			body,
			callbackUrl,
			// An instance of 2023 that ignores unknown names would not reject the other one, and never call.
			firstField: withReference ? 'webhookUrl' : 'webhookURL',
			hints: reference
				? {
						unknownOutcome: "Run it again with the same reference and 'If It Exists' set to 'Use'.",
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
		return outputApplication(envelope, existed ? { existed } : {});
	};
}
