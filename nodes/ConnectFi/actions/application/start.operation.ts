import { fields } from '../../api/fields';
import { outputApplication } from '../../api/output';
import { paths } from '../../api/paths';
import { getCallbackUrl } from '../../callback/callbackUrl';
import {
	callbackFieldOption,
	callbackParameters,
	syncModeOption,
} from '../../descriptions/callbackParameters';
import { customerIdParameter } from '../../descriptions/parameters';
import { sendWithCallback } from '../callbackField';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';

export const description: OperationDescription = {
	name: 'Start Identification',
	value: 'start',
	action: 'Start identification',
	description: 'Start KYC for an individual or KYB for a business',
	resultIdPath: 'applicationId',
	properties: [
		customerIdParameter,
		{
			displayName: 'Reference',
			name: 'reference',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. onboarding20261',
			description:
				'Your own ID for this identification, 1 to 32 letters and digits. Use a new one each time: connectFi calls it unique and does not document what happens to one that has been used before.',
			displayOptions: { hide: { '/options.sendReference': [false] } },
		},
		...callbackParameters,
	],
	options: [
		callbackFieldOption,
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
	const subject = {
		customerId: item.text('customerId', fields.customerId),
		...(withReference && { reference: item.text('reference', fields.reference) }),
	};
	const body = {
		...subject,
		...(item.options.syncMode !== undefined && { syncMode: Boolean(item.options.syncMode) }),
	};
	const callbackUrl = await getCallbackUrl(item, { kind: 'akepa', ...subject });
	return async () =>
		outputApplication(
			await sendWithCallback(item, {
				path: paths.identification,
				body,
				callbackUrl,
				// An instance of 2023 that ignores unknown names would not reject the other one, and never call.
				firstField: withReference ? 'webhookUrl' : 'webhookURL',
			}),
		);
}
