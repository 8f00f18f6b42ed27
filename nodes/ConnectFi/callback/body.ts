import { fields } from '../api/fields';

/**
 * What a callback is about. Everything else in its body is hearsay: anybody may have sent it.
 * A legacy KYC has no id of its own, only its customer's.
 */
export type CallbackIds =
	| { source: 'akepa'; customerId: string; applicationId: string; reference?: string }
	| { source: 'legacy'; customerId: string; reference?: undefined };

/** Longest id that is taken from a body; connectFi's own have 36 characters at most. */
const longestId = 100;

/**
 * Tells by its shape what a callback body is about.
 *
 * connectFi docs, page "Webhooks": a callback has the form of a status answer, `{code, data, requestId}`. Other callbacks of
 * the product come without that envelope, so the bare object is understood too. The legacy body is not documented; it is
 * taken to be the answer of the legacy status call, whose customer is an object.
 *
 * @returns undefined if the body names nothing that connectFi could be asked about
 */
export function idsIn(body: unknown): CallbackIds | undefined {
	const outer = recordOf(body);
	const data = recordOf(outer?.data) ?? outer;
	if (!data) return undefined;
	const { applicationId } = data;
	if (applicationId !== undefined) {
		const { customerId, reference } = data;
		return accepted(customerId, fields.customerId) && accepted(applicationId, fields.applicationId)
			? {
					source: 'akepa',
					customerId,
					applicationId,
					...(typeof reference === 'string' && { reference }),
				}
			: undefined;
	}
	const customerId = recordOf(data.customer)?.customerId ?? data.customerId;
	return accepted(customerId, fields.legacyCustomerId)
		? { source: 'legacy', customerId }
		: undefined;
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: undefined;
}

function accepted(value: unknown, rule: { accepts(text: string): boolean }): value is string {
	return typeof value === 'string' && value.length <= longestId && rule.accepts(value);
}
