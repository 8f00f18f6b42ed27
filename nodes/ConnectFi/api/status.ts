import { readRecords, readTexts } from './foreign';
import type { Application, KycStatus } from './types';

const waitingForDocuments: unknown[] = ['pending_documents', 'pending_step_up'];

const journeys = new Map<unknown, KycStatus>(
	Object.entries({
		data_request: 'WAITING_DATA',
		pending_documents: 'WAITING_DATA',
		pending_step_up: 'WAITING_DATA',
		waiting_review: 'WAITING_REVIEW',
		pending_journey_application_review: 'WAITING_REVIEW',
	} as const),
);

/** Both ways of saying how a journey ended: as the `outcome` of a completed one, and, in the table below, as its `status`. */
const decisions = new Map<unknown, KycStatus>([
	['approved', 'APPROVED'],
	['denied', 'DECLINED'],
]);

/** Whether a journey or an outcome of connectFi's says so. */
export function isJourneyWord(text: string): boolean {
	return journeys.has(text) || isCompleted(text) || decisions.has(text.toLowerCase());
}

/** Whether a journey of this status has ended; page "Update" takes no documents any more then. */
export function isCompleted(status: unknown): boolean {
	return status === 'completed' || status === 'Approved' || status === 'Denied';
}

/**
 * The customer-level status that belongs to a journey's state: the table "Customer Statuses Cross-Referenced to
 * KYC/KYB Statuses" of the /akepa page. Any state the table does not name, also one that connectFi adds later,
 * is `PENDING`.
 *
 * The table lists Approved and Denied in the column of `status`, where no sample has them. They are taken at their word
 * unless the outcome says something else: then nothing is decided.
 *
 * @param status journey status, e.g. `pending_step_up`
 * @param outcome `Approved`, `Denied` or null; compared without case because entities write it in lower case
 */
export function toKycStatus(status: unknown, outcome: unknown): KycStatus {
	if (!isCompleted(status)) return journeys.get(status) ?? 'PENDING';
	const resolved = findDecision(outcome);
	if (status === 'completed') return resolved ?? 'PENDING';
	const stated = findDecision(status);
	const agree = outcome === null || outcome === undefined || resolved === stated;
	return (agree && stated) || 'PENDING';
}

function findDecision(said: unknown): KycStatus | undefined {
	return typeof said === 'string' ? decisions.get(said.toLowerCase()) : undefined;
}

/** Whether nothing more will change: the journey is approved or declined. */
export function isFinal(kycStatus: KycStatus): boolean {
	return kycStatus === 'APPROVED' || kycStatus === 'DECLINED';
}

/**
 * The ids of the people or businesses whose document images connectFi is waiting for. None once the application is
 * completed: page "Update" takes no documents any more then, even if a representative never sent any.
 */
export function entitiesAwaitingDocuments(application: Partial<Application>): string[] {
	if (isCompleted(application.status)) return [];
	return readTexts(
		readRecords(application.entityApplications)
			.filter(({ status }) => waitingForDocuments.includes(status))
			.map(({ entityId }) => entityId),
	);
}

/** Whether connectFi tells of an entity, and waits for no documents of it. */
export function hasTakenDocuments(application: Partial<Application>, entityId: string): boolean {
	const isKnown = readRecords(application.entityApplications).some(
		(one) => one.entityId === entityId,
	);
	return isKnown && !entitiesAwaitingDocuments(application).includes(entityId);
}
