import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { plainText } from '../api/requests';
import { defaultConcurrency } from '../descriptions/options';
import { openClient, type Client } from '../transport/client';
import { toNodeError, type ErrorDetails } from '../transport/errors';
import { Item } from './item';
import type { Operation, Result, Work } from './operation';
import { findOperation } from './resources';

/** What became of each item, at its place: nothing yet, a result or an error. */
interface Outcomes {
	results: Array<Result | undefined>;
	errors: Array<NodeApiError | undefined>;
}

/**
 * Runs the chosen operation for every input item.
 *
 * First all items are checked, then their requests are sent, several at a time. Output keeps the order and pairing of the
 * input. With "continue on error" every item comes out, failed ones as `{error, errorDetails}`. Without, bad input in any
 * item means that nothing is sent at all, and a failure later on starts no further item.
 *
 * @throws NodeApiError of the first failed item
 */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = operationOf(this);
	const count = this.getInputData().length;
	const outcomes: Outcomes = {
		results: Array(count).fill(undefined),
		errors: Array(count).fill(undefined),
	};
	const works = await prepareAll.call(this, operation, outcomes);
	await runAll.call(this, works, outcomes);

	const failed = outcomes.errors.find((error) => error !== undefined);
	if (failed && !this.continueOnFail()) throw failed;
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

/** Checks every item. Without "continue on error", the first refused one means that there is no work at all. */
async function prepareAll(
	this: IExecuteFunctions,
	operation: Operation,
	{ results, errors }: Outcomes,
): Promise<Array<Work | undefined>> {
	const works: Array<Work | undefined> = Array(results.length).fill(undefined);
	let client: Promise<Client> | undefined;
	for (let index = 0; index < works.length; index++) {
		try {
			client ??= openClient(this);
			works[index] = await operation.execute(new Item(this, index, await client));
		} catch (error) {
			errors[index] = itemError(this, error, index);
			if (!this.continueOnFail()) return [];
		}
	}
	return works;
}

/** Sends the items' requests, several items at a time. */
async function runAll(
	this: IExecuteFunctions,
	works: Array<Work | undefined>,
	{ results, errors }: Outcomes,
): Promise<void> {
	const signal = this.getExecutionCancelSignal();
	const chosen = Number(plainText(this.getNodeParameter('options.maxConcurrency', 0, '')));
	const places = Math.max(1, Math.floor(chosen) || defaultConcurrency);
	let next = 0;
	let stopped = false;

	const runOneAfterAnother = async () => {
		while (next < works.length && !stopped && !signal?.aborted) {
			const index = next++;
			try {
				results[index] = await works[index]?.();
			} catch (error) {
				errors[index] = itemError(this, error, index);
				stopped ||= !this.continueOnFail();
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(places, works.length) }, runOneAfterAnother));
	// n8n tells a cancelled execution from a failed one by this word.
	if (signal?.aborted) throw new NodeOperationError(this.getNode(), 'The execution was canceled');
}

/** An error of this package passes as it is; any other is told in its words, without what it carries. */
function itemError(functions: IExecuteFunctions, error: unknown, itemIndex: number): NodeApiError {
	if (error instanceof NodeApiError && error.context.errorDetails) return error;
	const { message, description } = error as { message: string; description?: string | null };
	return toNodeError(
		functions.getNode(),
		{ what: message, todo: description ?? '' },
		[],
		itemIndex,
	);
}

function outputOf(this: IExecuteFunctions, { results, errors }: Outcomes): INodeExecutionData[] {
	return results.map((result, item) => {
		const error = errors[item];
		return error ? errorItem.call(this, error, item) : { json: result!.json, pairedItem: { item } };
	});
}

/**
 * A failed item for those who go on. n8n reduces the JSON of an item that has an `error` to its message, while without one
 * it takes an item that holds more than a message for a success. It copies the items that it leads to the error branch, and
 * a copy lacks what is not enumerable: so `error` is there when n8n chooses the branch, and gone when it would reduce.
 */
function errorItem(this: IExecuteFunctions, error: NodeApiError, item: number): INodeExecutionData {
	const { errorDetails } = error.context as { errorDetails: ErrorDetails };
	const output: INodeExecutionData = {
		json: { error: error.message, errorDetails: { ...errorDetails } },
		pairedItem: { item },
	};
	return this.getNode().onError === 'continueErrorOutput'
		? Object.defineProperty(output, 'error', { value: error, enumerable: false })
		: output;
}
