import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { toText } from './text';

/**
 * What a value must look like before it may be sent. `label` is the name the user sees; `allowed` ends the sentence
 * "'<label>' must be …".
 */
export interface FieldRule {
	label: string;
	allowed: string;
	accepts: (value: string) => boolean;
	/** Personal data that no message may repeat. */
	secret?: boolean;
}

/** Longest piece of a refused value that a message repeats. */
const shownCharacters = 60;

/** One input item as an operation sees it. Each vendor's own adds how its parameters are read and its API is called. */
export class BaseItem {
	/** The operation's `options` collection. */
	readonly options: IDataObject;

	constructor(
		readonly context: IExecuteFunctions,
		readonly index: number,
	) {
		// An expression in its place may give nothing at all.
		this.options = this.parameter<IDataObject | null>('options', {}) ?? {};
	}

	/** A parameter as n8n resolved it for this item. */
	parameter<T>(name: string, fallback?: T): T {
		return this.context.getNodeParameter(name, this.index, fallback) as T;
	}

	/** An entry of the `options` collection, trimmed; undefined if it is not set or empty. */
	option(name: string, rule: FieldRule): string | undefined {
		return this.checkIfFilled(this.options[name], rule);
	}

	/**
	 * @param where which of several entries it is, for the message, e.g. `of document 2`
	 * @throws NodeOperationError in the user's words: which parameter, what it holds, what is allowed, which item
	 */
	check(value: unknown, rule: FieldRule, where = ''): string {
		const text = toText(value).trim();
		if (rule.accepts(text)) return text;
		const name = `'${rule.label}'${where && ` ${where}`}`;
		if (!text) throw this.refusal(`${name} is empty. It must be ${rule.allowed}.`);
		const held = rule.secret
			? `a value of ${text.length} characters`
			: `'${text.slice(0, shownCharacters)}${text.length > shownCharacters ? '…' : ''}'`;
		throw this.refusal(`${name} holds ${held}. It must be ${rule.allowed}.`);
	}

	/** The same for an optional value: undefined if nothing is filled in. */
	checkIfFilled(value: unknown, rule: FieldRule, where = ''): string | undefined {
		return toText(value).trim() ? this.check(value, rule, where) : undefined;
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
