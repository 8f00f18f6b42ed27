import { outputData } from '../../api/output';
import { paths } from '../../api/paths';
import { deprecated } from '../../descriptions/deprecated';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';

const { notice, ...words } = deprecated('Document: Generate ID');

export const description: OperationDescription = {
	name: 'Generate ID (Deprecated)',
	value: 'generate',
	action: 'Generate deprecated legacy document ID',
	...words,
	resultIdPath: 'id',
	properties: [notice],
};

/** connectFi docs, page "Generate Document (deprecated)": POST /document/generate, without a body. */
export async function prepare(item: Item): Promise<SendRequests> {
	return async () =>
		outputData(
			await item.send({
				method: 'POST',
				path: paths.legacyDocumentGenerate,
				// After a lost response another ID is generated: an unused one does no harm.
				idempotent: true,
			}),
		);
}
