import type { INodeProperties } from 'n8n-workflow';

/** Properties that both credentials have. */

export const baseUrlProperty: INodeProperties = {
	displayName: 'Base URL',
	name: 'baseUrl',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. https://connectfi.example.com',
	description:
		'The instance URL that came with your connectFi access; there is one for tests and one for production',
};

export const callbackSecretProperty: INodeProperties = {
	displayName: 'Callback Secret',
	name: 'callbackSecret',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	hint: 'Optional: make up a text of at least 16 characters before you go live',
	description:
		'A text of your own, at least 16 characters. Callback addresses are signed with it, so that nobody can make up a call from connectFi. To change it, write the new text, a comma and the old one: the first signs, all are accepted.',
};
