import { toText } from '../../../shared/text';
import { views } from '../../api/vocabulary';
import type { ImageFile } from '../imageFile';
import type { Item } from '../item';

/** One file of an item on its way to connectFi. */
export interface SubmittedDocument {
	/** Whose document it is. */
	readonly entityId: string;
	readonly view: string;
	readonly name: string;
	readonly type: string;
	readonly image: ImageFile;
	/** Known once connectFi made it, or from an earlier run. */
	documentId?: string;
	/** Whether `documentId` comes from an earlier run, which may have uploaded the file too. */
	readonly existedBefore: boolean;
	/** By this run, or by an earlier one as its progress says. */
	uploaded: boolean;
}

/** What an earlier run has made of a file. */
type ExistingDocument = Pick<SubmittedDocument, 'documentId' | 'uploaded'>;

const label = 'Existing Document IDs';

/**
 * The progress of one file: `entityId:view:documentId`, without the last part if there is no id yet, and whether it is
 * uploaded. Any other word matches without its end, so that each character is read once, however long the text is.
 */
const progressEntry = new RegExp(
	`([^\\s,:]+)(?::(${views.map(({ value }) => value).join('|')}):([0-9a-zA-Z_-]*)(?: \\((uploaded)\\))?)?`,
	'g',
);

/** The progress of an item's files, for people and for the option `existingDocumentIds`. */
export function formatProgress(documents: SubmittedDocument[]): string {
	return documents
		.map(({ entityId, view, documentId, uploaded }) => {
			const state = documentId ? (uploaded ? 'uploaded' : 'not uploaded') : 'no ID yet';
			// Encoded, because an entity id may be any text.
			return `${encodeURIComponent(entityId)}:${view}:${documentId ?? ''} (${state})`;
		})
		.join(', ');
}

/**
 * Reads the ids in the option `existingDocumentIds`: a text that contains what `formatProgress` wrote, such as the whole
 * message of the earlier run. An id counts only for the entity and view it was created for, so the same text does no harm
 * in an item about somebody else.
 * @returns takes what there is for the next file of an entity and view
 * @throws NodeOperationError if the text holds nothing of the kind
 */
export function readExistingIds(
	item: Item,
): (entityId: string, view: string) => ExistingDocument | undefined {
	const text = toText(item.options.existingDocumentIds).trim();
	const entries = [...text.matchAll(progressEntry)]
		.filter(([, , view]) => view)
		.map(([, entityId, view, documentId, uploaded]) => ({
			entityId,
			view,
			documentId: documentId || undefined,
			uploaded: documentId !== '' && uploaded !== undefined,
		}));
	if (text && !entries.length)
		throw item.refusal(
			`'${label}' holds '${text.slice(0, 60)}'. Paste the message of the earlier run; it lists entityId:view:documentId.`,
		);
	return (entityId, view) => {
		const at = entries.findIndex(
			(one) => one.entityId === encodeURIComponent(entityId) && one.view === view,
		);
		return at < 0 ? undefined : entries.splice(at, 1)[0];
	};
}
