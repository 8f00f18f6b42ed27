import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { clock } from '../../shared/clock';
import { getResumeUrl } from '../callback/callbackUrl';
import { postToN8n, type OwnAnswer } from '../callback/postToN8n';
import { sign } from '../callback/signature';

type Context = IExecuteFunctions | IWebhookFunctions;

/** The application that an execution waits for. */
export interface AwaitedApplication {
	customerId: string;
	applicationId: string;
	/** Absent in the answers of an older connectFi. */
	reference?: string;
}

/** Marks a call as a recheck: it may find the outcome, but tells of no change. */
const mark = 'cfRecheck';

/** How long to wait before each attempt, in milliseconds. n8n stores a waiting execution within the first one as a rule. */
const pauses = [1_000, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/** How long n8n may take to answer, in milliseconds. */
const timeout = 20_000;

/** By the id of the execution: ends the recheck that is under way for it in this process. */
const underWay = new Map<string, AbortController>();

/** Whether a call is one of `recheck`. */
export function isRecheck(context: IWebhookFunctions): boolean {
	return (context.getQueryData() as IDataObject | undefined)?.[mark] === '1';
}

/** What a recheck calls. */
interface Recheck {
	url: string;
	application: AwaitedApplication;
}

/**
 * A recheck of the execution that runs, to be started once it waits.
 * @param callback its secrets are the credential's; the first signs the URL, as that of a callback
 */
export function prepareRecheck(
	context: Context,
	{ application, secrets }: { application: AwaitedApplication; secrets: string[] },
): Recheck {
	const url = new URL(getResumeUrl(context));
	url.searchParams.set(mark, '1');
	return { url: sign(url.toString(), { secrets, kind: 'akepa', ...application }), application };
}

/**
 * Asks connectFi once more after the execution has begun to wait, by calling its resume URL as connectFi would. A change
 * between the question before the wait and the moment when n8n has stored the execution as waiting is called back to an
 * execution that n8n refuses to resume yet (409), and connectFi does not repeat a callback. The call is repeated until n8n
 * takes it, so that the question it leads to comes after the wait has begun. Runs on by itself for a minute at most, in the
 * place of one for an earlier wait of the execution, and never throws.
 */
export function recheck(context: Context, call: Recheck): void {
	const executionId = context.getExecutionId();
	const controller = new AbortController();
	underWay.get(executionId)?.abort();
	underWay.set(executionId, controller);
	void repeatUntilTaken(context, { ...call, signal: controller.signal }).then(() => {
		if (underWay.get(executionId) === controller) underWay.delete(executionId);
	});
}

/**
 * The same after a call that anybody can have made, and that connectFi could not be asked about: it may have told of the
 * outcome. No number of such calls leads to more than one recheck at a time.
 */
export function recheckUnlessUnderWay(
	context: IWebhookFunctions,
	application: AwaitedApplication,
): void {
	// Where secrets sign the URL, no such call gets this far.
	if (!underWay.has(context.getExecutionId()))
		recheck(context, prepareRecheck(context, { application, secrets: [] }));
}

async function repeatUntilTaken(
	context: Context,
	{ signal, ...call }: Recheck & { signal: AbortSignal },
): Promise<void> {
	let answer: OwnAnswer = { message: '' };
	for (const pause of pauses) {
		await clock.sleep(pause);
		if (signal.aborted) return;
		answer = await postToResumeUrl(context, call);
		if (answer.status === 200 || hasFinished(answer)) return;
		// These do not change. Others pass: not stored yet (409), n8n starting (404), connectFi or something between away.
		if (answer.status && [400, 401, 405, 413].includes(answer.status)) break;
	}
	// 409: it runs, so there was another call, or the user resumed it manually.
	if (signal.aborted || answer.status === 409) return;
	context.logger.warn(
		`n8n could not recheck a waiting execution by a call to its own address (${answer.status ?? answer.message}). A change that connectFi reported in the moment when it began to wait may be missed until the time limit.`,
	);
}

/** n8n: "The execution "1" has finished already." or "… has finished with error." */
function hasFinished({ status, message }: OwnAnswer): boolean {
	return status === 409 && /has finished/.test(message);
}

async function postToResumeUrl(
	context: Context,
	{ url, application: { customerId, applicationId, reference } }: Recheck,
): Promise<OwnAnswer> {
	const body = { code: '0', data: { customerId, applicationId, reference } };
	return await postToN8n(context, { url, body, timeout });
}
