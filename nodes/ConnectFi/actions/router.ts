import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ConcurrencyLimiter } from '../../shared/limiter';
import { runOperation } from '../../shared/router';
import { toText } from '../../shared/text';
import { getCredentialType, openClient } from '../api/client';
import { defaultLimits } from '../descriptions/options';
import { Item } from './item';
import { resources } from './resources';

/** Runs the chosen operation for every input item. @throws as `runOperation` does */
export async function router(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runOperation(context, {
		resources,
		service: 'connectFi',
		createLimiter(context, operation) {
			const { maxConcurrency } = defaultLimits(operation);
			const ceiling = Number(
				toText(context.getNodeParameter('options.maxConcurrency', 0, maxConcurrency)),
			);
			return new ConcurrencyLimiter({
				ceiling: Math.max(1, Math.floor(ceiling) || maxConcurrency),
				firstAlone: getCredentialType(context) === 'connectFiLoginApi',
			});
		},
		async open(context, operation, limiter) {
			const { timeout } = defaultLimits(operation);
			const client = await openClient(context, { limiter });
			return (index) => new Item(context, index, client, timeout);
		},
	});
}
