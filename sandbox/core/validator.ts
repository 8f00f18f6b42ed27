import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';

/** connectFi's own AJV keyword (named in its schemas); the error it gives is not documented, so AJV's default serves. */
const notOnlyWhitespace = {
	keyword: 'isNotOnlyWhitespace',
	type: 'string' as const,
	schemaType: 'boolean' as const,
	validate: (required: boolean, text: string) => !required || text.trim() !== '',
};

/** A vendor's validator neither converts nor drops nor fills in anything, and stops at the first error. */
export const validatorOptions = {
	coerceTypes: false as const,
	removeAdditional: false,
	useDefaults: false,
	allErrors: false,
	strictTypes: false as const,
	keywords: [notOnlyWhitespace],
};

/**
 * @returns a validator that drops what a schema would refuse as additional, so that a route never sees it
 */
export function dropUnknown(): FastifySchemaCompiler<object> {
	const ajv = new Ajv({ ...validatorOptions, removeAdditional: true });
	addFormats(ajv);
	return ({ schema }) => ajv.compile(schema);
}
