import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { referenceHint } from './parameters';

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
	displayName: 'If No Callback Arrives',
	name: 'webhookField',
	type: 'options',
	default: 'auto',
	description:
		"What to try if connectFi accepts the request but never calls back. connectFi's documentation shows two spellings of the field that carries the callback URL; try the one that has not been sent yet.",
	options: [
		{
			name: 'Automatic',
			value: 'auto',
			description: 'The spelling documented for this request, then the other one if rejected',
		},
		{
			name: 'Send webhookUrl',
			value: 'webhookUrl',
			description:
				'What Automatic tries first, except for deprecated operations or without a reference',
		},
		{
			name: 'Send webhookURL',
			value: 'webhookURL',
			description: 'What Automatic tries first for deprecated operations or without a reference',
		},
	],
};

export const syncModeOption: INodeProperties = {
	displayName: 'Sync Mode',
	name: 'syncMode',
	type: 'boolean',
	default: false,
	description:
		'Whether to send connectFi its setting syncMode as true. Leave this option out unless connectFi has told you to set it: its documentation does not say what changes.',
};

/** @param description what it is, and what becomes of one that has been used before */
export const referenceParameter = (description: string): INodeProperties => ({
	displayName: 'Application Reference',
	name: 'reference',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. onboarding20261',
	hint: referenceHint,
	description,
});
