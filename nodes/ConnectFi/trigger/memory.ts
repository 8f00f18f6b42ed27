import { createHash } from 'node:crypto';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import type { CallbackIds } from '../callback/body';

/** A case's last state, and when it was found, in milliseconds since 1970. */
interface Seen {
	state: string;
	at: number;
}

type States = Map<string, Seen>;

/** What this process knows, by trigger; of each, the cases that changed last, newest last. */
const remembered = new Map<string, States>();
const mostRemembered = 5_000;

/**
 * How many of one trigger's are kept in the workflow's static data, for after a restart and for other processes of n8n. Few:
 * n8n stores static data with every execution.
 */
const mostKept = 100;

/**
 * Whether a callback brings nothing new: the last one about the same application or legacy KYC found the same state.
 * Remembers the state otherwise. Decides at once, without waiting for anything, so that of two calls at the same moment one
 * is the repetition.
 *
 * @param output of the application or legacy KYC, as Get Status gives it
 */
export function isRepetition(
	context: IWebhookFunctions,
	ids: CallbackIds,
	output: IDataObject,
): boolean {
	const data = context.getWorkflowStaticData('node');
	const subject = ids.source === 'akepa' ? ids.applicationId : ids.customerId;
	const states = statesOf(context);
	const kept = keptIn(data.seen);
	const state = fingerprintOf(output);
	if (newest(states.get(subject), kept.get(subject))?.state === state) return true;

	states.delete(subject);
	states.set(subject, { state, at: Date.now() });
	const [oldest] = states.keys();
	if (states.size > mostRemembered) states.delete(oldest);
	data.seen = written(merged(kept, states));
	return false;
}

function statesOf(context: IWebhookFunctions): States {
	const trigger = `${context.getWorkflow().id} ${context.getNode().id}`;
	const states = remembered.get(trigger) ?? new Map<string, Seen>();
	remembered.set(trigger, states);
	return states;
}

/** Application id (or legacy customer), status, outcome and those of everyone in it, in any order, as a short text. */
function fingerprintOf(output: IDataObject): string {
	const list = (value: unknown) => (Array.isArray(value) ? (value as IDataObject[]) : []);
	const entities = list(output.entityApplications).map(({ entityId, status, outcome }) =>
		JSON.stringify([entityId, status, outcome]),
	);
	const documents = list(output.documentsToUpload).map(({ id }) => JSON.stringify(id));
	const { status, outcome, kyc, missingAttributes } = output;
	return createHash('sha256')
		.update(
			JSON.stringify([
				status,
				outcome,
				entities.sort(),
				(kyc as IDataObject | undefined)?.status,
				missingAttributes,
				documents.sort(),
			]),
		)
		.digest('base64url')
		.slice(0, 12);
}

function newest(a: Seen | undefined, b: Seen | undefined): Seen | undefined {
	return a && b ? (a.at > b.at ? a : b) : (a ?? b);
}

/** Static data holds one text, a line per subject: n8n watches every object in it, which costs time on every call. */
function keptIn(text: unknown): States {
	const lines = typeof text === 'string' ? text.split('\n') : [];
	return new Map(
		lines.flatMap((line) => {
			const [subject, state, at] = line.split(' ');
			return at ? [[subject, { state, at: Number(at) }]] : [];
		}),
	);
}

function written(entries: Array<[string, Seen]>): string {
	return entries.map(([subject, { state, at }]) => `${subject} ${state} ${at}`).join('\n');
}

/**
 * What was kept and what this process knows, newest last. Calls at the same moment overwrite each other's static data, and
 * the next one makes up for it.
 */
function merged(kept: States, states: States): Array<[string, Seen]> {
	const all = new Map(kept);
	for (const [subject, seen] of [...states].slice(-mostKept))
		all.set(subject, newest(all.get(subject), seen)!);
	return [...all].sort(([, a], [, b]) => a.at - b.at).slice(-mostKept);
}
