import type { IDataObject } from 'n8n-workflow';
import { asNodeError } from '../../../shared/errors';
import { fields } from '../../api/fields';
import { outputApplication } from '../../api/output';
import { paths } from '../../api/paths';
import type { BinaryInput } from '../binaryFile';
import { addDetails } from '../errorDetails';
import { readImageFile } from '../imageFile';
import type { Item } from '../item';
import type { Result } from '../operation';
import { uploadOnce } from '../uploadOnce';
import { formatProgress, readExistingIds, type SubmittedDocument } from './submittedDocuments';
import { updateCall } from './updateCall';

interface FileEntry {
	binaryPropertyName?: BinaryInput;
	view?: string;
	name?: string;
	entityId?: string;
	type?: string;
}

/** A checked file, whose customer need not be known yet. */
interface CheckedFile extends Pick<SubmittedDocument, 'view' | 'name' | 'type' | 'image'> {
	/** Whose document it is; the customer's if undefined. */
	entityId: string | undefined;
}

/** What the parameters say about an item's files. */
interface Submission {
	files: CheckedFile[];
	/** What an earlier run has made of them. */
	takeExisting: ReturnType<typeof readExistingIds>;
	/** What connectFi keeps with each document's ID. */
	common: IDataObject;
}

/** Checks all files of the item, so that nothing is sent if one of them is rejected. @throws NodeOperationError */
export async function readFiles(item: Item): Promise<Submission> {
	const workflow = item.text('workflow', fields.workflow);
	const note = item.option('note', fields.note);
	const email = item.option('noteAuthorAgentEmail', fields.email);
	const owner = item.checkIfFilled(item.parameter('entityId', ''), fields.entityId);
	const commonType = item.text('type', fields.documentType);
	const takeExisting = readExistingIds(item);

	const files: CheckedFile[] = [];
	for (const [at, entry] of item.parameter<FileEntry[]>('files.file', []).entries()) {
		const where = `of file ${at + 1}`;
		const view = item.check(entry.view, fields.view, where);
		files.push({
			entityId: item.checkIfFilled(entry.entityId, fields.entityId, where) ?? owner,
			view,
			name: item.checkIfFilled(entry.name, fields.documentName, where) ?? view,
			type: item.checkIfFilled(entry.type, fields.documentType, where) ?? commonType,
			image: await readImageFile(item, { input: entry.binaryPropertyName ?? '', where }),
		});
	}
	const common = {
		workflow,
		...(note && { note }),
		...(email && { note_author_agent_email: email }),
	};
	return { files, takeExisting, common };
}

interface Receiver {
	customerId: string;
	/** Sent along if given. */
	applicationId?: string;
	/** The application, where its ID is known but not sent. */
	knownApplicationId?: string;
}

/**
 * Generates an ID for each file, uploads it, and links all of them in one update.
 * @throws NodeApiError with what has been created so far, and how to resume
 */
export async function submitFiles(
	item: Item,
	{ files, takeExisting, common }: Submission,
	receiver: Receiver,
): Promise<Result> {
	const documents = files.map(({ entityId = receiver.customerId, ...file }): SubmittedDocument => {
		const { documentId, uploaded = false } = takeExisting(entityId, file.view) ?? {};
		return { ...file, entityId, documentId, existedBefore: documentId !== undefined, uploaded };
	});
	const uploads = await Promise.allSettled(
		documents.map(async (document) => {
			if (document.uploaded) return;
			document.documentId ??= await generateId(item, { ...common, ...requestFields(document) });
			const { documentId, image, existedBefore } = document;
			await uploadOnce(item, { documentId, form: image.form, mayExist: existedBefore });
			document.uploaded = true;
		}),
	);
	const failed = uploads.find(({ status }) => status === 'rejected');
	if (failed?.status === 'rejected') throw withProgress(item, failed.reason, documents);

	const links = documents.map(({ entityId, documentId, view }) => ({ entityId, documentId, view }));
	const call = updateCall(item, { ...receiver, documents: links });
	const outcome = await item.attempt(call);
	if (!outcome.success) throw withProgress(item, item.toError(outcome.failure, call), documents);
	const { envelope, json } = outputApplication(outcome.envelope);
	return { envelope, json: { ...json, documents: documents.map(outputFields) } };
}

const requestFields = ({ name, type, image }: SubmittedDocument) => ({
	name,
	extension: image.type.extension,
	type,
});

async function generateId(item: Item, json: IDataObject): Promise<string> {
	const { data } = await item.send({
		method: 'POST',
		path: paths.documentGenerate,
		json,
		idempotent: true,
	});
	return String(data.id);
}

function outputFields({ documentId, entityId, view, name, type }: SubmittedDocument): IDataObject {
	return { documentId, entityId, view, name, type };
}

const resumeHint =
	"To resume, run the node again with this message, or with 'existingDocumentIds' of the item on the error branch, in the option 'Existing Document IDs'.";

/** Adds to the error of an unfinished item what has been created at connectFi so far, and how to resume. */
function withProgress(item: Item, reason: unknown, documents: SubmittedDocument[]): Error {
	const error = asNodeError(item.context.getNode(), reason, item.index);
	if (!documents.some(({ documentId }) => documentId)) return error;
	const progress = formatProgress(documents);
	// The item's number stays at the end of the message.
	error.message = error.message.replace(
		/( \[item \d+\])?$/,
		(place) => ` Created at connectFi so far: ${progress}.${place}`,
	);
	error.context.existingDocumentIds = progress;
	return addDetails(error, { hint: resumeHint });
}
