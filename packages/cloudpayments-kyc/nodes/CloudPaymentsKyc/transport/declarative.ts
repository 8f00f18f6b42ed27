import type {
	IDataObject,
	IExecutePaginationFunctions,
	IExecuteSingleFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	INodeExecutionData,
	INodePropertyRouting,
} from 'n8n-workflow';
import { checkedAddress } from '../api/address';
import {
	failureIn,
	throwInWords,
	toNodeError,
	type Answer,
	type Failure,
	type Purpose,
} from './failure';
import { userHeaders } from './requests';
import { secretsOf, withoutSecrets } from './secrets';

/** The parts of a request that come from parameters. */
export type RequestPart = Pick<IHttpRequestOptions, 'body'> & {
	headers?: Record<string, string>;
	qs?: Record<string, string>;
};

/** Reads a parameter of the current item as text; empty if it is not set. */
export type TextReader = (name: string) => string;

/** Says, in a user's words, that an answer lacks what the operation is for. */
export class Missing {
	constructor(readonly what: string) {}
}

/** One operation as a declarative request. */
export interface DeclarativeOperation extends Purpose {
	method: IHttpRequestMethods;
	/** One of `api/paths`. */
	url: string;
	/**
	 * Makes the rest of the request from the item's parameters.
	 * @param text the value of a parameter; empty if it is not set
	 * @param method the HTTP method that will be used
	 * @returns the part, or why the parameters do not do, in a user's words
	 */
	prepare?: (text: TextReader, method: string) => RequestPart | { refusal: string };
	/**
	 * Makes the output of an answer.
	 * @param answer the body, in which no secret of the request stands
	 * @returns the item's JSON
	 */
	output: (answer: unknown, text: TextReader) => IDataObject | Missing;
}

/**
 * The `routing` of an operation: n8n makes the request from it, and these functions check parameters before and the
 * answer after it. Whatever goes wrong becomes an error that carries no secret.
 */
export function routingOf(operation: DeclarativeOperation): INodePropertyRouting {
	const { method, url, prepare, output, ...purpose } = operation;

	async function complete(
		this: IExecuteSingleFunctions,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const refused = (refusal: string) =>
			toNodeError(this.getNode(), { what: refusal, todo: '' }, [], this.getItemIndex());
		const address = checkedAddress(request.baseURL);
		if ('refusal' in address) throw refused(address.refusal);
		const authorization = purpose.logsIn
			? undefined
			: userHeaders(this.getNodeParameter('accessToken', ''));
		if (authorization && 'refusal' in authorization) throw refused(authorization.refusal);
		const part = prepare?.(textReader(this), String(request.method)) ?? {};
		if ('refusal' in part) throw refused(part.refusal);
		return {
			...request,
			...part,
			baseURL: address.url,
			headers: { ...request.headers, ...authorization, ...part.headers },
			qs: { ...request.qs, ...part.qs },
		};
	}

	/** n8n's place for fetching page after page is the only one around a declarative request: failures pass through it. */
	async function exchange(
		this: IExecutePaginationFunctions,
		request: Parameters<IExecutePaginationFunctions['makeRoutingRequest']>[0],
	): Promise<INodeExecutionData[]> {
		try {
			return await this.makeRoutingRequest(request);
		} catch (error) {
			return await throwInWords(this, error as Error, purpose);
		}
	}

	async function judge(
		this: IExecuteSingleFunctions,
		_items: INodeExecutionData[],
		answer: IN8nHttpFullResponse,
	): Promise<INodeExecutionData[]> {
		const secrets = await secretsOf(this);
		const itemIndex = this.getItemIndex();
		const fail = (failure: Failure) => toNodeError(this.getNode(), failure, secrets, itemIndex);
		const clean = withoutSecrets<Answer>({ ...answer }, secrets);
		const failure = failureIn(clean, purpose);
		if (failure) throw fail(failure);
		const json = output(clean.body, textReader(this));
		if (json instanceof Missing)
			throw fail({ what: json.what, todo: '', httpStatus: answer.statusCode });
		return [{ json, pairedItem: { item: itemIndex } }];
	}

	return {
		request: { method, url },
		send: { paginate: true, preSend: [complete] },
		operations: { pagination: exchange },
		output: { postReceive: [judge] },
	};
}

function textReader(context: IExecuteSingleFunctions): TextReader {
	return (name) => String(context.getNodeParameter(name, '') ?? '');
}
