import { refusesProperty } from '../api/errorCodes';
import type { Envelope } from '../api/types';
import type { Call, Item } from './item';

/**
 * Sends a request with a property that is spelt two ways on the vendor's pages, while connectFi refuses names that it does
 * not know. If it refuses the first spelling by name, the other one is sent: a refused request did nothing, so nothing is
 * made twice.
 * @param callWith the request in one of the spellings
 * @throws NodeApiError as `Item.send` does; about the first spelling if both are refused by name
 */
export async function sendInEitherSpelling<Name extends string>(
	item: Item,
	[first, other]: readonly [Name, Name],
	callWith: (name: Name) => Call,
): Promise<Envelope> {
	const outcome = await item.attempt(callWith(first));
	if (outcome.success) return outcome.envelope;
	if (!refusesProperty(outcome.failure.refusal, first))
		throw item.errorOf(outcome, callWith(first));

	const second = await item.attempt(callWith(other));
	if (second.success) return second.envelope;
	// A schema that is not meant for this request, such as that of the other customer type, refuses both names. The finding
	// that counts then stands beside the published one.
	throw refusesProperty(second.failure.refusal, other)
		? item.errorOf(outcome, callWith(first))
		: item.errorOf(second, callWith(other));
}
