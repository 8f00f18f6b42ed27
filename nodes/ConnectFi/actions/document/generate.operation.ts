import { fields } from '../../api/fields';
import { paths } from '../../api/paths';
import { documentTypes, extensions, workflows } from '../../api/vocabulary';
import { dropdown, noteOptions } from '../../descriptions/parameters';
import type { Item } from '../item';
import type { OperationDescription, Work } from '../operation';
import { dataOutput } from '../output';

export const description: OperationDescription = {
	name: 'Generate ID',
	value: 'generate',
	action: 'Generate document ID',
	description: 'Get the ID under which a file can be uploaded',
	creates: 'id',
	properties: [
		dropdown('Workflow', 'workflow', workflows, {
			default: 'PERSONAL',
			description:
				"Whether the document belongs to a business or to a person, such as a driver's license",
		}),
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. front',
			description: 'A name of your choice for the document, 1 to 50 characters',
		},
		dropdown('Extension', 'extension', extensions, {
			description: 'The file type that will be uploaded',
		}),
		dropdown('Type', 'type', documentTypes, {
			default: 'license',
			description: 'What kind of document it is',
		}),
	],
	options: noteOptions,
};

/** connectFi docs, page "Generate Document": POST /akepa/document/generate. */
export async function execute(item: Item): Promise<Work> {
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
		dataOutput(
			await item.send({ method: 'POST', path: paths.documentGenerate, json, repeat: 'neverTwice' }),
		);
}
