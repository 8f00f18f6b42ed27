import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { ErrorDetails } from '../../shared/errors';
import type { Item } from './item';

type NodeError = NodeApiError | NodeOperationError;

/** What was thrown while an item's requests were sent, as an error that n8n shows in full. */
export function toNodeError(item: Item, thrown: unknown): NodeError {
	return thrown instanceof NodeApiError || thrown instanceof NodeOperationError
		? thrown
		: new NodeOperationError(item.context.getNode(), thrown as Error, { itemIndex: item.index });
}

/** Adds to an error what the operation knows: IDs, and what to do besides what the error says. */
export function addDetails(error: NodeError, { hint, ...ids }: ErrorDetails): NodeError {
	const { errorDetails } = error.context as { errorDetails?: ErrorDetails };
	const hints = (said: unknown) => [said, hint].filter(Boolean).join(' ');
	error.description = hints(error.description);
	error.context.errorDetails = { ...errorDetails, ...ids, hint: hints(errorDetails?.hint) };
	return error;
}
