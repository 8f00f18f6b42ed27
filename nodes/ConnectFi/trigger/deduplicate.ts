import { createHash } from 'node:crypto';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { clock } from '../../shared/clock';
import { readRecord, readRecords } from '../api/foreign';
import type { CallbackIds } from '../callback/parseCallback';

/** What is known of a case. */
interface CaseState {
	/** The last state that connectFi confirmed, or `noState`. */
	state: string;
	/** Whether a call came in since then that connectFi could not be asked about. */
	unverified: boolean;
	/** When it was found out, in milliseconds since 1970. */
	at: number;
}

type Cases = Map<string, CaseState>;

/** What this process knows, by trigger; of each, the cases that changed last, newest last. */
const remembered = new Map<string, Cases>();
const mostRemembered = 5_000;

/**
 * How many of one trigger's are kept in the workflow's static data, for after a restart and for other processes of n8n. Few:
 * n8n stores static data with every execution.
 */
const mostKept = 100;

/**
 * Whether a callback brings nothing new: the last one about the same application or legacy KYC found the same state, or
 * could not be verified either. What could not be verified is no state, so it leaves the last one as it is. Remembers what
 * is new. Decides at once, without waiting for anything, so that of two calls at the same moment one is the duplicate.
 *
 * @param callback its output is that of Get Status; absent if connectFi did not answer
 */
export function isDuplicate(
	context: IWebhookFunctions,
	{ ids, output }: { ids: CallbackIds; output?: IDataObject },
): boolean {
	const data = context.getWorkflowStaticData('node');
	const subject = ids.kind === 'akepa' ? ids.applicationId : ids.customerId;
	const cases = getCases(context);
	const kept = parseKept(data.seen);
	const known = pickNewer(cases.get(subject), kept.get(subject));
	const state = output ? fingerprint(output) : (known?.state ?? noState);
	const unverified = !output;
	const sameState = known?.state === state;
	if (sameState && known.unverified === unverified) return true;

	cases.delete(subject);
	cases.set(subject, { state, unverified, at: clock.now() });
	const [oldest] = cases.keys();
	if (cases.size > mostRemembered) cases.delete(oldest);
	data.seen = format(merge(kept, cases));
	return sameState && !unverified;
}

function getCases(context: IWebhookFunctions): Cases {
	const trigger = `${context.getWorkflow().id} ${context.getNode().id}`;
	const cases = remembered.get(trigger) ?? new Map<string, CaseState>();
	remembered.set(trigger, cases);
	return cases;
}

/** Status and outcome of an application or legacy KYC and of everyone in it, in any order, as a short text. */
function fingerprint(output: IDataObject): string {
	const entities = readRecords(output.entityApplications).map(({ entityId, status, outcome }) =>
		JSON.stringify([entityId, status, outcome]),
	);
	const documents = readRecords(output.documentsToUpload).map(({ id }) => JSON.stringify([id]));
	const { status, outcome, kyc, missingAttributes } = output;
	return createHash('sha256')
		.update(
			JSON.stringify([
				status,
				outcome,
				entities.sort(),
				readRecord(kyc)?.status,
				missingAttributes,
				documents.sort(),
			]),
		)
		.digest('base64url')
		.slice(0, 12);
}

function pickNewer(a: CaseState | undefined, b: CaseState | undefined): CaseState | undefined {
	return a && b ? (a.at > b.at ? a : b) : (a ?? b);
}

/** How a case without a confirmed state, and one with an unverified call, are written down. */
const noState = '-';
const mark = 'unverified';

/** Static data holds one text, a line per subject: n8n watches every object in it, which costs time on every call. */
function parseKept(text: unknown): Cases {
	const lines = typeof text === 'string' ? text.split('\n') : [];
	return new Map(
		lines.flatMap((line) => {
			const [subject, state, at, marked] = line.split(' ');
			return at ? [[subject, { state, unverified: marked === mark, at: Number(at) }]] : [];
		}),
	);
}

function format(entries: Array<[string, CaseState]>): string {
	return entries
		.map(([subject, { state, unverified, at }]) =>
			[subject, state, at, ...(unverified ? [mark] : [])].join(' '),
		)
		.join('\n');
}

/**
 * What was kept and what this process knows, newest last. Calls at the same moment overwrite each other's static data, and
 * the next one makes up for it.
 */
function merge(kept: Cases, cases: Cases): Array<[string, CaseState]> {
	const all = new Map(kept);
	for (const [subject, known] of [...cases].slice(-mostKept))
		all.set(subject, pickNewer(all.get(subject), known)!);
	return [...all].sort(([, a], [, b]) => a.at - b.at).slice(-mostKept);
}
