import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Item } from '../item';

/** Runs of the node that have their hint: one for each item would fill the panel. */
const hinted = new WeakSet<IExecuteFunctions>();

/**
 * Tells who looks at the output what connectFi still wants, where its response alone leaves a reader guessing.
 * @param output of the item: the application as connectFi answered last
 * @param unsent entity IDs of files that were given and not wanted
 */
export function hintAtOpenCase(
	item: Item,
	output: IDataObject,
	unsent: readonly string[] = [],
): void {
	const wanted = describeWanted(output, unsent);
	if (!wanted || hinted.has(item.context)) return;
	hinted.add(item.context);
	item.context.addExecutionHints({
		message: `Item ${item.index}: ${wanted}`,
		location: 'outputPane',
	});
}

function describeWanted(
	{ status, entitiesAwaitingDocuments }: IDataObject,
	unsent: readonly string[],
): string | undefined {
	// The page "Possible Status Values": the customer's record lacks a field; which ones are required is up to each client.
	if (status === 'data_request')
		return 'connectFi wants more data about this customer, and does not say which. Its samples fill in name, gender, date of birth, email, citizenship, an address, a mobile phone and the SSN; which ones are required is set up for each client.';
	if (!Array.isArray(entitiesAwaitingDocuments) || !entitiesAwaitingDocuments.length)
		return undefined;
	const sentences = [
		`connectFi still waits for documents of ${entitiesAwaitingDocuments.join(', ')}.`,
	];
	if (unsent.length)
		sentences.push(
			`The files for ${[...new Set(unsent)].join(', ')} were not sent: connectFi waits for none of theirs. Check their 'Entity ID'.`,
		);
	return sentences.join(' ');
}
