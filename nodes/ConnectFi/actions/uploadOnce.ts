import { paths } from '../api/paths';
import type { Envelope } from '../api/types';
import type { Item } from './item';

interface Upload {
	documentId: string;
	/** Makes the multipart body, anew for each attempt. */
	form: () => Promise<FormData>;
	/** Whether an earlier run may have uploaded the file to this id. */
	mayExist?: boolean;
}

/**
 * Uploads a file to an id that takes exactly one. It may be sent again after a lost answer, because connectFi itself
 * rejects the second copy (`extAkepa` 4091 "… has already been uploaded."): after a lost answer of our own, that means
 * that the first one arrived.
 * @throws NodeApiError, also if the id was used before and that was not to be expected
 */
export async function uploadOnce(
	item: Item,
	{ documentId, form, mayExist }: Upload,
): Promise<Envelope> {
	return await item.send({
		method: 'POST',
		path: paths.documentUpload(documentId),
		form,
		idempotent: true,
		mayExist,
		async findExisting({ refusal }) {
			if (!/already been uploaded/i.test(refusal?.message ?? '')) return undefined;
			const { requestId } = refusal!;
			return {
				code: '0',
				data: { id: documentId, uploadStatus: true },
				...(requestId && { requestId }),
			};
		},
	});
}
