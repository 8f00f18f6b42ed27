import { toFields } from '../../api/fields';
import { paths } from '../../api/paths';
import { findSdkToken } from '../../api/token';
import { methodOption } from '../../descriptions/options';
import { accessTokenParameter } from '../../descriptions/parameters';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';
import { userCall } from './userCall';

/** The vendor's page lists `deviceId` beside the headers; its sample apps send the header `DEVICE_ID`. */
const places = ['header', 'sampleHeader', 'query'] as const;

export const description: OperationDescription = {
	name: 'Get SDK Token',
	value: 'getSdkToken',
	action: 'Get SDK token for user',
	description: 'Get the token that the mobile app needs to open the verification SDK',
	notForTools: {
		because: 'the model would get the token of the verification SDK',
		hint: 'Get it in the workflow after the AI Agent, and send it to the mobile app.',
	},
	properties: [
		accessTokenParameter,
		{
			displayName: 'Device ID',
			name: 'deviceId',
			type: 'string',
			default: '',
			placeholder: 'e.g. {{ $json.deviceId }}',
			description: 'ID of the mobile device, if your app sends it',
		},
	],
	options: [
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
				"Where to send the device ID. The API documentation lists it next to the headers; CloudPayments' sample apps send DEVICE_ID. Change it if the ID does not arrive.",
		},
	],
};

/** GET kyc-ms/getToken. */
export async function prepare(item: Item): Promise<SendRequests> {
	const call = userCall(item, 'GET', {
		path: paths.startSdk,
		alternatives: "the options 'Method' and 'Send Device ID As'",
	});
	const deviceId = item.text('deviceId', 'Device ID').trim();
	const label = 'Send Device ID As';
	const place = item.choice('sendDeviceIdAs', label, places, 'header');
	if (deviceId && place === 'query') call.query = { deviceId };
	else if (deviceId) {
		const name = place === 'header' ? 'deviceId' : 'DEVICE_ID';
		Object.assign(call.headers, item.headers({ [name]: deviceId }, label));
	}
	return async () => {
		const { body, httpStatus } = await item.send(call);
		const token = findSdkToken(body);
		if (!token)
			throw item.error({
				message: "CloudPayments' response contains no SDK token.",
				hint: "The node looks for it in the field token, as in CloudPayments' sample apps.",
				httpStatus,
			});
		return { json: { ...toFields(body), token } };
	};
}
