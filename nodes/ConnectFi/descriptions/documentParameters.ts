import type { INodeProperties } from 'n8n-workflow';
import { documentTypes, views, workflows } from '../api/vocabulary';
import { binaryPropertyParameter, dropdown, entityIdParameter, noteOptions } from './parameters';

/** The parameters and options of operations that submit files. */

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
		...entityIdParameter,
		hint: 'Leave empty if it is the same as above',
		description: 'Whose document this is, if it differs from the entity above',
	},
	dropdown('Type', 'type', [{ name: 'Same as Above', value: '' }, ...documentTypes], {
		description: 'Kind of this document, if it differs from the type above',
	}),
];

export const submissionParameters: INodeProperties[] = [
	entityIdParameter,
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
];

export const submissionOptions: INodeProperties[] = [
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
];
