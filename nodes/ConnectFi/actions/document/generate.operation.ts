import { fields } from '../../api/fields';
import { outputData } from '../../api/output';
import { paths } from '../../api/paths';
import { documentTypes, extensions, workflows } from '../../api/vocabulary';
import { dropdown, noteOptions } from '../../descriptions/parameters';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';

export const description: OperationDescription = {
	name: 'Generate ID',
	value: 'generate',
	action: 'Generate document ID',
	description: 'Generate a document ID to upload a file to',
	resultIdPath: 'id',
	properties: [
		dropdown('Document Belongs To', 'workflow', workflows, {
			default: 'PERSONAL',
			description:
				"A business, or a person, as with a driver's license. connectFi calls this the workflow.",
		}),
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. front',
			description: 'A name of your choice, 1 to 50 characters',
		},
		dropdown('Extension', 'extension', extensions, {
			description: 'File type of the image that you will upload',
		}),
		dropdown('Type', 'type', documentTypes, {
			default: 'license',
			description: 'Kind of document',
		}),
	],
	options: noteOptions,
};

/** connectFi docs, page "Generate Document": POST /akepa/document/generate. */
export async function prepare(item: Item): Promise<SendRequests> {
	const note = item.option('note', fields.note);
	const email = item.option('noteAuthorAgentEmail', fields.email);
	const json = {
		workflow: item.text('workflow', fields.workflow),
		name: item.text('name', fields.documentName),
		extension: item.text('extension', fields.extension),
		type: item.text('type', fields.documentType),
		...(note && { note }),
		...(email && { note_author_agent_email: email }),
	};
	return async () =>
		outputData(
			// After a lost response another ID is generated: an unused one does no harm.
			await item.send({ method: 'POST', path: paths.documentGenerate, json, idempotent: true }),
		);
}
