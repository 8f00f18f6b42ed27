import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ConcurrencyLimiter } from '../../shared/limiter';
import { runOperation } from '../../shared/router';
import { openClient } from '../api/client';
import { plainText } from '../api/requests';
import { defaultConcurrency } from '../descriptions/options';
import { Item } from './item';
import { resources } from './resources';

/** Runs the chosen operation for every input item. @throws as `runOperation` does */
export async function router(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runOperation(context, {
		resources,
		service: 'CloudPayments',
		createLimiter(context) {
			const chosen = Number(plainText(context.getNodeParameter('options.maxConcurrency', 0, '')));
			const ceiling = Math.max(1, Math.floor(chosen) || defaultConcurrency);
			return new ConcurrencyLimiter({ ceiling, start: ceiling });
		},
		async open(context, _operation, limiter) {
			const client = await openClient(context, limiter);
			return (index) => new Item(context, index, client);
		},
	});
}
