import type { CallbackRecord } from './callbacks';
import { awaitsDocuments } from './journey';
import type { Store } from './store';
import type { Application, LegacyKyc } from './types';

/** How a case ends. */
export type Outcome = 'Approved' | 'Denied';

/** A change that comes from outside any request. */
export interface Transition {
	/** New journey status: a documented one, or any text, to try out future ones. */
	status: string;
	/** New outcome; null when absent. */
	outcome?: Outcome | null;
	/** New statuses by entity id; entities not named follow the journey. */
	entityStatuses?: Record<string, { status: string; outcome?: 'approved' | 'denied' | null }>;
}

/** What a change led to. */
export interface Change {
	/** The callback's record, or null when no callback address was given. */
	callback: Promise<CallbackRecord> | null;
}

/** Why a change asked for through the controls is impossible. */
export class ControlError extends Error {
	/**
	 * @param status HTTP status for the control endpoint
	 * @param message what is wrong
	 */
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

/** Journey statuses that entities never have, and what they have meanwhile (INFERRED). */
const entityCounterparts: Record<string, string> = {
	data_request: 'running',
	pending_journey_application_review: 'waiting_review',
};

/**
 * Sends the callback of an asynchronous change: the same body as a status answer (Webhooks page).
 * @param store state of the sandbox
 * @param application the application as it stands now
 * @returns the callback on its way, or null when no address was given
 */
export function notifyApplication(store: Store, application: Application): Change {
	const { customerId, applicationId, webhookUrl: url } = application;
	if (!url) return { callback: null };
	const body = store.envelope(store.applicationView(application));
	return {
		callback: store.callbacks.send({ kind: 'akepa', customerId, applicationId, url, body }),
	};
}

/**
 * Sends the callback of a change that is the direct result of a request, if such changes are called back. The akepa page of
 * 2023 says "every time the KYC status changes" and that the URL is called after the initialization: INFERRED that the first
 * result counts as a change, as the process has begun before it.
 * @param store state of the sandbox
 * @param application the application as it stands now
 * @param before its status before the request
 */
export function notifyRequested(store: Store, application: Application, before: string): void {
	if (store.settings.akepaCallbacks !== 'everyChange' || application.status === before) return;
	notifyApplication(store, application);
}

/**
 * Sends a legacy callback; that its body is the same as a status answer is INFERRED.
 * @param store state of the sandbox
 * @param kyc the legacy KYC as it stands now
 * @returns the callback on its way, or null when no address was given
 */
export function notifyLegacy(store: Store, kyc: LegacyKyc): Change {
	const { customerId, webhookUrl: url } = kyc;
	if (!url) return { callback: null };
	const body = store.envelope(store.legacyView(kyc));
	return { callback: store.callbacks.send({ kind: 'legacy', customerId, url, body }) };
}

function applicationById(store: Store, applicationId: string): Application {
	const application = store.applications.get(applicationId);
	if (application === undefined) throw new ControlError(404, `No application ${applicationId}`);
	return application;
}

function legacyById(store: Store, customerId: string): LegacyKyc {
	const kyc = store.legacy.get(customerId);
	if (kyc === undefined) throw new ControlError(404, `No legacy KYC of customer ${customerId}`);
	return kyc;
}

/**
 * Makes entities that are still open stand as their journey does.
 * @param application its status and outcome are set already
 */
export function followJourney({ status, outcome, entities }: Application): void {
	for (const entity of entities) {
		if (entity.status === 'completed') continue;
		entity.status = entityCounterparts[status] ?? status;
		entity.outcome = outcome === null ? null : outcome === 'Approved' ? 'approved' : 'denied';
	}
}

/**
 * Decides an application that is still open, as the vendor's staff would.
 * @param store state of the sandbox
 * @param applicationId id of the application
 * @param outcome how it ends; entities still open end the same way
 * @returns the change and its callback
 * @throws ControlError 404 for an unknown application, 409 for one already decided
 */
export function decideApplication(store: Store, applicationId: string, outcome: Outcome): Change {
	const application = applicationById(store, applicationId);
	if (application.status === 'completed') {
		throw new ControlError(409, `Application ${applicationId} is already ${application.outcome}`);
	}
	return transitionApplication(store, applicationId, { status: 'completed', outcome });
}

/**
 * Changes an application from outside any request.
 * @param store state of the sandbox
 * @param applicationId id of the application
 * @param transition the new state; statuses of entities not named follow it, those already completed stay
 * @returns the change and its callback
 * @throws ControlError 404 for an unknown application or entity
 */
export function transitionApplication(
	store: Store,
	applicationId: string,
	{ status, outcome = null, entityStatuses: named = {} }: Transition,
): Change {
	const application = applicationById(store, applicationId);
	for (const entityId of Object.keys(named)) {
		if (!application.entities.some((entity) => entity.entityId === entityId)) {
			throw new ControlError(404, `No entity ${entityId} in application ${applicationId}`);
		}
	}
	application.status = status;
	application.outcome = outcome;
	followJourney(application);
	for (const [entityId, own] of Object.entries(named)) {
		const entity = application.entities.find((one) => one.entityId === entityId);
		Object.assign(entity ?? {}, { outcome: null, ...own });
	}
	// Documents asked for anew are further ones; those linked before no longer count.
	for (const entity of application.entities) if (awaitsDocuments(entity)) entity.documents = [];
	return notifyApplication(store, application);
}

/**
 * Decides a legacy KYC that is still open.
 * @param store state of the sandbox
 * @param customerId id of the customer
 * @param outcome how it ends
 * @returns the change and its callback
 * @throws ControlError 404 without a legacy KYC, 409 if already decided
 */
export function decideLegacy(store: Store, customerId: string, outcome: Outcome): Change {
	const { status } = legacyById(store, customerId);
	if (status === 'APPROVED' || status === 'DECLINED') {
		throw new ControlError(409, `Legacy KYC of customer ${customerId} is already ${status}`);
	}
	const decided = outcome === 'Approved' ? 'APPROVED' : 'DECLINED';
	return transitionLegacy(store, customerId, decided);
}

/**
 * Changes a legacy KYC from outside any request.
 * @param store state of the sandbox
 * @param customerId id of the customer
 * @param status a documented legacy status, or any text
 * @returns the change and its callback
 * @throws ControlError 404 without a legacy KYC
 */
export function transitionLegacy(store: Store, customerId: string, status: string): Change {
	const kyc = legacyById(store, customerId);
	kyc.status = status;
	return notifyLegacy(store, kyc);
}
