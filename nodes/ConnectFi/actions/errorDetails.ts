import type { ErrorDetails, NodeError } from '../../shared/errors';

/** Adds to an error what the operation knows: IDs, and what to do besides what the error says. */
export function addDetails(error: NodeError, { hint, ...ids }: ErrorDetails): NodeError {
	const { errorDetails } = error.context as { errorDetails?: ErrorDetails };
	const hints = (said: unknown) => [said, hint].filter(Boolean).join(' ');
	error.description = hints(error.description);
	error.context.errorDetails = { ...errorDetails, ...ids, hint: hints(errorDetails?.hint) };
	return error;
}
