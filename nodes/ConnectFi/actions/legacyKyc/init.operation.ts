import { fields } from '../../api/fields';
import { paths } from '../../api/paths';
import { callbackUrlOf } from '../../callback/callbackUrl';
import {
	callbackFieldOption,
	callbackParameters,
	syncModeOption,
} from '../../descriptions/callbackParameters';
import { deprecated } from '../../descriptions/deprecated';
import { legacyCustomerIdParameter } from '../../descriptions/legacyParameters';
import { sendWithCallback } from '../callbackField';
import type { Item } from '../item';
import type { OperationDescription, Work } from '../operation';
import { legacyKycOutput } from '../output';

const { notice, ...words } = deprecated('KYC/KYB Application: Start Identification');

export const description: OperationDescription = {
	name: 'Initialize (Deprecated)',
	value: 'init',
	action: 'Initialize legacy KYC (deprecated)',
	...words,
	creates: 'customer.customerId',
	properties: [notice, legacyCustomerIdParameter, ...callbackParameters],
	options: [callbackFieldOption, syncModeOption],
};

/** connectFi docs, page "Init (deprecated)": POST /customer/kyc/init, which spells the callback field webhookURL throughout. */
export async function execute(item: Item): Promise<Work> {
	const customerId = item.text('customerId', fields.legacyCustomerId);
	const body = {
		customerId,
		...(item.options.syncMode !== undefined && { syncMode: Boolean(item.options.syncMode) }),
	};
	const callbackUrl = await callbackUrlOf(item, { customerId });
	return async () =>
		legacyKycOutput(
			await sendWithCallback(item, {
				path: paths.legacyKycInit,
				body,
				callbackUrl,
				firstField: 'webhookURL',
			}),
		);
}
