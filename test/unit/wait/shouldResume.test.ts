import type { IDataObject } from 'n8n-workflow';
import { shouldResume } from '../../../nodes/ConnectFi/wait/shouldResume';

it.each<[IDataObject, boolean, boolean]>([
	[{ isFinal: true, kycStatus: 'APPROVED' }, true, true],
	[{ isFinal: false, status: 'completed', kycStatus: 'PENDING' }, true, true],
	[{ isFinal: false, status: 'pending_step_up', kycStatus: 'WAITING_DATA' }, false, true],
	[{ isFinal: false, status: 'waiting_review', kycStatus: 'WAITING_REVIEW' }, false, false],
	[{ isFinal: 'true', status: 'running', kycStatus: 'PENDING' }, false, false],
	[{}, false, false],
])('%j ends the wait for an outcome: %p, for an outcome or action: %p', (json, outcome, action) => {
	expect(shouldResume(json, 'completed')).toBe(outcome);
	expect(shouldResume(json, 'actionNeeded')).toBe(action);
});
