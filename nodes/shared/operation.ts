import type { IDataObject, INodeProperties } from 'n8n-workflow';

/** What the editor shows of an operation, and what the router needs to know of it. */
export interface OperationDescription {
	/** Title Case, in the operation dropdown. */
	name: string;
	/** Saved in workflows. */
	value: string;
	/** Sentence case, in the node picker. */
	action: string;
	/** One sentence below the name. */
	description: string;
	/** The operation's parameters; for which resource and operation they show is added to them. */
	properties: INodeProperties[];
	/** Entries of the `options` collection beyond those that every operation has. */
	options?: INodeProperties[];
	/** Files take longer and more memory: a longer timeout and fewer at once, unless the options say otherwise. */
	transfersFiles?: boolean;
	/** Why it does not run as a tool of an AI Agent, and what to do instead; it is not offered there. */
	notForTools?: { because: string; hint: string };
	/**
	 * Paths of the output's fields that hold no personal data, e.g. `customer.customerId`: all that a tool gives unless
	 * the user includes the rest. Absent where the output holds none.
	 */
	statusFields?: string[];
	/** Where the output has the ID of what the operation creates or changes, e.g. `customer.customerId`; absent if it only reads. */
	resultIdPath?: string;
}

/** What became of one item: the output item, and the API's whole answer where the operation can give it. */
export interface Result {
	/** For `options.fullResponse`: the answer, unchanged. */
	envelope?: object;
	json: IDataObject;
}

/** Sends an item's requests. Everything that can be refused without asking the API was refused before. */
export type SendRequests = () => Promise<Result>;

/** One operation, as each `*.operation.ts` exports it. */
export interface Operation<Item> {
	description: OperationDescription;
	/**
	 * Reads and checks one item's parameters and files, sends nothing, and returns what sends its requests. The router
	 * prepares all items before it sends the first request.
	 * @throws NodeOperationError naming the parameter, what it holds and what is allowed
	 */
	prepare(item: Item): Promise<SendRequests>;
}

/** One entry of the resource dropdown, with its operations in the order in which the editor shows them. */
export interface Resource<Item> {
	name: string;
	value: string;
	/** One sentence below the name, where the name alone does not say it. */
	description?: string;
	operations: Array<Operation<Item>>;
}

/** @returns undefined if a saved workflow names something that does not exist */
export function findOperation<Item>(
	resources: Array<Resource<Item>>,
	resource: string,
	operation: string,
): Operation<Item> | undefined {
	return resources
		.find(({ value }) => value === resource)
		?.operations.find(({ description }) => description.value === operation);
}
