import { fields } from '../../api/fields';
import { getCallbackUrl } from '../../callback/callbackUrl';
import {
	callbackFieldOption,
	callbackParameters,
	referenceParameter,
	syncModeOption,
} from '../../descriptions/callbackParameters';
import { customerIdParameters, ifExistsOption } from '../../descriptions/parameters';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';
import { startIdentification } from './startIdentification';

export const description: OperationDescription = {
	name: 'Start Identification',
	value: 'start',
	action: 'Start identification',
	description: 'Start KYC for an individual or KYB for a business',
	resultIdPath: 'applicationId',
	properties: [
		...customerIdParameters,
		{
			...referenceParameter(
				"Your own ID for this identification, 1 to 32 letters and digits. Use a new one for each new identification: connectFi calls it unique and does not document what happens to one that has been used before; see 'If It Exists' in the options.",
			),
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

/** connectFi docs, page "Identification". */
export async function prepare(item: Item): Promise<SendRequests> {
	const customerId = item.text('customerId', fields.customerId);
	const reference =
		item.options.sendReference === false ? undefined : item.text('reference', fields.reference);
	const mayExist = item.option('ifExists', fields.ifExists) === 'use';
	if (mayExist && !reference)
		throw item.refusal(
			"'If It Exists' is 'Use', but no reference is sent, so an existing application cannot be recognized.",
			"Turn on 'Send Reference', or set 'If It Exists' to 'Error'.",
		);
	const subject = { customerId, ...(reference && { reference }) };
	const callbackUrl = await getCallbackUrl(item, { kind: 'akepa', ...subject });
	return async () => await startIdentification(item, { subject, callbackUrl, mayExist });
}
