import type { Application, KycStatus } from './types';

const waitingForDocuments = ['pending_documents', 'pending_step_up'];

const journeys = new Map<unknown, KycStatus>(
	Object.entries({
		data_request: 'WAITING_DATA',
		pending_documents: 'WAITING_DATA',
		pending_step_up: 'WAITING_DATA',
		waiting_review: 'WAITING_REVIEW',
		pending_journey_application_review: 'WAITING_REVIEW',
	} as const),
);

/**
 * The customer-level status that belongs to a journey's state: the table "Customer Statuses Cross-Referenced to
 * KYC/KYB Statuses" of the /akepa page. Any state the table does not name, also one that connectFi adds later,
 * is `PENDING`.
 *
 * @param status journey status, e.g. `pending_step_up`
 * @param outcome `Approved`, `Denied` or null; compared without case because entities write it in lower case
 */
export function kycStatusOf(status: unknown, outcome: unknown): KycStatus {
	if (status === 'completed') {
		const resolved = String(outcome ?? '').toLowerCase();
		if (resolved === 'approved') return 'APPROVED';
		if (resolved === 'denied') return 'DECLINED';
		return 'PENDING';
	}
	return journeys.get(status) ?? 'PENDING';
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
	if (application.status === 'completed') return [];
	const entities = Array.isArray(application.entityApplications)
		? application.entityApplications
		: [];
	return entities
		.filter((entity) => waitingForDocuments.includes(entity?.status))
		.map((entity) => entity.entityId);
}
