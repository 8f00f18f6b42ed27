import { refusesProperty } from '../../api/errorCodes';
import { fields } from '../../api/fields';
import { paths } from '../../api/paths';
import { customerIdParameter } from '../../descriptions/parameters';
import type { Item } from '../item';
import type { OperationDescription, Work } from '../operation';
import { applicationOutput } from '../output';

export const description: OperationDescription = {
	name: 'Start Identification',
	value: 'start',
	action: 'Start identification',
	description: 'Start the KYC of an individual or the KYB of a business',
	creates: 'applicationId',
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
				'Your own unique ID for this identification: 1 to 32 letters and digits. connectFi refuses one that was used before.',
		},
		{
			displayName: 'Callback',
			name: 'callback',
			type: 'options',
			default: 'none',
			description:
				'Whom connectFi tells when the status changes later on, such as after a manual review',
			options: [
				{ name: 'None', value: 'none', description: 'Ask for the status instead' },
				{ name: 'URL', value: 'url', description: 'Call an address that you enter' },
			],
		},
		{
			displayName: 'Callback URL',
			name: 'webhookUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/kyc',
			description: 'The address that connectFi calls once per change; it does not repeat a call',
			displayOptions: { show: { callback: ['url'] } },
		},
	],
	options: [
		{
			displayName: 'Callback Field',
			name: 'webhookField',
			type: 'options',
			default: 'auto',
			description:
				"The name under which the callback URL is sent; the vendor's pages show two spellings",
			options: [
				{
					name: 'Automatic',
					value: 'auto',
					description: 'The first, and the second if it is refused',
				},
				{ name: 'webhookUrl', value: 'webhookUrl' },
				{ name: 'webhookURL', value: 'webhookURL' },
			],
		},
		{
			displayName: 'Send Reference',
			name: 'sendReference',
			type: 'boolean',
			default: true,
			description:
				'Whether to send the reference. Turn off only for a connectFi of 2023, which does not know it.',
		},
		{
			displayName: 'Sync Mode',
			name: 'syncMode',
			type: 'boolean',
			default: false,
			description: 'Whether the identification runs asynchronously, as the documentation puts it',
		},
	],
};

type CallbackField = 'webhookUrl' | 'webhookURL';

/** connectFi docs, page "Identification": POST /akepa/identification. */
export async function execute(item: Item): Promise<Work> {
	const withReference = item.options.sendReference !== false;
	const body = {
		customerId: item.text('customerId', fields.customerId),
		...(withReference && { reference: item.text('reference', fields.reference) }),
		...(item.options.syncMode !== undefined && { syncMode: Boolean(item.options.syncMode) }),
	};
	const callbackUrl =
		item.parameter<string>('callback') === 'url' ? callbackUrlOf(item) : undefined;
	const chosen = String(item.options.webhookField ?? 'auto');

	const call = (field: CallbackField) => ({
		method: 'POST' as const,
		path: paths.identification,
		json: { ...body, ...(callbackUrl && { [field]: callbackUrl }) },
		repeat: 'neverTwice' as const,
	});

	return async () => {
		if (chosen !== 'auto') return applicationOutput(await item.send(call(chosen as CallbackField)));
		// The page's table says webhookURL, all its samples send webhookUrl, and unknown names are refused. A refused
		// request did nothing, so sending it again under the other name starts nothing twice.
		const outcome = await item.attempt(call('webhookUrl'));
		if (outcome.success) return applicationOutput(outcome.envelope);
		const { refusal } = outcome.failure;
		if (callbackUrl && refusal && refusesProperty(refusal, 'webhookUrl'))
			return applicationOutput(await item.send(call('webhookURL')));
		throw item.errorOf(outcome, call('webhookUrl'));
	};
}

function callbackUrlOf(item: Item): string {
	const url = item.text('webhookUrl', fields.callbackUrl);
	if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
		throw item.refusal(
			`'Callback URL' holds '${url}'. It must be an address that starts with https:// or http://.`,
		);
	return url;
}
