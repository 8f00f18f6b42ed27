import type { IExecuteFunctions } from 'n8n-workflow';
import { BaseItem, type FieldRule } from '../../shared/item';
import { toText } from '../../shared/text';
import { askApplicationStatus, type ApplicationIds } from '../api/applicationStatus';
import type { ApiRequest, Client } from '../api/client';
import type { ApiResult, Failure } from '../api/response';
import type { Envelope } from '../api/types';

/** A request as an operation words it. */
export interface Call extends Omit<ApiRequest, 'timeout' | 'itemIndex'> {
	/**
	 * Finds what the request was to make or change, where its own response does not tell: after a lost response, or where an
	 * earlier run may have made it.
	 * @returns connectFi's response about it; undefined if it is not there, or connectFi does not tell
	 * @throws NodeApiError where the failure needs other words by what was found
	 */
	findExisting?: (failure: Failure) => Promise<Envelope | undefined>;
	/** An earlier run may have made it, and then it is to be used: it is looked for after a refusal too. */
	mayExist?: boolean;
}

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
		const result = await this.attempt(call);
		if (!result.success) throw this.toError(result.failure, call);
		return result.envelope;
	}

	/** Calls connectFi where a refusal is something the operation can act on. @throws what `findExisting` throws */
	async attempt(call: Call): Promise<ApiResult> {
		const result = await this.client.attempt(this.request(call));
		if (result.success) return result;
		const { kind, afterLostAnswer } = result.failure;
		if (!afterLostAnswer && !(call.mayExist && kind === 'refused')) return result;
		const envelope = await call.findExisting?.(result.failure);
		return envelope ? { success: true, envelope } : result;
	}

	/** The error `send` would have thrown for a failure of `attempt`. */
	toError(failure: Failure, call: Pick<Call, 'idempotent' | 'hints'>): Error {
		return this.client.toError(failure, { ...call, itemIndex: this.index });
	}

	/** Asks for the status of an application, in the way that this connectFi knows. */
	async attemptStatus(ids: ApplicationIds): Promise<ApiResult> {
		return await askApplicationStatus(this.client, ids, { idempotent: true, ...this.limits() });
	}

	/** The same where only success is an answer. @throws NodeApiError as `send` does */
	async applicationStatus(ids: ApplicationIds): Promise<Envelope> {
		const result = await this.attemptStatus(ids);
		if (!result.success) throw this.toError(result.failure, { idempotent: true });
		return result.envelope;
	}

	private request(call: Call): ApiRequest {
		return { ...call, ...this.limits() };
	}

	private limits() {
		const timeout = Number(toText(this.options.timeout)) || this.defaultTimeout;
		return { timeout, itemIndex: this.index };
	}
}
