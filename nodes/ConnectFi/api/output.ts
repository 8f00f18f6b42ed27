import type { IDataObject } from 'n8n-workflow';
import { legacySummary } from './legacyStatus';
import { entitiesAwaitingDocuments, isFinal, toKycStatus } from './status';
import type { Application, Envelope } from './types';
import type { Result } from '../../shared/operation';

/** The answer's `data`, plus its `requestId`. */
export function outputData(envelope: Envelope, additions: IDataObject = {}): Result {
	const { data, requestId } = envelope;
	return {
		envelope,
		json: { ...data, ...additions, ...(requestId && { requestId }) } as IDataObject,
	};
}

/** An application as the nodes output it: connectFi's fields, plus what a workflow branches on. */
export function outputApplication(envelope: Envelope, additions: IDataObject = {}): Result {
	return outputData(envelope, { ...summarizeApplication(envelope.data), ...additions });
}

/** What the node adds to an application: its status in one word, whether that is final, and who still owes documents. */
export function summarizeApplication(application: Partial<Application>): IDataObject {
	const kycStatus = toKycStatus(application.status, application.outcome);
	return {
		kycStatus,
		isFinal: isFinal(kycStatus),
		entitiesAwaitingDocuments: entitiesAwaitingDocuments(application),
	};
}

/** A legacy KYC as the nodes output it: connectFi's fields, plus a summary as of applications and what is still missing. */
export function outputLegacyKyc(envelope: Envelope): Result {
	return outputData(envelope, { ...legacySummary(envelope.data) } as unknown as IDataObject);
}

/** What of a customer is no personal data. */
export const customerStatusFields = [
	'customerId',
	'reference',
	'customerType',
	'kycStatus',
	'requestId',
];

/** What of a legacy KYC is no personal data. */
export const legacyStatusFields = [
	'customer.customerId',
	'customer.reference',
	'kyc.status',
	'kycStatus',
	'isFinal',
	'missingAttributes',
	'documentsToUpload',
	'requestId',
];
