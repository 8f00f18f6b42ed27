import type { IDataObject } from 'n8n-workflow';

/** What a callback means for a workflow, as the parameter `events` offers it; alphabetical by name. */
export const events = [
	{
		name: 'Approved',
		value: 'approved',
		description: 'The customer was approved',
	},
	{
		name: 'Data Requested',
		value: 'dataRequested',
		description: 'Customer data is missing, and connectFi asks for it',
	},
	{
		name: 'Denied',
		value: 'denied',
		description: 'The customer was denied',
	},
	{
		name: 'Documents Required',
		value: 'documentsRequired',
		description: 'Images of documents are missing, and connectFi asks for them',
	},
	{
		name: 'In Review',
		value: 'inReview',
		description: 'A person at connectFi reviews the application',
	},
	{
		name: 'Processing',
		value: 'processing',
		description: 'The application is being processed, or has a status that connectFi added later',
	},
	{
		name: 'Unverified',
		value: 'unverified',
		description: 'A genuine callback came in, but connectFi could not be asked for the status',
	},
] as const;

export type TriggerEvent = (typeof events)[number]['value'];

export const eventNames: readonly TriggerEvent[] = events.map(({ value }) => value);

/**
 * The event that belongs to a state that connectFi confirmed.
 * @param output of an application or a legacy KYC, as Get Status gives it
 */
export function toEvent(output: IDataObject): TriggerEvent {
	switch (output.kycStatus) {
		case 'APPROVED':
			return 'approved';
		case 'DECLINED':
			return 'denied';
		case 'WAITING_REVIEW':
			return 'inReview';
		case 'WAITING_DATA':
			return isMissingData(output) ? 'dataRequested' : 'documentsRequired';
		default:
			return 'processing';
	}
}

/** An application says so in its status; a legacy KYC waits for attributes once it has all documents. */
function isMissingData({ status, documentsToUpload }: IDataObject): boolean {
	return (
		status === 'data_request' || (Array.isArray(documentsToUpload) && !documentsToUpload.length)
	);
}
