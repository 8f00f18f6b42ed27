import { readRecord, readRecords, readTexts } from './foreign';
import { isFinal } from './status';
import type { KycStatus, LegacyKyc, LegacyKycDocument } from './types';

/** The five values of page "Init (deprecated)"; `WAITING_REVIEW`, the newer word for `REVIEW`, is understood as well. */
const statuses = new Map<unknown, KycStatus>([
	['WAITING_DATA', 'WAITING_DATA'],
	['PENDING', 'PENDING'],
	['REVIEW', 'WAITING_REVIEW'],
	['WAITING_REVIEW', 'WAITING_REVIEW'],
	['APPROVED', 'APPROVED'],
	['DECLINED', 'DECLINED'],
]);

/** Whether it is one of them. */
export function isLegacyStatus(text: string): boolean {
	return statuses.has(text);
}

/** A legacy KYC in the words that the nodes use for all of connectFi. */
export interface LegacySummary {
	kycStatus: KycStatus;
	isFinal: boolean;
	/** Codes of the attributes that connectFi still waits for. */
	missingAttributes: string[];
	/** The documents whose files connectFi still waits for, as it lists them. */
	documentsToUpload: LegacyKycDocument[];
}

/**
 * What a workflow branches on. A decided KYC waits for nothing, whatever its lists still hold; a status that the pages do
 * not name is `PENDING`.
 * @param data the `data` of an answer under /customer/kyc; any part may be missing
 */
export function legacySummary(data: Partial<LegacyKyc>): LegacySummary {
	// The pages show both statuses and always the same value; the KYC's own is the one that they describe.
	const status = readRecord(data.kyc)?.status ?? readRecord(data.customer)?.kycStatus;
	const kycStatus = statuses.get(status) ?? 'PENDING';
	const decided = isFinal(kycStatus);
	const given = readRecord(data.kycAttributes) ?? {};
	return {
		kycStatus,
		isFinal: decided,
		missingAttributes: decided
			? []
			: readTexts(readRecord(data.kyc)?.attributeCodes).filter(
					(code) => !Object.hasOwn(given, code),
				),
		documentsToUpload: decided
			? []
			: (readRecords(data.kycDocumentList) as unknown as LegacyKycDocument[]).filter(
					({ uploadStatus }) => uploadStatus !== true,
				),
	};
}
