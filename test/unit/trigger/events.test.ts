import type { IDataObject } from 'n8n-workflow';
import { events, toEvent } from '../../../nodes/ConnectFi/trigger/events';
import { parameters } from '../../../nodes/ConnectFi/trigger/parameters';

it.each<[string, IDataObject]>([
	['approved', { kycStatus: 'APPROVED' }],
	['denied', { kycStatus: 'DECLINED' }],
	['inReview', { kycStatus: 'WAITING_REVIEW' }],
	['documentsRequired', { kycStatus: 'WAITING_DATA', status: 'pending_step_up' }],
	['dataRequested', { kycStatus: 'WAITING_DATA', status: 'data_request' }],
	['documentsRequired', { kycStatus: 'WAITING_DATA', documentsToUpload: [{ id: 'd' }] }],
	['dataRequested', { kycStatus: 'WAITING_DATA', documentsToUpload: [] }],
	['processing', { kycStatus: 'PENDING' }],
	['processing', { kycStatus: 'OF_THE_FUTURE', status: 'data_request' }],
	['processing', {}],
])('%s is what %j means', (event, output) => {
	expect(toEvent(output)).toBe(event);
});

it('all events are chosen unless the user takes one away', () => {
	const chosen = parameters.find(({ name }) => name === 'events')?.default;
	expect([...(chosen as string[])].sort()).toEqual(events.map(({ value }) => value).sort());
});
