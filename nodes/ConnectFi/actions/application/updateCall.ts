import { paths } from '../../api/paths';
import { hasTakenDocuments } from '../../api/status';
import type { Call, Item } from '../item';

interface Update {
	customerId: string;
	applicationId?: string;
	/** The application that it is about, where its ID is known but not sent. */
	knownApplicationId?: string;
	documents: Array<{ entityId: string; documentId: string | undefined; view: string }>;
}

/**
 * The request that links documents: connectFi docs, page "Update", POST /akepa/update. It is never sent twice. After a lost
 * response, entities that no longer wait for documents have taken them; one that still waits may have taken some.
 */
export function updateCall(
	item: Item,
	{ customerId, applicationId, knownApplicationId = applicationId, documents }: Update,
): Call {
	return {
		method: 'POST',
		path: paths.applicationUpdate,
		json: { customerId, ...(applicationId && { applicationId }), documents },
		idempotent: false,
		async findExisting() {
			const result = knownApplicationId
				? await item.attemptStatus({ customerId, applicationId: knownApplicationId })
				: await item.attempt({
						method: 'GET',
						path: paths.applicationStatusOfCustomer(customerId),
						idempotent: true,
					});
			if (!result.success || result.envelope.data.customerId !== customerId) return undefined;
			const { envelope } = result;
			return documents.every(({ entityId }) => hasTakenDocuments(envelope.data, entityId))
				? envelope
				: undefined;
		},
	};
}
