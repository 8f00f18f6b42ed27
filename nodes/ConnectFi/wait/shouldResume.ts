import type { IDataObject } from 'n8n-workflow';
import { isCompleted } from '../api/status';

/** What ends the wait, as the parameter `resumeOn` offers it. */
export type ResumeOn = 'completed' | 'actionNeeded';

/**
 * Whether there is nothing more to wait for.
 * @param application as Get Status gives it
 */
export function shouldResume(application: IDataObject, resumeOn: ResumeOn): boolean {
	// Nothing follows the end of a journey, also with an outcome that is not documented.
	if (application.isFinal === true || isCompleted(application.status)) return true;
	return resumeOn === 'actionNeeded' && application.kycStatus === 'WAITING_DATA';
}
