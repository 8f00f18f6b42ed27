import type { Resource } from '../operation';
import * as generate from './generate.operation';
import * as upload from './upload.operation';

export const legacyDocument: Resource = {
	name: 'Legacy Document (Deprecated)',
	value: 'legacyDocument',
	description: 'Files to link to a legacy KYC; in new workflows use Document',
	operations: [generate, upload],
};
