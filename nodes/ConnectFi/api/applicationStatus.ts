import type { ApiRequest, Client } from './client';
import { fields } from './fields';
import { paths } from './paths';
import type { ApiResult, Failure } from './response';

/** One application of one customer. */
export interface ApplicationIds {
	customerId: string;
	applicationId: string;
}

/** Clients of an instance whose API has no call for a specific application. */
const older = new WeakSet<Client>();

/**
 * Asks for the status of one application. connectFi docs, page "Status": POST /akepa/status. The page of 2023, "/akepa", has
 * only GET /akepa/status/:customerId, and does not say which of several applications it answers (INFERRED: the latest). That
 * is asked where the first call is not there, and counts only if it is about the application in question.
 * @param request everything else about the request
 */
export async function askApplicationStatus(
	client: Client,
	{ customerId, applicationId }: ApplicationIds,
	request: Omit<ApiRequest, 'method' | 'path' | 'json' | 'form'>,
): Promise<ApiResult> {
	if (!older.has(client)) {
		const result = await client.attempt({
			...request,
			method: 'POST',
			path: paths.applicationStatus,
			json: { customerId, applicationId },
		});
		if (result.success || !isNotThere(result.failure)) return result;
	}
	const result = await client.attempt({
		...request,
		method: 'GET',
		path: paths.applicationStatusOfCustomer(customerId),
	});
	// Only connectFi's own answer shows that it is there, and its newer call is not.
	if (result.success || result.failure.kind === 'refused') older.add(client);
	return result.success ? ifAbout(result, { customerId, applicationId }) : result;
}

/** A known route that does not find something says so in connectFi's envelope. */
function isNotThere({ kind, httpStatus }: Failure): boolean {
	return kind === 'notConnectFi' && httpStatus === 404;
}

function ifAbout(result: ApiResult & { success: true }, asked: ApplicationIds): ApiResult {
	const { applicationId, customerId = asked.customerId } = result.envelope.data;
	if (applicationId === asked.applicationId && customerId === asked.customerId) return result;
	const isId = typeof applicationId === 'string' && fields.applicationId.accepts(applicationId);
	const latestApplicationId =
		isId && applicationId !== asked.applicationId ? applicationId : undefined;
	return { success: false, failure: { kind: 'otherApplication', latestApplicationId } };
}
