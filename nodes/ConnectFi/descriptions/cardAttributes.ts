import type { INodeProperties } from 'n8n-workflow';
import { addressTypes, cardIssueTypes } from '../api/vocabulary';
import { dropdown } from './parameters';

const text = (displayName: string, name: string, placeholder: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder: `e.g. ${placeholder}`,
});

/** Page "Add Attributes (deprecated)": `additionalAttributes.cardAttributes`, each named as connectFi names it. */
export const cardAttributesParameter: INodeProperties = {
	displayName: 'Card Attributes',
	name: 'cardAttributes',
	type: 'collection',
	placeholder: 'Add Attribute',
	description:
		"What connectFi needs to issue a card, required when 'missingAttributes' contains cardAttributes. connectFi documents all six as required.",
	// All are shown from the start, as a new user cannot know which ones to add.
	default: {
		productID: '',
		nameOnCard: '',
		designId: '',
		addressType: 'PRIMARY',
		issueType: 'NEW',
		additionalData: '{}',
	},
	options: [
		{
			displayName: 'Additional Data (JSON)',
			name: 'additionalData',
			type: 'json',
			default: '{}',
			placeholder: 'e.g. {"designId": "1"}',
			description: 'An object with anything else that your card program needs',
		},
		dropdown('Address Type', 'addressType', addressTypes),
		text('Design ID', 'designId', '1'),
		dropdown('Issue Type', 'issueType', cardIssueTypes, { default: 'NEW' }),
		text('Name on Card', 'nameOnCard', 'JOHN TESTMAN'),
		text('Product ID', 'productID', 'AWSM_API_Evolve_Test'),
	],
};
