import { fields } from '../../api/fields';
import { findNamedIds } from '../../api/errorCodes';
import { paths } from '../../api/paths';
import type { Failure } from '../../api/response';
import type { Envelope } from '../../api/types';
import type { Item } from '../item';

/** What was to be created. */
interface Wanted {
	customerReference: string;
	customerType: string;
	/** Whether one with the same SSN or FEIN is wanted too, under whichever reference. */
	ofAnyReference: boolean;
}

/**
 * The customer on whose account connectFi refused to create another one. `referenceExists` names the customer as `entityId`
 * (page "Create Customer"), `customerExists`, for the same SSN or FEIN, as `customerId` (page "Customer Errors"). It counts if
 * connectFi tells its reference, and that is the wanted one, or any may be used.
 * @returns undefined if connectFi refused something else
 * @throws NodeApiError the refusal, with why the customer cannot be used
 */
export async function findCustomer(
	item: Item,
	failure: Failure,
	{ customerReference, customerType, ofAnyReference }: Wanted,
): Promise<Envelope | undefined> {
	const { refusal } = failure;
	const byReference = refusal?.code === 'referenceExists';
	if (!refusal || !(byReference || refusal.code === 'customerExists')) return undefined;
	const because = (hint: string) =>
		item.toError(failure, { idempotent: false, hints: { [refusal.code]: hint } });

	const ids = findNamedIds(refusal);
	const named = byReference ? ids.entityId : ids.customerId;
	if (!named || !fields.pathCustomerId.accepts(named))
		throw because('connectFi does not name the existing customer, so it cannot be used.');
	const path = paths.customerStatus(named);
	const result = await item.attempt({ method: 'GET', path, idempotent: true });
	if (!result.success)
		throw because('The existing customer could not be looked up. Run the node again.');
	const { customerId, reference, customerType: type } = result.envelope.data;
	if (customerId !== named || typeof reference !== 'string' || !reference)
		throw because(
			"connectFi does not tell the existing customer's reference, so whether it is yours is not known, and it was not used.",
		);
	if (reference !== customerReference && (byReference || !ofAnyReference))
		throw because(
			`The customer that connectFi names has the reference '${reference.slice(0, 40)}' and was not used.`,
		);
	if (typeof type === 'string' && type !== customerType)
		throw because(`The existing customer is not of the type '${customerType}' and was not used.`);
	return result.envelope;
}
