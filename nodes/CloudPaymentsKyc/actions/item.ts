import type { IExecuteFunctions, NodeApiError } from 'n8n-workflow';
import { toNodeError, type ApiError } from '../../shared/errors';
import { longestTimeout } from '../../shared/exchange';
import { BaseItem } from '../../shared/item';
import type { ApiRequest, Client } from '../api/client';
import { fitsHeader, plainText } from '../api/requests';
import { defaultTimeout } from '../descriptions/options';

export type Call = Omit<ApiRequest, 'timeout' | 'itemIndex'>;

/** One input item as an operation sees it: its parameters, and a way to call CloudPayments on its behalf. */
export class Item extends BaseItem {
	private readonly timeout: number;

	constructor(
		context: IExecuteFunctions,
		index: number,
		private readonly client: Client,
	) {
		super(context, index);
		this.timeout = Number(plainText(this.parameter('options.timeout', defaultTimeout)));
		if (!(this.timeout >= 1 && this.timeout <= longestTimeout))
			throw this.refusal(`'Timeout' must be a number of milliseconds from 1 to ${longestTimeout}.`);
	}

	/** A text parameter to the letter; empty if it is not set. @throws NodeOperationError if it holds an object or a list */
	text(name: string, label: string): string {
		const value: unknown = this.parameter(name, '');
		if (typeof value === 'object' && value !== null)
			throw this.refusal(`'${label}' holds an object or a list. Map a single text.`);
		return plainText(value);
	}

	/** An entry of the `options` collection that is one of a few values. @throws NodeOperationError if it is another */
	choice<T extends string>(name: string, label: string, choices: readonly T[], preset: T): T {
		const value = this.text(`options.${name}`, label) || preset;
		const choice = choices.find((known) => known === value);
		if (choice) return choice;
		throw this.refusal(`'${label}' must be one of ${choices.join(', ')}.`);
	}

	/** @throws NodeOperationError if one of these values cannot be sent as a header */
	headers(values: Record<string, string>, otherPlaces: string): Record<string, string> {
		for (const [name, value] of Object.entries(values))
			if (!fitsHeader(value))
				throw this.refusal(
					`The ${name} contains characters that are not allowed in a header. Choose another place in '${otherPlaces}'.`,
				);
		return values;
	}

	/** The error for anything else that keeps this item from its result. */
	error(error: ApiError): NodeApiError {
		return toNodeError(this.context.getNode(), error, this.index);
	}

	/** Calls CloudPayments. @throws NodeApiError naming the item and what to do next */
	async send(call: Call): ReturnType<Client['send']> {
		return await this.client.send({ ...call, timeout: this.timeout, itemIndex: this.index });
	}
}
