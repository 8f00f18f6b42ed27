import { refusesProperty } from '../api/errorCodes';
import type { Envelope } from '../api/types';
import type { Call, Item } from './item';

interface SpelledTwice<Name extends string> {
	/** In the order in which they are tried. */
	spellings: readonly [Name, Name];
	/** Makes the request in one of the spellings. */
	createCall: (name: Name) => Call;
}

/**
 * Sends a request with a property that the vendor's pages spell in two ways, while connectFi rejects names that it does
 * not know. If it rejects the first spelling by name, the other one is sent: a rejected request did nothing, so nothing is
 * created twice.
 * @throws NodeApiError as `Item.send` does; about the first spelling if both are rejected by name
 */
export async function sendInEitherSpelling<Name extends string>(
	item: Item,
	{ spellings: [first, other], createCall }: SpelledTwice<Name>,
): Promise<Envelope> {
	const outcome = await item.attempt(createCall(first));
	if (outcome.success) return outcome.envelope;
	if (!refusesProperty(outcome.failure.refusal, first))
		throw item.toError(outcome.failure, createCall(first));

	const second = await item.attempt(createCall(other));
	if (second.success) return second.envelope;
	// A schema that is not meant for this request, such as that of the other customer type, rejects both names. The
	// finding that counts is then in the answer to the first one.
	throw refusesProperty(second.failure.refusal, other)
		? item.toError(outcome.failure, createCall(first))
		: item.toError(second.failure, createCall(other));
}
