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
	const kycStatus = statuses.get(data.kyc?.status ?? data.customer?.kycStatus) ?? 'PENDING';
	const decided = isFinal(kycStatus);
	const given = data.kycAttributes ?? {};
	return {
		kycStatus,
		isFinal: decided,
		missingAttributes: decided
			? []
			: listOf(data.kyc?.attributeCodes).filter((code) => !Object.hasOwn(given, code)),
		documentsToUpload: decided
			? []
			: listOf(data.kycDocumentList).filter((document) => document?.uploadStatus !== true),
	};
}

function listOf<Entry>(value: Entry[] | undefined): Entry[] {
	return Array.isArray(value) ? value : [];
}
