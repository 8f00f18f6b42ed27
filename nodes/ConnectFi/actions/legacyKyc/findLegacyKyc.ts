import type { IDataObject } from 'n8n-workflow';
import { readRecord, readRecords } from '../../api/foreign';
import { legacySummary } from '../../api/legacyStatus';
import { paths } from '../../api/paths';
import type { Envelope } from '../../api/types';
import type { Item } from '../item';

/** What connectFi tells of a legacy KYC after a lost response. */
interface Found {
	isFinal: boolean;
	/** Whether it has the file of this document. */
	hasFile(documentId: string): boolean;
	/** The attributes that it has under a code. */
	attributes(code: string): IDataObject;
}

/**
 * Asks for a customer's legacy KYC.
 * @param shows whether the status shows that the request went through
 * @returns undefined if it does not, or connectFi does not tell
 */
export async function findLegacyKyc(
	item: Item,
	customerId: string,
	shows: (found: Found) => boolean,
): Promise<Envelope | undefined> {
	const path = paths.legacyStatus(customerId);
	const result = await item.attempt({ method: 'GET', path, idempotent: true });
	if (!result.success) return undefined;
	const { data } = result.envelope;
	const documents = readRecords(data.kycDocumentList);
	const found: Found = {
		isFinal: legacySummary(data).isFinal,
		hasFile: (documentId) =>
			documents.some(({ id, uploadStatus }) => id === documentId && uploadStatus === true),
		attributes: (code) => (readRecord(readRecord(data.kycAttributes)?.[code]) ?? {}) as IDataObject,
	};
	return readRecord(data.customer)?.customerId === customerId && shows(found)
		? result.envelope
		: undefined;
}
