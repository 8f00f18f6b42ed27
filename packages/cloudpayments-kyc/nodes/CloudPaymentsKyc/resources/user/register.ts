import { fieldsIn } from '../../api/fields';
import { paths } from '../../api/paths';
import { routingOf, type RequestPart } from '../../transport/declarative';
import {
	accessTokenProperty,
	methodOption,
	optionsCollection,
	type Operation,
} from '../properties';

type Ids = Record<'accountId' | 'workflowId', string>;

const idPlaces: Record<string, (ids: Ids) => RequestPart> = {
	body: (ids) => ({ body: ids }),
	headers: (ids) => ({ headers: ids }),
	query: (ids) => ({ qs: ids }),
};

/** kyc-ms/registerUser; the method is INFERRED, and where the ids go is NOT FOUND on the vendor's page. */
export const register: Operation = {
	option: {
		name: 'Register',
		value: 'register',
		action: 'Register SDK result of user',
		description: 'Report the two IDs that the SDK gave, so that the verification is tracked',
		routing: routingOf({
			method: 'POST',
			url: paths.registerUser,
			otherReadings: "the options 'Method' and 'Send IDs In'",
			beforeRepeating: "Before you register the same IDs again, look at the user's status.",
			prepare(text, method) {
				const ids: Ids = {
					accountId: text('accountId').trim(),
					workflowId: text('workflowId').trim(),
				};
				if (!ids.accountId || !ids.workflowId)
					return {
						refusal: `'${ids.accountId ? 'Workflow ID' : 'Account ID'}' is empty. Map the ID that the SDK gave to the mobile app.`,
					};
				const place = text('options.sendIdsIn') || (method === 'GET' ? 'query' : 'body');
				if (method === 'GET' && place === 'body')
					return {
						refusal:
							"A GET request has no body. Choose 'Headers' or 'Query Parameters' in 'Send IDs In', or POST in 'Method'.",
					};
				return idPlaces[place](ids);
			},
			output: (answer, text) => ({
				...fieldsIn(answer),
				registered: true,
				accountId: text('accountId').trim(),
				workflowId: text('workflowId').trim(),
			}),
		}),
	},
	properties: [
		accessTokenProperty,
		{
			displayName: 'Account ID',
			name: 'accountId',
			type: 'string',
			required: true,
			default: '',
			description:
				'Account of the client at the KYC provider; the SDK gives it when the user is done',
		},
		{
			displayName: 'Workflow ID',
			name: 'workflowId',
			type: 'string',
			required: true,
			default: '',
			description: 'Workflow at the KYC provider; the SDK gives it when the user is done',
		},
		optionsCollection([
			{ ...methodOption, default: 'POST' },
			{
				displayName: 'Send IDs In',
				name: 'sendIdsIn',
				type: 'options',
				options: [
					{ name: 'Body', value: 'body' },
					{ name: 'Headers', value: 'headers' },
					{ name: 'Query Parameters', value: 'query' },
				],
				default: 'body',
				description:
					'Where the two IDs go. The API documentation leaves it open: change it if the default is refused.',
			},
		]),
	],
};
