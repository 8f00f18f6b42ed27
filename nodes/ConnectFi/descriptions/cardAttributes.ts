import type { INodeProperties } from 'n8n-workflow';
import { addressTypes, cardIssueTypes } from '../api/vocabulary';
import { dropdown } from './parameters';

const text = (
	displayName: string,
	name: string,
	example: { placeholder: string; description: string },
): INodeProperties => ({ displayName, name, type: 'string', default: '', ...example });

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
		dropdown('Address Type', 'addressType', addressTypes, {
			description: "Which of the customer's addresses the card goes to",
		}),
		text('Design ID', 'designId', {
			placeholder: 'e.g. 1',
			description: 'Which design of your card program the card gets',
		}),
		dropdown('Issue Type', 'issueType', cardIssueTypes, {
			default: 'NEW',
			description: 'Why the card is issued',
		}),
		text('Name on Card', 'nameOnCard', {
			placeholder: 'e.g. JOHN TESTMAN',
			description: 'Name of the customer as printed on the card',
		}),
		text('Product ID', 'productID', {
			placeholder: 'e.g. AWSM_API_Evolve_Test',
			description: 'ID of your card program at connectFi',
		}),
	],
};
