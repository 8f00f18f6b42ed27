import { fieldsIn, textNamed } from '../../api/fields';
import { paths } from '../../api/paths';
import { Missing, routingOf, type RequestPart } from '../../transport/declarative';
import {
	accessTokenProperty,
	methodOption,
	optionsCollection,
	type Operation,
} from '../properties';

/** The vendor's page lists `deviceId` beside the headers; its sample apps send the header `DEVICE_ID`. */
const devicePlaces: Record<string, (deviceId: string) => RequestPart> = {
	header: (deviceId) => ({ headers: { deviceId } }),
	sampleHeader: (deviceId) => ({ headers: { DEVICE_ID: deviceId } }),
	query: (deviceId) => ({ qs: { deviceId } }),
};

/** GET kyc-ms/getToken. */
export const getSdkToken: Operation = {
	option: {
		name: 'Get SDK Token',
		value: 'getSdkToken',
		action: 'Get SDK token for user',
		description: 'Get the token with which the mobile app opens the verification SDK',
		routing: routingOf({
			method: 'GET',
			url: paths.startSdk,
			otherReadings: "the options 'Method' and 'Send Device ID As'",
			prepare(text) {
				const deviceId = text('deviceId').trim();
				const place = text('options.sendDeviceIdAs') || 'header';
				return deviceId ? devicePlaces[place](deviceId) : {};
			},
			output(answer) {
				const token = textNamed(answer, ['token', 'sdktoken', 'sdk_token', '']);
				return token
					? { ...fieldsIn(answer), token }
					: new Missing('CloudPayments answered without a token for the SDK.');
			},
		}),
	},
	properties: [
		accessTokenProperty,
		{
			displayName: 'Device ID',
			name: 'deviceId',
			type: 'string',
			default: '',
			description: 'ID of the mobile device; may stay empty',
		},
		optionsCollection([
			methodOption,
			{
				displayName: 'Send Device ID As',
				name: 'sendDeviceIdAs',
				type: 'options',
				options: [
					{ name: 'Header DEVICE_ID', value: 'sampleHeader' },
					{ name: 'Header deviceId', value: 'header' },
					{ name: 'Query Parameter deviceId', value: 'query' },
				],
				default: 'header',
				description:
					'Where the device ID goes. The API documentation leaves it open: change it if the ID does not arrive.',
			},
		]),
	],
};
