import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { toNodeError } from '../../shared/errors';
import { openClient } from '../api/client';
import { toFields } from '../api/fields';
import { getSubject } from '../api/jwt';
import { paths } from '../api/paths';
import { bareToken, loginRequest, plainText, userHeaders } from '../api/requests';
import { parseUserStatus } from '../api/status';
import { findAccessToken } from '../api/token';
import { defaultTimeout } from '../descriptions/options';

/** What is kept from poll to poll. */
interface Cursor extends IDataObject {
	status?: string;
	/** Whose status it is, where the access token tells. */
	subject?: string;
}

/**
 * One poll: asks for the user's status and gives an item if it is another than at the last poll that succeeded.
 *
 * The first poll of an active workflow only takes note. A poll that fails throws and leaves the note as it is, so that the
 * next one still sees the change; an answer that holds no status, or several that disagree, leaves it too, with a warning
 * in n8n's log. Manually it gives the present status as a sample and takes no note.
 * @returns null if nothing changed
 * @throws NodeApiError in a user's words
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const text = (name: string) => plainText(context.getNodeParameter(name, ''));
	const fail = (message: string) => toNodeError(context.getNode(), { message, hint: '' });
	const timeout = Number(text('options.timeout')) || defaultTimeout;
	const client = await openClient(context);

	let token = text('accessToken');
	const secrets: string[] = [];
	if (text('userAccess') === 'password') {
		const login = loginRequest(text('username').trim(), text('password'));
		const { body } = await client.send({ ...login, timeout });
		token = findAccessToken(body) ?? '';
		if (!token) throw fail('CloudPayments answered without an access token.');
		secrets.push(...login.secrets);
	}
	const headers = userHeaders(token);
	if ('refusal' in headers) throw fail(headers.refusal);
	const { body } = await client.send({
		method: (text('options.method') || 'GET') as 'GET' | 'POST',
		path: paths.userInfo,
		headers,
		alternatives: "the option 'Method'",
		secrets: [...secrets, bareToken(token)],
		timeout,
	});
	const user = parseUserStatus(body);

	const cursor = context.getWorkflowStaticData('node') as Cursor;
	const subject = getSubject(token);
	const sameUser = cursor.subject === subject;
	const previousStatus = sameUser ? (cursor.status ?? null) : null;
	const item = { json: { ...toFields(body), ...user, previousStatus } };
	if (context.getMode() === 'manual') return [[item]];
	if (user.status === null) {
		context.logger.warn(
			`${context.getNode().name}: no change is taken from this poll. ${user.nextStep}`,
		);
		return null;
	}
	if (previousStatus === user.status) return null;
	cursor.status = user.status;
	cursor.subject = subject;
	return previousStatus === null ? null : [[item]];
}
