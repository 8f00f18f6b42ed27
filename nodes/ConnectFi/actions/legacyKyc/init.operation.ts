import { fields } from '../../api/fields';
import { legacyStatusFields, outputLegacyKyc } from '../../api/output';
import { paths } from '../../api/paths';
import { getCallbackUrl } from '../../callback/callbackUrl';
import {
	callbackFieldOption,
	legacyCallbackParameters,
	syncModeOption,
} from '../../descriptions/callbackParameters';
import { deprecated } from '../../descriptions/deprecated';
import { legacyCustomerIdParameter } from '../../descriptions/legacyParameters';
import { sendWithCallback } from '../callbackField';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';
import { findLegacyKyc } from './findLegacyKyc';

const { notice, ...words } = deprecated('KYC/KYB Application: Start Identification');

export const description: OperationDescription = {
	name: 'Initialize (Deprecated)',
	value: 'init',
	action: 'Initialize deprecated legacy KYC',
	...words,
	resultIdPath: 'customer.customerId',
	statusFields: legacyStatusFields,
	properties: [notice, legacyCustomerIdParameter, ...legacyCallbackParameters],
	options: [callbackFieldOption, syncModeOption],
};

/** connectFi docs, page "Init (deprecated)": POST /customer/kyc/init, which spells the callback field webhookURL throughout. */
export async function prepare(item: Item): Promise<SendRequests> {
	const customerId = item.text('customerId', fields.legacyCustomerId);
	const body = {
		customerId,
		...(item.options.syncMode !== undefined && { syncMode: Boolean(item.options.syncMode) }),
	};
	// Workflows saved with the first versions may still have it.
	if (item.parameter<string>('callback', 'none') === 'execution')
		throw item.refusal(
			"'Callback' is 'Wait for Outcome in This Execution', but Wait for Outcome supports only the KYC/KYB Application resource.",
			"Choose 'connectFi Trigger in This Workflow', 'URL' or 'None', or start the identification with the KYC/KYB Application resource.",
		);
	const callbackUrl = await getCallbackUrl(item, { kind: 'legacy', customerId });
	return async () =>
		outputLegacyKyc(
			await sendWithCallback(item, {
				path: paths.legacyKycInit,
				body,
				callbackUrl,
				firstField: 'webhookURL',
				// A decision is that of an earlier KYC: nothing was uploaded to this one.
				findExisting: async () => await findLegacyKyc(item, customerId, ({ isFinal }) => !isFinal),
			}),
		);
}
