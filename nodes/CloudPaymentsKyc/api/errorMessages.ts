import type { INode } from 'n8n-workflow';
import { describeTransportFailure, toNodeError, type ErrorMessage } from '../../shared/errors';
import type { Failure } from './response';

/** What a request is for, as far as it changes what a user should do when it fails. */
export interface Purpose {
	/** Whether it logs a user in, so that there is no access token yet. */
	logsIn?: boolean;
	/** Options of the node that send the same thing differently, where the vendor's page leaves open how. */
	alternatives?: string;
	/** What to look at before sending a request again that may have been processed. */
	beforeRetrying?: string;
}

const checkEnvironment = 'Check the environment and base URL in the credential.';

const joinSentences = (...parts: Array<string | undefined>) => parts.filter(Boolean).join(' ');

/** What happened and what to do about it. */
export function describeFailure(
	failure: Failure,
	{ logsIn, alternatives, beforeRetrying }: Purpose = {},
): ErrorMessage {
	const checkParameters = joinSentences(
		'Check the parameters of this node.',
		alternatives && `The vendor's page leaves open how they are sent: ${alternatives} may help.`,
	);
	switch (failure.kind) {
		case 'webPage':
			return {
				message: 'A web page came back where the KYC API was expected.',
				hint: checkEnvironment,
			};
		case 'unreadable':
			return {
				message: `CloudPayments' answer cannot be used: ${failure.unreadable}.`,
				hint: joinSentences('Try again later.', beforeRetrying),
			};
		case 'saidToHaveFailed':
			return { message: 'CloudPayments answered that the request failed.', hint: checkParameters };
		case 'unauthorized':
			return logsIn
				? {
						message:
							"CloudPayments refused the user's name or password, the API key or the tenant.",
						hint: 'Check the user, then API key, tenant name and environment in the credential.',
					}
				: {
						message: "CloudPayments refused the user's access token, the API key or the tenant.",
						hint: "Get a new access token: in CloudPayments' sample apps they live for about an hour. If that is refused too, check API key, tenant name and environment in the credential.",
					};
		case 'notFound':
			return { message: 'Nothing was found at this address.', hint: checkEnvironment };
		case 'refused':
			return logsIn
				? {
						message: "CloudPayments did not accept the user's name and password.",
						hint: 'Check the user.',
					}
				: { message: 'CloudPayments did not accept the request.', hint: checkParameters };
		default:
			return describeTransportFailure(
				{ ...failure, kind: failure.kind },
				{
					service: 'CloudPayments',
					checkBaseUrl: checkEnvironment,
					rateLimited: {
						message: "CloudPayments' rate limit is exceeded.",
						hint: "Try again later, lower 'Max Concurrency' in the options, or send the items in batches. The portal's API key is for tests and has a low quota.",
					},
					unknownOutcome: beforeRetrying && `Try again later. ${beforeRetrying}`,
				},
			);
	}
}

/** The error a user sees: what happened, what to do next, and what CloudPayments says about it. */
export function toCloudPaymentsError(
	node: INode,
	failure: Failure,
	{ itemIndex, ...purpose }: Purpose & { itemIndex?: number },
) {
	const { httpStatus, refusal: { said, ...named } = {} } = failure;
	const { message, hint } = describeFailure(failure, purpose);
	const quote = said && `CloudPayments says: "${said}".`;
	return toNodeError(
		node,
		{ message, hint: joinSentences(hint, quote), httpStatus, ...named },
		itemIndex,
	);
}
