import { fields } from '../../api/fields';
import { outputApplication } from '../../api/output';
import { views } from '../../api/vocabulary';
import {
	applicationIdOption,
	customerIdParameters,
	documentIdParameters,
	dropdown,
	entityIdParameter,
} from '../../descriptions/parameters';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';
import { updateCall } from './updateCall';

export const description: OperationDescription = {
	name: 'Attach Documents',
	value: 'attachDocuments',
	action: 'Attach documents to application',
	description:
		'Link uploaded documents to the customer or its representatives, ideally all at once',
	resultIdPath: 'applicationId',
	properties: [
		...customerIdParameters,
		{
			displayName: 'Documents',
			name: 'documents',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Document',
			description:
				'Uploaded documents to link; front and back of one document belong into the same call',
			default: {},
			options: [
				{
					displayName: 'Document',
					name: 'document',
					values: [
						...documentIdParameters,
						{
							...entityIdParameter,
							description:
								'Whose document this is: the ID of a business representative, or empty for the customer',
						},
						dropdown('View', 'view', views, {
							description: 'Which side of the document the image shows, or a selfie',
						}),
					],
				},
			],
		},
	],
	options: [applicationIdOption],
};

interface DocumentEntry {
	entityId?: string;
	documentId?: string;
	view?: string;
}

/** connectFi docs, page "Update": POST /akepa/update. */
export async function prepare(item: Item): Promise<SendRequests> {
	const customerId = item.text('customerId', fields.updateCustomerId);
	const entries = item.parameter<DocumentEntry[]>('documents.document', []);
	if (!entries.length)
		throw item.refusal("'Documents' is empty. Add at least one uploaded document.");
	const documents = entries.map((entry, at) => {
		const where = `of document ${at + 1}`;
		return {
			entityId: item.checkIfFilled(entry.entityId, fields.entityId, where) ?? customerId,
			documentId: item.check(entry.documentId, fields.documentId, where),
			view: item.check(entry.view, fields.view, where),
		};
	});
	// Whether connectFi expects the application here is not documented, and it rejects names that it does not know.
	const applicationId = item.option('applicationId', fields.applicationId);
	return async () =>
		outputApplication(await item.send(updateCall(item, { customerId, applicationId, documents })));
}
