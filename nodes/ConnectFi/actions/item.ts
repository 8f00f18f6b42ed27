import type { IExecuteFunctions } from 'n8n-workflow';
import { BaseItem, type FieldRule } from '../../shared/item';
import { askApplicationStatus, type ApplicationIds } from '../api/applicationStatus';
import type { ApiRequest, Client } from '../api/client';
import type { ApiResult, Failure } from '../api/response';
import type { Envelope } from '../api/types';

/** A request as an operation words it. */
export type Call = Omit<ApiRequest, 'timeout' | 'itemIndex'>;

/** One input item as an operation sees it: its parameters, checked, and a way to call connectFi on its behalf. */
export class Item extends BaseItem {
	constructor(
		context: IExecuteFunctions,
		index: number,
		private readonly client: Client,
		private readonly defaultTimeout: number,
	) {
		super(context, index);
	}

	/** A required text parameter, trimmed. @throws NodeOperationError if it is empty or breaks the rule */
	text(name: string, rule: FieldRule): string {
		return this.check(this.parameter(name, ''), rule);
	}

	/** Calls connectFi. @throws NodeApiError naming the item, connectFi's code and what to do next */
	async send(call: Call): Promise<Envelope> {
		return await this.client.send(this.request(call));
	}

	/** Calls connectFi where a refusal is something the operation can act on. */
	async attempt(call: Call): Promise<ApiResult> {
		return await this.client.attempt(this.request(call));
	}

	/** The error `send` would have thrown for a failure of `attempt`. */
	toError(failure: Failure, call: Call): Error {
		return this.client.toError(failure, this.request(call));
	}

	/** Asks for the status of an application, in the way that this connectFi knows. @throws NodeApiError as `send` does */
	async applicationStatus(ids: ApplicationIds): Promise<Envelope> {
		const request = { idempotent: true, ...this.limits() } as const;
		const result = await askApplicationStatus(this.client, ids, request);
		if (!result.success) throw this.client.toError(result.failure, request);
		return result.envelope;
	}

	private request(call: Call): ApiRequest {
		return { ...call, ...this.limits() };
	}

	private limits() {
		const timeout = Number(this.options.timeout) || this.defaultTimeout;
		return { timeout, itemIndex: this.index };
	}
}
