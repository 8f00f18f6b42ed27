import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

/** One input item as an operation sees it. Each vendor's own adds how its parameters are read and its API is called. */
export class BaseItem {
	/** The operation's `options` collection. */
	readonly options: IDataObject;

	constructor(
		readonly context: IExecuteFunctions,
		readonly index: number,
	) {
		this.options = this.parameter('options', {});
	}

	/** A parameter as n8n resolved it for this item. */
	parameter<T>(name: string, fallback?: T): T {
		return this.context.getNodeParameter(name, this.index, fallback) as T;
	}

	/**
	 * The error for something the user has to change before anything is sent.
	 * @param hint what to do about it, where the message does not say it
	 */
	refusal(message: string, hint?: string): NodeOperationError {
		return new NodeOperationError(this.context.getNode(), `${message} [item ${this.index}]`, {
			itemIndex: this.index,
			description: hint,
		});
	}
}
