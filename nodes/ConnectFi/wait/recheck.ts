import type {
	IDataObject,
	IExecuteFunctions,
	IN8nHttpFullResponse,
	IWebhookFunctions,
} from 'n8n-workflow';
import { clock } from '../../shared/clock';
import { sign } from '../callback/signature';

type Context = IExecuteFunctions | IWebhookFunctions;

/** The application that an execution waits for. */
export interface Awaited {
	customerId: string;
	applicationId: string;
	/** Absent in the answers of an older connectFi. */
	reference?: string;
}

/** Marks a call as n8n's own: it may find the outcome, but nothing is known of a change. */
const mark = 'cfRecheck';

/** How long to wait before each try, in milliseconds. n8n stores a sleeping execution within the first one as a rule. */
const pauses = [1_000, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/** How long n8n may take to answer, in milliseconds. */
const timeout = 20_000;

/** By the id of the execution: the recheck that is under way for it in this process. */
const underWay = new Map<string, Recheck>();

/** The execution's own resume URL, with n8n's token in it where n8n has one. */
export function resumeUrlOf(context: Context): string {
	return context.evaluateExpression('{{ $execution.resumeUrl }}', 0) as string;
}

/**
 * The same for `recheck`, signed as a callback is.
 * @param secrets the credential's
 */
export function recheckUrl(context: Context, secrets: string[], awaited: Awaited): string {
	const url = new URL(resumeUrlOf(context));
	url.searchParams.set(mark, '1');
	return sign(url.toString(), secrets, { kind: 'akepa', ...awaited });
}

/** Whether a call is one of `recheck`. */
export function isOwnCall(context: IWebhookFunctions): boolean {
	return (context.getQueryData() as IDataObject | undefined)?.[mark] === '1';
}

/**
 * Asks connectFi once more after the execution has fallen asleep, by calling its resume URL as connectFi would. A change
 * between the question before the sleep and the moment when n8n has stored the execution as waiting is called back to an
 * execution that n8n refuses to resume yet (409), and connectFi does not repeat a callback. n8n's own call is repeated until
 * n8n takes it, so that the question it leads to comes after the beginning of the sleep. Runs on by itself for a minute at
 * most, in the place of one for an earlier sleep of the execution, and never throws.
 * @param url from `recheckUrl`
 */
export function recheck(context: Context, url: string, awaited: Awaited): void {
	const executionId = context.getExecutionId();
	const own = new Recheck(context, url, awaited);
	underWay.get(executionId)?.stop();
	underWay.set(executionId, own);
	void own.run().then(() => {
		if (underWay.get(executionId) === own) underWay.delete(executionId);
	});
}

/**
 * The same after a call that anybody can have made, and that connectFi could not be asked about: it may have told of the
 * outcome. No number of such calls leads to more than one recheck at a time.
 */
export function recheckUnlessUnderWay(context: IWebhookFunctions, awaited: Awaited): void {
	if (underWay.has(context.getExecutionId())) return;
	// Where secrets sign the URL, no such call gets this far.
	recheck(context, recheckUrl(context, [], awaited), awaited);
}

class Recheck {
	private stopped = false;

	constructor(
		private readonly context: Context,
		private readonly url: string,
		private readonly awaited: Awaited,
	) {}

	stop(): void {
		this.stopped = true;
	}

	async run(): Promise<void> {
		let answer: Answer = {};
		for (const pause of pauses) {
			await clock.sleep(pause);
			if (this.stopped) return;
			answer = await knock(this.context, this.url, this.awaited);
			if (answer.status === 200 || hasEnded(answer)) return;
			// These do not change. Others pass: not stored yet (409), n8n starting (404), connectFi or something between away.
			if (answer.status && [400, 401, 405, 413].includes(answer.status)) break;
		}
		// Still running, and so awake: there was another call, or the user went on by hand.
		if (this.stopped || answer.status === 409) return;
		this.context.logger.warn(
			`n8n could not look after a sleeping execution by a call of its own address (${answer.status ?? answer.message}). A change that connectFi reported in the moment of falling asleep may be missed until the time limit.`,
		);
	}
}

interface Answer {
	/** HTTP status; undefined if there was no answer. */
	status?: number;
	/** n8n's own words, or why there was no answer. */
	message?: string;
}

/** n8n: "The execution "1" has finished already." or "… has finished with error." */
function hasEnded({ status, message }: Answer): boolean {
	return status === 409 && /has finished/.test(message ?? '');
}

async function knock(
	context: Context,
	url: string,
	{ customerId, applicationId, reference }: Awaited,
): Promise<Answer> {
	try {
		const { statusCode, body } = (await context.helpers.httpRequest({
			method: 'POST',
			url,
			body: { code: '0', data: { customerId, applicationId, reference } },
			json: true,
			timeout,
			abortSignal: clock.abortAfter(timeout),
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		})) as IN8nHttpFullResponse;
		return { status: statusCode, message: String((body as IDataObject)?.message ?? '') };
	} catch (error) {
		return { message: (error as Error).message };
	}
}
