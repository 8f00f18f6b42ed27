import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Item } from './item';

/** What the editor shows of an operation. */
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
}

/** What became of one item. */
export interface Result {
	json: IDataObject;
}

/** Sends an item's request. Everything that can be refused without asking CloudPayments was refused before. */
export type Work = () => Promise<Result>;

/** One operation, as each `*.operation.ts` exports it. */
export interface Operation {
	description: OperationDescription;
	/**
	 * Reads and checks one item's parameters, sends nothing, and gives back the work to do. The router checks all items
	 * this way before the first request.
	 * @throws NodeApiError in a user's words
	 */
	execute(item: Item): Promise<Work>;
}

/** One entry of the resource dropdown; its first operation is the one that is chosen at first. */
export interface Resource {
	name: string;
	value: string;
	/** One sentence below the name. */
	description: string;
	operations: Operation[];
}
