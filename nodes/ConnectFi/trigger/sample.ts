import type { IDataObject } from 'n8n-workflow';
import { clock } from '../../shared/clock';

/** What the trigger gives after an approval (connectFi docs, page "Webhooks"), for trying out a workflow manually. */
export function sampleItem(): IDataObject {
	return {
		applicationId: 'iapp_AwXROkAVhfKmkhXjOTmuK',
		aggregatorId: 'CLIENTID',
		customerId: 'cstap_5mBHiIx3QbkvEpjGfKsI9k',
		reference: 'sample',
		status: 'completed',
		outcome: 'Approved',
		entityApplications: [
			{
				entityId: 'cstap_5mBHiIx3QbkvEpjGfKsI9k',
				isCustomer: true,
				status: 'completed',
				outcome: 'approved',
			},
		],
		kycStatus: 'APPROVED',
		isFinal: true,
		entitiesAwaitingDocuments: [],
		event: 'approved',
		source: 'sample',
		verified: false,
		receivedAt: new Date(clock.now()).toISOString(),
	};
}
