import type {
	IDataObject,
	IHttpRequestMethods,
	INodeExecutionData,
	IPollFunctions,
} from 'n8n-workflow';
import { fieldsIn, textNamed } from '../api/fields';
import { subjectOf } from '../api/jwt';
import { paths } from '../api/paths';
import { userStatusIn } from '../api/status';
import { requester } from '../transport/requester';
import { loginRequest, userHeaders } from '../transport/requests';

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
 * next one still sees the change. By hand it gives the present status as a sample and takes no note.
 * @returns null if nothing changed
 * @throws NodeApiError in a user's words
 */
export async function poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const { ask, fail } = await requester(this);
	const text = (name: string) => String(this.getNodeParameter(name, '') ?? '');

	let token: unknown = this.getNodeParameter('accessToken', '');
	if (text('userAccess') === 'password') {
		const answer = await ask(loginRequest(text('username').trim(), text('password')), {
			logsIn: true,
		});
		token = textNamed(answer, ['access_token']);
		if (!token) throw fail('CloudPayments answered without an access token.');
	}
	const headers = userHeaders(token);
	if ('refusal' in headers) throw fail(headers.refusal);
	const method = (text('options.method') || 'GET') as IHttpRequestMethods;
	const answer = await ask(
		{ method, url: paths.userInfo, headers },
		{ otherReadings: "the option 'Method'" },
	);
	const user = userStatusIn(answer);
	if (user.status === null) throw fail('CloudPayments answered without a status of the user.');

	const cursor = this.getWorkflowStaticData('node') as Cursor;
	const subject = subjectOf(String(token));
	const sameUser = cursor.subject === subject;
	const previousStatus = sameUser ? (cursor.status ?? null) : null;
	const item = { json: { ...fieldsIn(answer), ...user, previousStatus } };
	if (this.getMode() === 'manual') return [[item]];
	if (previousStatus === user.status) return null;
	cursor.status = user.status;
	cursor.subject = subject;
	return previousStatus === null ? null : [[item]];
}
