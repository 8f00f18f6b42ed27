import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { RequestWindow } from '../../shared/limiter';
import { runOperation } from '../../shared/router';
import { defaultLimits } from '../descriptions/options';
import { credentialTypeOf, openConnection } from '../transport/connection';
import { Item } from './item';
import { resources } from './resources';

/** Runs the chosen operation for every input item. @throws as `runOperation` does */
export async function router(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runOperation(context, {
		resources,
		service: 'connectFi',
		createLimiter(context, operation) {
			const { maxConcurrency } = defaultLimits(operation);
			const ceiling = Number(context.getNodeParameter('options.maxConcurrency', 0, maxConcurrency));
			return new RequestWindow(
				Math.max(1, Math.floor(ceiling) || maxConcurrency),
				credentialTypeOf(context) === 'connectFiLoginApi',
			);
		},
		async open(context, operation, limiter) {
			const { timeout } = defaultLimits(operation);
			const connection = await openConnection(context, limiter);
			return (index) => new Item(context, index, connection, timeout);
		},
	});
}
