import type { Resource } from '../operation';
import * as attachDocuments from './attachDocuments.operation';
import * as getStatus from './getStatus.operation';
import * as onboard from './onboard.operation';
import * as start from './start.operation';
import * as submitDocuments from './submitDocuments.operation';
import * as waitForOutcome from './waitForOutcome.operation';

export const application: Resource = {
	name: 'KYC/KYB Application',
	value: 'application',
	operations: [start, onboard, submitDocuments, waitForOutcome, getStatus, attachDocuments],
};
