import { fieldsIn } from '../../api/fields';
import { paths } from '../../api/paths';
import { userStatusIn } from '../../api/status';
import { routingOf } from '../../transport/declarative';
import {
	accessTokenProperty,
	methodOption,
	optionsCollection,
	type Operation,
} from '../properties';

/** kyc-ms/getUserInfo; the method is INFERRED. */
export const getStatus: Operation = {
	option: {
		name: 'Get Status',
		value: 'getStatus',
		action: 'Get KYC status of user',
		description: 'Read how far the verification of a user is, and what to do next',
		routing: routingOf({
			method: 'GET',
			url: paths.userInfo,
			otherReadings: "the option 'Method'",
			output: (answer) => ({ ...fieldsIn(answer), ...userStatusIn(answer) }),
		}),
	},
	properties: [accessTokenProperty, optionsCollection([methodOption])],
};
