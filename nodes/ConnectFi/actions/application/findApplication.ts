import { findNamedIds } from '../../api/errorCodes';
import { fields } from '../../api/fields';
import { paths } from '../../api/paths';
import type { ApiResult, Failure } from '../../api/response';
import type { Envelope } from '../../api/types';
import type { Item } from '../item';

/** What was to be started. */
interface Wanted {
	customerId: string;
	reference: string;
}

/**
 * Asks whether the customer's latest application was started with a reference. An older one cannot be asked for.
 * @returns the application; undefined if it has another reference, or there is none, or no call by customer; a failure if
 * that could not be found out
 */
export async function findByReference(item: Item, wanted: Wanted): Promise<ApiResult | undefined> {
	const result = await askLatest(item, wanted.customerId);
	if (!result.success) return isNone(result.failure) ? undefined : result;
	const { customerId, reference } = result.envelope.data;
	if (customerId !== wanted.customerId || typeof reference !== 'string')
		return { success: false, failure: { kind: 'unknownReference' } };
	return reference === wanted.reference ? result : undefined;
}

/**
 * The call by customer is of the page of 2023, "/akepa", whose sample has no reference. The call by application, page
 * "Status", tells it (INFERRED: its sample cannot be read, that of the callback, which is the same by its page, has one).
 */
async function askLatest(item: Item, customerId: string): Promise<ApiResult> {
	const path = paths.applicationStatusOfCustomer(customerId);
	const latest = await item.attempt({ method: 'GET', path, idempotent: true });
	if (!latest.success) return latest;
	const { applicationId, reference } = latest.envelope.data;
	return reference === undefined && isId(applicationId)
		? await item.attemptStatus({ customerId, applicationId })
		: latest;
}

const isId = (value: unknown): value is string =>
	typeof value === 'string' && fields.applicationId.accepts(value);

/** `identificationNotFound` is that page's word; on the newer pages it is `applicationNotFound`. No envelope: no such call. */
const isNone = ({ kind, httpStatus, refusal }: Failure) =>
	refusal?.code === 'identificationNotFound' ||
	refusal?.code === 'applicationNotFound' ||
	(kind === 'notConnectFi' && httpStatus === 404);

/**
 * The application on whose account connectFi refused to start another one. INFERRED: page "Common Errors" has
 * `referenceExists` with `entityId`, and shows neither for an identification.
 * @returns undefined if connectFi refused something else
 * @throws NodeApiError the refusal, with why the application cannot be used
 */
export async function findRefusedFor(
	item: Item,
	failure: Failure,
	{ customerId, reference }: Wanted,
): Promise<Envelope | undefined> {
	const { refusal } = failure;
	if (refusal?.code !== 'referenceExists') return undefined;
	const because = (hint: string) =>
		item.toError(failure, { idempotent: false, hints: { referenceExists: hint } });

	const { entityId: applicationId } = findNamedIds(refusal);
	if (!isId(applicationId))
		throw because('connectFi does not name the existing application, so it cannot be used.');
	const result = await item.attemptStatus({ customerId, applicationId });
	if (!result.success)
		throw because('The existing application is not known to be one of this customer.');
	const { data } = result.envelope;
	if (data.customerId !== customerId || data.reference !== reference)
		throw because('The existing application is not known to have this reference.');
	return result.envelope;
}
