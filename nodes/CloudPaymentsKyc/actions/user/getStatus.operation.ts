import { toFields } from '../../api/fields';
import { paths } from '../../api/paths';
import { parseUserStatus } from '../../api/status';
import { methodOption } from '../../descriptions/options';
import { accessTokenParameter } from '../../descriptions/parameters';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';
import { userCall } from './userCall';

export const description: OperationDescription = {
	name: 'Get Status',
	value: 'getStatus',
	action: 'Get KYC status of user',
	description: "Get a user's verification status and the next step",
	statusFields: ['status', 'kycStatus', 'isFinal', 'attemptsExhausted', 'nextStep', 'rawStatus'],
	properties: [accessTokenParameter],
	options: [methodOption],
};

/** kyc-ms/getUserInfo; the method is INFERRED. */
export async function prepare(item: Item): Promise<SendRequests> {
	const call = userCall(item, 'GET', {
		path: paths.userInfo,
		alternatives: "the option 'Method'",
	});
	return async () => {
		const { body } = await item.send(call);
		return { json: { ...toFields(body), ...parseUserStatus(body) } };
	};
}
