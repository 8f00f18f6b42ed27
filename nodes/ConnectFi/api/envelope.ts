import type { Envelope, ErrorEnvelope, ValidationIssue } from './types';

/** How connectFi's answers are read: what a field should be, it is, or it is not there. The sender may be anybody. */

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readText(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

/** A success, exactly as it came. @returns undefined if the body is none */
export function parseEnvelope(body: unknown): Envelope | undefined {
	return isRecord(body) && (body.code === '0' || body.code === 0) && isRecord(body.data)
		? (body as unknown as Envelope)
		: undefined;
}

/** A refusal, with those of its fields that are what the page "Error Handling" says. @returns undefined if it is none */
export function parseRefusal(body: unknown): ErrorEnvelope | undefined {
	if (!isRecord(body) || typeof body.code !== 'string' || body.code === '0') return undefined;
	const { code, subCode, message, context, requestId } = body;
	const refusal: ErrorEnvelope = {
		code,
		subCode: typeof subCode === 'number' ? subCode : readText(subCode),
		message: readText(message),
		context: Array.isArray(context) ? context.filter(isRecord).map(readIssue) : readRecord(context),
		requestId: readText(requestId),
	};
	return refusal;
}

function readRecord(value: unknown): Record<string, unknown> | undefined {
	return isRecord(value) ? value : undefined;
}

function readIssue(issue: Record<string, unknown>): ValidationIssue {
	return {
		instancePath: readText(issue.instancePath),
		keyword: readText(issue.keyword),
		params: readRecord(issue.params),
		message: readText(issue.message),
	};
}
