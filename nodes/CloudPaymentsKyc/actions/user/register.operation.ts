import { toFields } from '../../api/fields';
import { paths } from '../../api/paths';
import { methodOption } from '../../descriptions/options';
import { accessTokenParameter } from '../../descriptions/parameters';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';
import { userCall } from './userCall';

const places = ['headers', 'body', 'query'] as const;

export const description: OperationDescription = {
	name: 'Register',
	value: 'register',
	action: 'Register SDK result of user',
	description: 'Report the two IDs that the SDK returned, so that the verification is tracked',
	properties: [
		accessTokenParameter,
		{
			displayName: 'Account ID',
			name: 'accountId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. {{ $json.accountId }}',
			description:
				"The client's account at the KYC provider, returned by the SDK when the user has finished",
		},
		{
			displayName: 'Workflow ID',
			name: 'workflowId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. {{ $json.workflowId }}',
			description:
				'The workflow at the KYC provider, returned by the SDK when the user has finished',
		},
	],
	options: [
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
			default: 'headers',
			description:
				'Where to send the two IDs. The API documentation lists them next to the headers and says no more. Change it if the default is rejected.',
		},
	],
};

/** kyc-ms/registerUser; the method is INFERRED, and the vendor's page lists the ids beside the headers. */
export async function prepare(item: Item): Promise<SendRequests> {
	const call = userCall(item, 'POST', {
		path: paths.registerUser,
		alternatives: "the options 'Method' and 'Send IDs In'",
		beforeRetrying: "Before you register the same IDs again, look at the user's status.",
	});
	const ids = {
		accountId: item.text('accountId', 'Account ID').trim(),
		workflowId: item.text('workflowId', 'Workflow ID').trim(),
	};
	if (!ids.accountId || !ids.workflowId)
		throw item.refusal(
			`'${ids.accountId ? 'Workflow ID' : 'Account ID'}' is empty. Map the ID that the SDK returned to the mobile app.`,
		);
	const label = 'Send IDs In';
	const place = item.choice('sendIdsIn', label, places, 'headers');
	if (call.method === 'GET' && place === 'body')
		throw item.refusal(
			"A GET request has no body. Choose 'Headers' or 'Query Parameters' in 'Send IDs In', or POST in 'Method'.",
		);
	if (place === 'headers') Object.assign(call.headers, item.headers(ids, label));
	else if (place === 'query') call.query = ids;
	else call.json = ids;
	return async () => {
		const { body } = await item.send(call);
		return { json: { ...toFields(body), registered: true, ...ids } };
	};
}
