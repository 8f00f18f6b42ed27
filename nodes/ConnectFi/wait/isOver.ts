import type { IDataObject } from 'n8n-workflow';

/** What ends the wait, as the parameter `resumeOn` offers it. */
export type ResumeOn = 'completed' | 'actionNeeded';

/**
 * Whether there is nothing more to wait for.
 * @param application as Get Status gives it
 */
export function isOver(application: IDataObject, resumeOn: ResumeOn): boolean {
	// Nothing follows "completed", also with an outcome that is not documented.
	if (application.isFinal === true || application.status === 'completed') return true;
	return resumeOn === 'actionNeeded' && application.kycStatus === 'WAITING_DATA';
}
