import type { Envelope } from '../api/types';
import type { Item } from './item';

/**
 * Uploads a file to an id that takes exactly one. It may be sent again after a lost answer, because connectFi itself
 * refuses the second copy (`extAkepa` 4091 "… has already been uploaded."): said after our own lost answer, that means
 * the first one arrived.
 * @param mayBeThere whether an earlier run may have uploaded the file to this id
 * @throws NodeApiError, also if the id was used before and that was not to be expected
 */
export async function uploadOnce(
	item: Item,
	path: string,
	documentId: string,
	form: () => Promise<FormData>,
	mayBeThere = false,
): Promise<Envelope> {
	const call = { method: 'POST', path, form, idempotent: true } as const;
	const outcome = await item.attempt(call);
	if (outcome.success) return outcome.envelope;
	const { refusal, afterLostAnswer } = outcome.failure;
	if ((afterLostAnswer || mayBeThere) && /already been uploaded/i.test(refusal?.message ?? '')) {
		const { requestId } = refusal!;
		return {
			code: '0',
			data: { id: documentId, uploadStatus: true },
			...(requestId && { requestId }),
		};
	}
	throw item.errorOf(outcome, call);
}
