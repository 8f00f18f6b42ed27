import { fields } from '../../api/fields';
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
	uploaded: boolean;
}

/** An id that an earlier run got for the file of one entity and view. */
interface ExistingId {
	entityId: string;
	view: string;
	documentId: string;
}

const label = 'Existing Document IDs';

/**
 * Hands out the ids in the option `existingDocumentIds`, a text that `listOf` wrote. An entry counts only for the entity
 * and view it names, so the same text does no harm in an item about somebody else.
 * @returns finds the id for the next file of an entity and view
 * @throws NodeOperationError if the text is something else
 */
export function existingIds(item: Item): (entityId: string, view: string) => string | undefined {
	const entries = String(item.options.existingDocumentIds ?? '')
		.split(/[,\n]/)
		.map((entry) => entry.trim())
		.filter(Boolean)
		.map((entry) => existingIdIn(item, entry));
	return (entityId, view) => {
		const at = entries.findIndex((entry) => entry.entityId === entityId && entry.view === view);
		return at < 0 ? undefined : entries.splice(at, 1)[0].documentId || undefined;
	};
}

function existingIdIn(item: Item, entry: string): ExistingId {
	// From the end: an entity id may be any text.
	const [, entityId, view, documentId] = /^(.+):([^:]*):([^:]*)$/.exec(entry) ?? [];
	if (entityId === undefined)
		throw item.refusal(
			`'${label}' holds '${entry.slice(0, 60)}'. Paste what the message of the earlier run lists: entityId:view:documentId, separated by commas.`,
		);
	return {
		entityId: entityId.trim(),
		view: item.check(view, fields.view, `in '${label}'`),
		documentId: item.checkIfFilled(documentId, fields.documentId, `in '${label}'`) ?? '',
	};
}

/** How far the files got, in the form that the option `existingDocumentIds` takes; a file without an id keeps its place. */
export function listOf(documents: SubmittedDocument[]): string {
	return documents
		.map(({ entityId, view, documentId = '' }) => `${entityId}:${view}:${documentId}`)
		.join(', ');
}

/** The same for people. */
export function progressOf(documents: SubmittedDocument[]): string {
	return documents
		.map(({ name, documentId, uploaded }) => {
			if (!documentId) return `'${name}' has no ID yet`;
			return `'${name}' ${documentId} (${uploaded ? 'uploaded' : 'not uploaded'})`;
		})
		.join(', ');
}
