import type { INode } from 'n8n-workflow';
import { describeTransportFailure, toNodeError, type ErrorMessage } from '../../shared/errors';
import { explain, findNamedIds, type Hints } from './errorCodes';
import type { Failure } from './response';

const checkBaseUrl =
	'Check the base URL in the connectFi credential; it is the instance URL that came with your credentials.';

const unknown = 'Whether connectFi processed the request is not known';

/** What the words about a failure depend on beside the failure itself. */
export interface FailedRequest {
	/** Whether the request creates something and may have reached connectFi. */
	mayHaveActed?: boolean;
	hints?: Hints;
	/** Which input item asked. */
	itemIndex?: number;
}

/** What happened and what to do about it. */
export function describeFailure(
	failure: Failure,
	{ mayHaveActed = false, hints = {} }: FailedRequest = {},
): ErrorMessage {
	const { kind, httpStatus, refusal } = failure;
	switch (kind) {
		case 'refused':
			return explain(refusal ?? { code: 'unknown' }, hints);
		case 'tokenRefused':
			return {
				message: 'connectFi refused the token or login.',
				hint: explain({ code: 'unauthorized' }).hint,
			};
		case 'notConnectFi':
			return {
				message: `The answer does not come from connectFi (HTTP ${httpStatus}).`,
				hint: checkBaseUrl,
			};
		case 'otherApplication':
			return {
				message: `This connectFi tells only about a customer's latest application, ${failure.latestApplicationId ?? 'which is another one'}.`,
				hint: 'Its older API has no call for a specific application. Use the ID of the latest one.',
			};
		case 'unknownReference':
			return {
				message:
					'The customer has an application, and connectFi does not tell whether it is the one with this reference.',
				hint: "Look at it with Get Status by customer. To start another one, use Start Identification with 'If It Exists' set to 'Error'.",
			};
		default:
			return describeTransportFailure(
				{ ...failure, kind },
				{
					service: 'connectFi',
					checkBaseUrl,
					rateLimited: {
						message: "connectFi's rate limit is still exceeded after retries.",
						hint: "Lower 'Max Concurrency' in the options or try again later.",
					},
					unknownOutcome: hints.unknownOutcome
						? `${unknown}. ${hints.unknownOutcome}`
						: mayHaveActed
							? `${unknown}, so it was not sent again. Look at what exists at connectFi before you repeat it.`
							: undefined,
				},
			);
	}
}

/** The error a user sees: what happened, what to do next, and connectFi's code and request ID. */
export function toConnectFiError(node: INode, failure: Failure, request: FailedRequest) {
	const { refusal, httpStatus } = failure;
	const { code, subCode, requestId } = refusal ?? {};
	const ids = refusal && findNamedIds(refusal);
	return toNodeError(
		node,
		{ ...describeFailure(failure, request), code, subCode, httpStatus, requestId, ids },
		request.itemIndex,
	);
}
