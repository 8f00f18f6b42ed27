import {
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { secretsIn, sign } from '../callback/signature';
import { credentialTypeOf } from '../transport/connection';

type Context = IExecuteFunctions | IWebhookFunctions;

/** What a look needs to know of the application. */
export interface Subject {
	customerId: string;
	applicationId: string;
	/** Absent in the answers of an older connectFi. */
	reference?: string;
}

/** Marks a call as n8n's own: it may find the outcome, but nothing is known of a change. */
const mark = 'cfLookAgain';

/** How long to wait before each try, in milliseconds. n8n stores a sleeping execution within the first one as a rule. */
const pauses = [1_000, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/** The execution's own resume URL, with n8n's token in it where n8n has one. */
export function resumeUrlOf(context: Context): string {
	return context.evaluateExpression('{{ $execution.resumeUrl }}', 0) as string;
}

/** The same for `lookAgain`, signed as a callback is. */
export async function ownUrl(context: Context, subject: Subject): Promise<string> {
	const url = new URL(resumeUrlOf(context));
	url.searchParams.set(mark, '1');
	const { callbackSecret } = await context.getCredentials(credentialTypeOf(context));
	return sign(url.toString(), secretsIn(callbackSecret), subject);
}

/** Whether a call is one of `lookAgain`. */
export function isOwnLook(query: unknown): boolean {
	return (query as IDataObject | undefined)?.[mark] === '1';
}

/**
 * Asks connectFi once more after the execution has fallen asleep, by calling its resume URL as connectFi would. A change
 * between the question before the sleep and the moment when n8n has stored the execution as waiting is called back to an
 * execution that n8n refuses to resume yet (409), and connectFi does not repeat a callback. n8n's own call is repeated until
 * n8n takes it, so that the question it leads to comes after the beginning of the sleep. Runs on by itself for a minute at
 * most, and never throws.
 * @param url from `ownUrl`
 */
export function lookAgain(context: Context, url: string, subject: Subject): void {
	void look(context, url, subject);
}

async function look(context: Context, url: string, subject: Subject): Promise<void> {
	let answer: number | string = '';
	for (const pause of pauses) {
		await sleep(pause);
		answer = await knock(context, url, subject);
		if (answer === 200) return;
		// Not stored yet (409), or connectFi does not answer (503) or something between n8n and itself.
		const passes = typeof answer === 'string' || answer === 409 || answer >= 500;
		if (!passes) break;
	}
	// After an execution was resumed or stopped, its URL answers 409 too, and there is nothing to warn of.
	if (answer === 409) return;
	context.logger.warn(
		`n8n could not look after a sleeping execution by a call of its own address (${answer}). A change that connectFi reported in the moment of falling asleep may be missed until the time limit.`,
	);
}

/** @returns the HTTP status, or why there is none */
async function knock(
	context: Context,
	url: string,
	{ customerId, applicationId, reference }: Subject,
): Promise<number | string> {
	try {
		const { statusCode } = (await context.helpers.httpRequest({
			method: 'POST',
			url,
			body: { code: '0', data: { customerId, applicationId, reference } },
			json: true,
			timeout: 20_000,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		})) as { statusCode: number };
		return statusCode;
	} catch (error) {
		return (error as Error).message;
	}
}
