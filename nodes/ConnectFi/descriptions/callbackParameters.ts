import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** The parameters and options of operations that give connectFi an address to call. */

export const callbackParameters: INodeProperties[] = [
	{
		displayName: 'Callback',
		name: 'callback',
		type: 'options',
		default: 'none',
		description:
			'Whom connectFi tells when the status changes later on, such as after a manual review',
		options: [
			{ name: 'None', value: 'none', description: 'Ask for the status instead' },
			{
				name: 'connectFi Trigger in This Workflow',
				value: 'trigger',
				description: 'Start this workflow at its connectFi Trigger; the workflow must be active',
			},
			{
				name: 'Wait for Outcome in This Execution',
				value: 'execution',
				description: 'Wake up this execution, which sleeps in a Wait for Outcome further on',
			},
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
];

/** The same for the deprecated KYC: Wait for Outcome knows applications only, so nothing would wake an execution up. */
export const legacyCallbackParameters: INodeProperties[] = callbackParameters.map((property) =>
	property.name === 'callback'
		? {
				...property,
				options: (property.options as INodePropertyOptions[]).filter(
					({ value }) => value !== 'execution',
				),
			}
		: property,
);

export const callbackFieldOption: INodeProperties = {
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
			description: 'The one that fits, and the other if connectFi refuses it',
		},
		{ name: 'webhookUrl', value: 'webhookUrl' },
		{ name: 'webhookURL', value: 'webhookURL' },
	],
};

export const syncModeOption: INodeProperties = {
	displayName: 'Sync Mode',
	name: 'syncMode',
	type: 'boolean',
	default: false,
	description: 'Whether the identification runs asynchronously, as the documentation puts it',
};
