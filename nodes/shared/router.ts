import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { asNodeError, withoutParameters, type NodeError } from './errors';
import type { ConcurrencyLimiter } from './limiter';
import {
	findOperation,
	type Operation,
	type OperationDescription,
	type Resource,
	type Result,
	type SendRequests,
} from './operation';
import { isTool, pick } from './tool';

/** What a vendor's node gives the router. */
export interface NodeActions<Item> {
	resources: Array<Resource<Item>>;
	/** Whose API it is, for messages. */
	service: string;
	/** Makes the limiter that all items of a run share. */
	createLimiter: (
		context: IExecuteFunctions,
		operation: OperationDescription,
	) => ConcurrencyLimiter;
	/**
	 * Opens what the items share, such as a client, when the first item is prepared.
	 * @returns makes the item at an index
	 */
	open: (
		context: IExecuteFunctions,
		operation: OperationDescription,
		limiter: ConcurrencyLimiter,
	) => Promise<(index: number) => Item>;
}

/** What became of each item, at its place: nothing yet, a result or an error. */
interface Outcomes {
	results: Array<Result | undefined>;
	errors: Array<NodeError | undefined>;
}

interface Run {
	prepared: Array<SendRequests | undefined>;
	limiter: ConcurrencyLimiter;
	outcomes: Outcomes;
}

interface FailedRun<Item> {
	actions: NodeActions<Item>;
	description: OperationDescription;
	outcomes: Outcomes;
}

/**
 * Runs the chosen operation for every input item.
 *
 * First all items are checked, then their requests are sent, several at a time. Output keeps the order and pairing of the
 * input. With "continue on error" every item comes out, failed ones as `{error, errorDetails}`. Without, bad input in any
 * item means that nothing is sent at all, and a failure later on starts no further item.
 *
 * @throws NodeApiError or NodeOperationError of the first failed item, listing what was created before
 */
export async function runOperation<Item>(
	context: IExecuteFunctions,
	actions: NodeActions<Item>,
): Promise<INodeExecutionData[][]> {
	const operation = chosenOperation(context, actions.resources);
	const { description } = operation;
	const limiter = actions.createLimiter(context, description);
	const count = context.getInputData().length;
	const outcomes: Outcomes = {
		results: Array(count).fill(undefined),
		errors: Array(count).fill(undefined),
	};

	let opened: ReturnType<typeof actions.open> | undefined;
	const prepare = async (index: number) => {
		const createItem = await (opened ??= actions.open(context, description, limiter));
		return await operation.prepare(createItem(index));
	};
	const prepared = await prepareAll(context, prepare, outcomes);
	await sendAll(context, { prepared, limiter, outcomes });

	const failed = outcomes.errors.find((error) => error !== undefined);
	if (failed && !context.continueOnFail())
		throw listingCreated(failed, { actions, description, outcomes });
	return [outputItems(context, description, outcomes)];
}

function chosenOperation<Item>(
	context: IExecuteFunctions,
	resources: Array<Resource<Item>>,
): Operation<Item> {
	const resource = context.getNodeParameter('resource', 0) as string;
	const name = context.getNodeParameter('operation', 0) as string;
	const operation = findOperation(resources, resource, name);
	if (!operation)
		throw new NodeOperationError(
			context.getNode(),
			`The operation '${name}' of the resource '${resource}' does not exist. Choose both again in the node.`,
		);
	const { name: displayName, notForTools } = operation.description;
	if (notForTools && isTool(context))
		throw new NodeOperationError(
			context.getNode(),
			`${displayName} cannot be used as a tool, because ${notForTools.because}.`,
			{ description: notForTools.hint },
		);
	return operation;
}

/** What to do about bad input whose message says it all. */
const nothingSent = 'Nothing was sent for this item. Correct the value and run it again.';

/** Checks every item. Without "continue on error", the first refused one means that nothing is sent. */
async function prepareAll(
	context: IExecuteFunctions,
	prepare: (index: number) => Promise<SendRequests>,
	{ results, errors }: Outcomes,
): Promise<Array<SendRequests | undefined>> {
	const prepared: Array<SendRequests | undefined> = Array(results.length).fill(undefined);
	for (let index = 0; index < prepared.length; index++) {
		try {
			prepared[index] = await prepare(index);
		} catch (error) {
			const refused = itemError(context, error, index);
			refused.context.errorDetails ??= { hint: refused.description || nothingSent };
			errors[index] = refused;
			if (!context.continueOnFail()) return [];
		}
	}
	return prepared;
}

