import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { defaultLimits } from '../descriptions/options';
import { credentialTypeOf, openConnection, type Connection } from '../transport/connection';
import type { ErrorDetails } from '../transport/errors';
import { RequestWindow } from '../../shared/limiter';
import { Item } from './item';
import type { Operation, Result, Work } from './operation';
import { findOperation } from './resources';

type ItemError = NodeApiError | NodeOperationError;

/** What became of each item, at its place: nothing yet, a result or an error. */
interface Outcomes {
	results: Array<Result | undefined>;
	errors: Array<ItemError | undefined>;
}

/**
 * Runs the chosen operation for every input item.
 *
 * First all items are checked, then their requests are sent, several at a time. Output keeps the order and pairing of the
 * input. With "continue on error" every item comes out, failed ones as `{error, errorDetails}`. Without, bad input in any
 * item means that nothing is sent at all, and a failure later on starts no further item.
 *
 * @throws NodeApiError or NodeOperationError of the first failed item, listing what was made at connectFi before
 */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = operationOf(this);
	const count = this.getInputData().length;
	const { maxConcurrency, timeout } = defaultLimits(operation.description);
	const ceiling = Number(this.getNodeParameter('options.maxConcurrency', 0, maxConcurrency));
	const window = new RequestWindow(
		Math.max(1, Math.floor(ceiling) || maxConcurrency),
		credentialTypeOf(this) === 'connectFiLoginApi',
	);
	const outcomes: Outcomes = {
		results: Array(count).fill(undefined),
		errors: Array(count).fill(undefined),
	};

	let connection: Promise<Connection> | undefined;
	const open = async () => await (connection ??= openConnection(this, window));
	const works = await prepareAll.call(this, operation, open, timeout, outcomes);
	await runAll.call(this, works, window, outcomes);

	const failed = outcomes.errors.find((error) => error !== undefined);
	if (failed && !this.continueOnFail())
		throw withCreated(failed, operation.description.creates, outcomes);
	return [outputOf.call(this, outcomes)];
}

function operationOf(functions: IExecuteFunctions): Operation {
	const resource = functions.getNodeParameter('resource', 0) as string;
	const name = functions.getNodeParameter('operation', 0) as string;
	const operation = findOperation(resource, name);
	if (!operation)
		throw new NodeOperationError(
			functions.getNode(),
			`The operation '${name}' of the resource '${resource}' does not exist. Choose both again in the node.`,
		);
	return operation;
}

/** What to do about bad input whose message says it all. */
const nothingSent = 'Nothing was sent for this item. Correct the value and run it again.';

/** Checks every item. Without "continue on error", the first refused one means that there is no work at all. */
async function prepareAll(
	this: IExecuteFunctions,
	operation: Operation,
	open: () => Promise<Connection>,
	timeout: number,
	{ results, errors }: Outcomes,
): Promise<Array<Work | undefined>> {
	const works: Array<Work | undefined> = Array(results.length).fill(undefined);
	for (let index = 0; index < works.length; index++) {
		try {
			works[index] = await operation.execute(new Item(this, index, await open(), timeout));
		} catch (error) {
			const refused = itemError(this, error, index);
			refused.context.errorDetails ??= { hint: refused.description || nothingSent };
			errors[index] = refused;
			if (!this.continueOnFail()) return [];
		}
	}
	return works;
}

/** Sends the items' requests, as many items at a time as the window has places. */
async function runAll(
	this: IExecuteFunctions,
	works: Array<Work | undefined>,
	window: RequestWindow,
	{ results, errors }: Outcomes,
): Promise<void> {
	const signal = this.getExecutionCancelSignal();
	const underWay = new Set<number>();
	let stopped = false;

	const run = async (work: Work, index: number) => {
		underWay.add(index);
		try {
			results[index] = await work();
		} catch (error) {
			errors[index] = itemError(this, error, index);
			stopped ||= !this.continueOnFail();
		}
		underWay.delete(index);
		window.notify();
	};

	for (let index = 0; index < works.length; index++) {
		while (underWay.size >= window.size) await window.changed();
		if (stopped || signal?.aborted) break;
		const work = works[index];
		if (work) void run(work, index);
	}
	while (underWay.size) await window.changed();
	// n8n tells a cancelled execution from a failed one by this word.
	if (signal?.aborted) throw new NodeOperationError(this.getNode(), 'The execution was canceled');
}

/** An error that names its item; n8n's own classes pass as they are. */
function itemError(functions: IExecuteFunctions, error: unknown, itemIndex: number): ItemError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.context.itemIndex ??= itemIndex;
		return error;
	}
	return new NodeOperationError(functions.getNode(), error as Error, { itemIndex });
}

/** Adds to the error that ends the node what exists at connectFi by now: it has no output to find that in. */
function withCreated(
	error: ItemError,
	creates: string | undefined,
	{ results, errors }: Outcomes,
): ItemError {
	if (!creates) return error;
	const created = results.flatMap((result, item) =>
		result ? [{ item, id: valueAt(result.json, creates) }] : [],
	);
	const halfDone = errors.flatMap((other, item) => {
		const made = other === error ? undefined : other?.context.existingDocumentIds;
		return typeof made === 'string' ? [{ item, id: made }] : [];
	});
	const listed = [...created, ...halfDone].sort((a, b) => a.item - b.item);
	if (!listed.length) return error;
	const list = listed.map(({ item, id }) => `item ${item}: ${id}`).join(', ');
	error.description =
		`${error.description ?? ''} Already made at connectFi in this run: ${list}.`.trim();
	error.context.created = listed;
	return error;
}

/** What a field named with dots holds, e.g. `customer.customerId`. */
function valueAt(json: unknown, path: string): string {
	const steps = path.split('.');
	return String(steps.reduce((value, step) => (value as IDataObject | undefined)?.[step], json));
}

function outputOf(this: IExecuteFunctions, { results, errors }: Outcomes): INodeExecutionData[] {
	return results.map((result, item) => {
		const error = errors[item];
		if (error) return errorItem.call(this, error, item);
		const full = this.getNodeParameter('options.fullResponse', item, false) as boolean;
		const json = full ? (result!.envelope as INodeExecutionData['json']) : result!.json;
		return { json, pairedItem: { item } };
	});
}

/**
 * A failed item for those who go on. n8n reduces the JSON of an item that has an `error` to its message, while without one
 * it takes an item that holds more than a message for a success. It copies the items that it leads to the error branch, and
 * a copy lacks what is not enumerable: so `error` is there when n8n chooses the branch, and gone when it would reduce.
 */
function errorItem(this: IExecuteFunctions, error: ItemError, item: number): INodeExecutionData {
	const { errorDetails, existingDocumentIds } = error.context as {
		errorDetails?: ErrorDetails;
		existingDocumentIds?: string;
	};
	const json = {
		error: error.message,
		errorDetails: { ...errorDetails },
		...(existingDocumentIds && { existingDocumentIds }),
	};
	const output: INodeExecutionData = { json, pairedItem: { item } };
	return this.getNode().onError === 'continueErrorOutput'
		? Object.defineProperty(output, 'error', { value: error, enumerable: false })
		: output;
}
