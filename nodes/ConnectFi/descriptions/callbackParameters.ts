import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** The parameters and options of operations that register a callback at connectFi. */

export const callbackParameters: INodeProperties[] = [
	{
		displayName: 'Callback',
		name: 'callback',
		type: 'options',
		default: 'none',
		description:
			'Where connectFi sends status changes that happen later, such as after a manual review',
		options: [
			{ name: 'None', value: 'none', description: 'No callback; check with Get Status instead' },
			{
				name: 'connectFi Trigger in This Workflow',
				value: 'trigger',
				description:
					'Start this workflow at its connectFi Trigger; the workflow must be active (published)',
			},
			{
				name: 'Wait for Outcome in This Execution',
				value: 'execution',
				description: 'Resume this execution at a Wait for Outcome further on',
			},
			{ name: 'URL', value: 'url', description: 'Call a URL that you enter' },
		],
	},
	{
		displayName: 'Callback URL',
		name: 'webhookUrl',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://n8n.example.com/webhook/kyc',
		description: 'URL that connectFi calls once per change, without retrying',
		displayOptions: { show: { callback: ['url'] } },
	},
];

/** The same for the deprecated KYC: Wait for Outcome supports applications only, so nothing would resume an execution. */
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
		"Request field that carries the callback URL; connectFi's documentation shows two spellings. Change it only if connectFi accepts the request but never calls back.",
	options: [
		{
			name: 'Automatic',
			value: 'auto',
			description: 'The spelling documented for this request, then the other one if rejected',
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
	description:
		'Whether to send syncMode as true, which connectFi documents as asynchronous despite the name. Leave this option out unless connectFi told you to set it.',
};
