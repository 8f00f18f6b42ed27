import { fieldsIn } from '../../api/fields';
import { paths } from '../../api/paths';
import { userStatusIn } from '../../api/status';
import { methodOption } from '../../descriptions/options';
import { accessTokenParameter } from '../../descriptions/parameters';
import type { Operation } from '../operation';
import { userCall } from './userCall';

/** kyc-ms/getUserInfo; the method is INFERRED. */
export const getStatus: Operation = {
	description: {
		name: 'Get Status',
		value: 'getStatus',
		action: 'Get KYC status of user',
		description: "Get a user's verification status and the next step",
		properties: [accessTokenParameter],
		options: [methodOption],
	},

	async execute(item) {
		const call = userCall(item, 'GET', {
			path: paths.userInfo,
			otherReadings: "the option 'Method'",
		});
		return async () => {
			const { body } = await item.send(call);
			return { json: { ...fieldsIn(body), ...userStatusIn(body) } };
		};
	},
};
