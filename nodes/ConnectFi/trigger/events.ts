import type { IDataObject } from 'n8n-workflow';

/** What a callback means for a workflow, as the parameter `events` offers it; alphabetical by name. */
export const events = [
	{
		name: 'Approved',
		value: 'approved',
		description: 'The customer passed',
	},
	{
		name: 'Data Requested',
		value: 'dataRequested',
		description: 'Data is wanted that the customer record lacks',
	},
	{
		name: 'Denied',
		value: 'denied',
		description: 'The customer did not pass',
	},
	{
		name: 'Documents Required',
		value: 'documentsRequired',
		description: 'Images of documents are wanted',
	},
	{
		name: 'In Review',
		value: 'inReview',
		description: 'A person at connectFi looks at the case',
	},
	{
		name: 'Processing',
		value: 'processing',
		description: 'The case is under way, or in a state that connectFi added later',
	},
	{
		name: 'Unverified',
		value: 'unverified',
		description: 'A genuine call came in, but connectFi could not be asked what is true',
	},
] as const;

export type TriggerEvent = (typeof events)[number]['value'];

/**
 * The event that belongs to a state that connectFi confirmed.
 * @param output of an application or a legacy KYC, as Get Status gives it
 */
export function eventOf(output: IDataObject): TriggerEvent {
	switch (output.kycStatus) {
		case 'APPROVED':
			return 'approved';
		case 'DECLINED':
			return 'denied';
		case 'WAITING_REVIEW':
			return 'inReview';
		case 'WAITING_DATA':
			return wantsData(output) ? 'dataRequested' : 'documentsRequired';
		default:
			return 'processing';
	}
}

/** An application says so in its status; a legacy KYC waits for attributes once it has all documents. */
function wantsData({ status, documentsToUpload }: IDataObject): boolean {
	return (
		status === 'data_request' || (Array.isArray(documentsToUpload) && !documentsToUpload.length)
	);
}
