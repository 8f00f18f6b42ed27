import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INodeProperties,
} from 'n8n-workflow';
import { fields } from '../../api/fields';
import { outputApplication } from '../../api/output';
import { paths } from '../../api/paths';
import { documentTypes, views, workflows } from '../../api/vocabulary';
import {
	applicationIdOption,
	binaryPropertyParameter,
	customerIdParameters,
	dropdown,
	noteOptions,
} from '../../descriptions/parameters';
import type { ErrorDetails } from '../../../shared/errors';
import type { BinaryInput } from '../binaryFile';
import { readImageFile } from '../imageFile';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';
import { uploadOnce } from '../uploadOnce';
import { readExistingIds, formatProgress, type SubmittedDocument } from './submittedDocuments';
import { updateCall } from './updateCall';

const fileProperties: INodeProperties[] = [
	binaryPropertyParameter,
	dropdown('View', 'view', views, {
		description: 'Which side of the document the image shows, or a selfie',
	}),
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		placeholder: 'e.g. license front',
		description: 'A name of your choice, up to 50 characters. Defaults to the view.',
	},
	{
		displayName: 'Entity ID',
		name: 'entityId',
		type: 'string',
		default: '',
		placeholder: 'e.g. ExtBusRepId123',
		description: 'Whose document this is, if it differs from the entity above',
	},
	dropdown('Type', 'type', [{ name: 'Same as Above', value: '' }, ...documentTypes], {
		description: 'Kind of this document, if it differs from the type above',
	}),
];

export const description: OperationDescription = {
	name: 'Submit Documents',
	value: 'submitDocuments',
	action: 'Submit documents for application',
	description: "Upload all of a customer's files and link them in one step",
	resultIdPath: 'applicationId',
	transfersFiles: true,
	properties: [
		...customerIdParameters,
		{
			displayName: 'Entity ID',
			name: 'entityId',
			type: 'string',
			default: '',
			placeholder: 'e.g. ExtBusRepId123',
			description:
				'Whose documents these are: the ID of a business representative, or empty for the customer',
		},
		dropdown('Document Belongs To', 'workflow', workflows, {
			default: 'PERSONAL',
			description:
				"A business, or a person, as with a driver's license. connectFi calls this the workflow.",
		}),
		dropdown('Type', 'type', documentTypes, {
			default: 'license',
			description: 'Kind of document',
		}),
		{
			displayName: 'Files',
			name: 'files',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add File',
			description: 'Images to upload, such as front and back of a license; JPEG or PNG',
			default: {},
			options: [{ displayName: 'File', name: 'file', values: fileProperties }],
		},
	],
	options: [
		applicationIdOption,
		{
			displayName: 'Existing Document IDs',
			name: 'existingDocumentIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. cstap_5mBHiIx3QbkvEpjGfKsI9k:front:doc_6ESuXsYo0J8cgjEWK5xFe2',
			description:
				"To resume a run that stopped partway, enter 'existingDocumentIds' of its item on the error branch, or its message, which lists entityId:view:documentId. IDs of other entities are ignored.",
		},
		...noteOptions,
	],
};

interface FileEntry {
	binaryPropertyName?: BinaryInput;
	view?: string;
	name?: string;
	entityId?: string;
	type?: string;
}

/** connectFi docs, pages "Generate Document", "Upload Document" and "Update", which says to link all files in one call. */
export async function prepare(item: Item): Promise<SendRequests> {
	const customerId = item.text('customerId', fields.updateCustomerId);
	const workflow = item.text('workflow', fields.workflow);
	const note = item.option('note', fields.note);
	const email = item.option('noteAuthorAgentEmail', fields.email);
	const applicationId = item.option('applicationId', fields.applicationId);
	const documents = await readDocuments(item, customerId);
	const common = {
		workflow,
		...(note && { note }),
		...(email && { note_author_agent_email: email }),
	};

	return async () => {
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

		const links = documents.map(({ entityId, documentId, view }) => ({
			entityId,
			documentId,
			view,
		}));
		const call = updateCall(item, { customerId, applicationId, documents: links });
		const outcome = await item.attempt(call);
		if (!outcome.success) throw withProgress(item, item.toError(outcome.failure, call), documents);
		const { envelope, json } = outputApplication(outcome.envelope);
		return { envelope, json: { ...json, documents: documents.map(outputFields) } };
	};
}

/** Checks all files of the item, so that nothing is sent if one of them is rejected. */
async function readDocuments(item: Item, customerId: string): Promise<SubmittedDocument[]> {
	const owner = item.checkIfFilled(item.parameter('entityId', ''), fields.entityId) ?? customerId;
	const commonType = item.text('type', fields.documentType);
	const takeExisting = readExistingIds(item);
	const entries = item.parameter<FileEntry[]>('files.file', []);
	if (!entries.length) throw item.refusal("'Files' is empty. Add at least one file.");

	const documents: SubmittedDocument[] = [];
	for (const [at, entry] of entries.entries()) {
		const where = `of file ${at + 1}`;
		const entityId = item.checkIfFilled(entry.entityId, fields.entityId, where) ?? owner;
		const view = item.check(entry.view, fields.view, where);
		const { documentId, uploaded = false } = takeExisting(entityId, view) ?? {};
		documents.push({
			entityId,
			view,
			name: item.checkIfFilled(entry.name, fields.documentName, where) ?? view,
			type: item.checkIfFilled(entry.type, fields.documentType, where) ?? commonType,
			image: await readImageFile(item, { input: entry.binaryPropertyName ?? '', where }),
			documentId,
			existedBefore: documentId !== undefined,
			uploaded,
		});
	}
	return documents;
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
	const error =
		reason instanceof NodeApiError || reason instanceof NodeOperationError
			? reason
			: new NodeOperationError(item.context.getNode(), reason as Error, {
					itemIndex: item.index,
				});
	if (!documents.some(({ documentId }) => documentId)) return error;
	const progress = formatProgress(documents);
	// The item's number stays at the end of the message.
	error.message = error.message.replace(
		/( \[item \d+\])?$/,
		(place) => ` Created at connectFi so far: ${progress}.${place}`,
	);
	const { errorDetails } = error.context as { errorDetails?: ErrorDetails };
	const hint = [errorDetails?.hint, resumeHint].filter(Boolean).join(' ');
	error.description = [error.description, resumeHint].filter(Boolean).join(' ');
	error.context.errorDetails = { ...errorDetails, hint };
	error.context.existingDocumentIds = progress;
	return error;
}
