import type { Resource } from '../operation';
import * as generate from './generate.operation';
import * as upload from './upload.operation';

export const document: Resource = {
	name: 'Document',
	value: 'document',
	operations: [generate, upload],
};
