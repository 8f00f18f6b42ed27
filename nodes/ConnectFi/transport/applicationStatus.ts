import { fields } from '../api/fields';
import { paths } from '../api/paths';
import type { Failure, Outcome } from './answer';
import type { ApiRequest, Connection } from './connection';

/** One application of one customer. */
export interface ApplicationIds {
	customerId: string;
	applicationId: string;
}

/** Connections to an instance whose API has no call for one certain application. */
const older = new WeakSet<Connection>();

/**
 * Asks for the status of one application. connectFi docs, page "Status": POST /akepa/status. The page of 2023, "/akepa", has
 * only GET /akepa/status/:customerId, and does not say which of several applications it answers (INFERRED: the latest). That
 * is asked where the first call is not there, and counts only if it is about the application in question.
 * @param request everything else about the request
 */
export async function askApplicationStatus(
	connection: Connection,
	{ customerId, applicationId }: ApplicationIds,
	request: Omit<ApiRequest, 'method' | 'path' | 'json' | 'form'>,
): Promise<Outcome> {
	if (!older.has(connection)) {
		const outcome = await connection.attempt({
			...request,
			method: 'POST',
			path: paths.applicationStatus,
			json: { customerId, applicationId },
		});
		if (outcome.success || !isNotThere(outcome.failure)) return outcome;
	}
	const outcome = await connection.attempt({
		...request,
		method: 'GET',
		path: paths.applicationStatusOfCustomer(customerId),
	});
	// Only connectFi's own answer shows that it is there, and its newer call is not.
	if (outcome.success || outcome.failure.kind === 'refused') older.add(connection);
	return outcome.success ? ifAbout(outcome, { customerId, applicationId }) : outcome;
}

/** A known route that does not find something says so in connectFi's envelope. */
function isNotThere({ kind, httpStatus }: Failure): boolean {
	return kind === 'notConnectFi' && httpStatus === 404;
}

function ifAbout(outcome: Outcome & { success: true }, asked: ApplicationIds): Outcome {
	const { applicationId, customerId = asked.customerId } = outcome.envelope.data;
	if (applicationId === asked.applicationId && customerId === asked.customerId) return outcome;
	const isId = typeof applicationId === 'string' && fields.applicationId.accepts(applicationId);
	const latestApplicationId =
		isId && applicationId !== asked.applicationId ? applicationId : undefined;
	return { success: false, failure: { kind: 'otherApplication', latestApplicationId } };
}