/** Sends the items' requests, as many items at a time as the limiter has places. */
async function sendAll(
	context: IExecuteFunctions,
	{ prepared, limiter, outcomes: { results, errors } }: Run,
): Promise<void> {
	const signal = context.getExecutionCancelSignal();
	const underWay = new Set<number>();
	let stopped = false;

	const run = async (sendRequests: SendRequests, index: number) => {
		underWay.add(index);
		try {
			results[index] = await sendRequests();
		} catch (error) {
			errors[index] = itemError(context, error, index);
			stopped ||= !context.continueOnFail();
		}
		underWay.delete(index);
		limiter.notify();
	};

	for (const [index, sendRequests] of prepared.entries()) {
		while (underWay.size >= limiter.size) await limiter.changed();
		if (stopped || signal?.aborted) break;
		if (sendRequests) void run(sendRequests, index);
	}
	while (underWay.size) await limiter.changed();
	// n8n tells a cancelled execution from a failed one by this word.
	if (signal?.aborted)
		throw new NodeOperationError(context.getNode(), 'The execution was canceled');
}

/** An error that names its item. n8n stores an error's node, whose parameters may hold secrets: they are left out. */
function itemError(context: IExecuteFunctions, thrown: unknown, itemIndex: number): NodeError {
	const error = asNodeError(context.getNode(), thrown, itemIndex);
	error.context.itemIndex ??= itemIndex;
	return Object.assign(error, { node: withoutParameters(error.node) });
}

/** Adds to the error that ends the node what exists at the API by now: it has no output to find that in. */
function listingCreated<Item>(
	error: NodeError,
	{ actions, description: { resultIdPath }, outcomes: { results, errors } }: FailedRun<Item>,
): NodeError {
	if (!resultIdPath) return error;
	const created = results.flatMap((result, item) =>
		result && !result.json.existed ? [{ item, id: getValueAt(result.json, resultIdPath) }] : [],
	);
	const halfDone = errors.flatMap((other, item) => {
		const made = other === error ? undefined : other?.context.existingDocumentIds;
		return typeof made === 'string' ? [{ item, id: made }] : [];
	});
	const listed = [...created, ...halfDone].sort((a, b) => a.item - b.item);
	if (!listed.length) return error;
	const list = listed.map(({ item, id }) => `item ${item}: ${id}`).join(', ');
	error.description =
		`${error.description ?? ''} Already created at ${actions.service} in this run: ${list}.`.trim();
	error.context.created = listed;
	return error;
}

/** What a field named with dots holds, e.g. `customer.customerId`. */
function getValueAt(json: unknown, path: string): string {
	const steps = path.split('.');
	return String(steps.reduce((value, step) => (value as IDataObject | undefined)?.[step], json));
}

function outputItems(
	context: IExecuteFunctions,
	description: OperationDescription,
	{ results, errors }: Outcomes,
): INodeExecutionData[] {
	const fieldsForTools = isTool(context) ? description.statusFields : undefined;
	return results.map((result, item) => {
		const error = errors[item];
		if (error) return errorItem(context, error, { item, keepsFiles: description.transfersFiles });
		return {
			json: outputJson(context, fieldsForTools, { result: result!, item }),
			pairedItem: { item },
		};
	});
}

/** The whole answer where the user asks for it. A tool gives no personal data, unless the user asks for that too. */
function outputJson(
	context: IExecuteFunctions,
	fieldsForTools: string[] | undefined,
	{ result: { envelope, json }, item }: { result: Result; item: number },
): IDataObject {
	const option = (name: string) => context.getNodeParameter(`options.${name}`, item, false);
	if (fieldsForTools && option('includePersonalData') !== true) return pick(json, fieldsForTools);
	return envelope && option('fullResponse') ? (envelope as IDataObject) : json;
}

/**
 * A failed item for those who go on. n8n reduces the JSON of an item that has an `error` to its message, while without one
 * it takes an item that holds more than a message for a success. It copies the items that it leads to the error branch, and
 * a copy lacks what is not enumerable: so `error` is there when n8n chooses the branch, and gone when it would reduce.
 * @param keepsFiles so that the item can be led back to the node; n8n itself adds only the JSON of the input
 */
function errorItem(
	context: IExecuteFunctions,
	error: NodeError,
	{ item, keepsFiles }: { item: number; keepsFiles?: boolean },
): INodeExecutionData {
	const { errorDetails, existingDocumentIds } = error.context as IDataObject;
	const json: IDataObject = {
		error: error.message,
		errorDetails: { ...(errorDetails as IDataObject | undefined) },
		...(existingDocumentIds ? { existingDocumentIds } : {}),
	};
	const { binary } = keepsFiles ? context.getInputData()[item] : {};
	const output: INodeExecutionData = { json, pairedItem: { item }, ...(binary && { binary }) };
	return context.getNode().onError === 'continueErrorOutput'
		? Object.defineProperty(output, 'error', { value: error, enumerable: false })
		: output;
}
