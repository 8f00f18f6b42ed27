import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Item } from './item';

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
	/** Cannot run as a tool of an AI Agent, so it is not offered there. */
	notForTools?: boolean;
	/**
	 * The output field that holds the id of what the operation makes or changes at connectFi, with dots where it lies deeper;
	 * absent if it only reads.
	 */
	creates?: string;
}

/** What became of one item: connectFi's whole answer, and the output item made of it. */
export interface Result {
	/** For `options.fullResponse`: the envelope, unchanged. */
	envelope: object;
	json: IDataObject;
}

/** Sends an item's requests. Everything that can be refused without asking connectFi was refused before. */
export type Work = () => Promise<Result>;

/** One operation, as each `*.operation.ts` exports it. */
export interface Operation {
	description: OperationDescription;
	/**
	 * Reads and checks one item's parameters and files, sends nothing, and gives back the work to do. The router checks
	 * all items this way before the first request.
	 * @throws NodeOperationError naming the parameter, what it holds and what is allowed
	 */
	execute(item: Item): Promise<Work>;
}

/** One entry of the resource dropdown, with its operations in the order in which the editor shows them. */
export interface Resource {
	name: string;
	value: string;
	/** One sentence below the name, where the name alone does not say it. */
	description?: string;
	operations: Operation[];
}
