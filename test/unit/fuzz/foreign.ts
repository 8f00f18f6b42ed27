import fc from 'fast-check';
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

/** What no message, log or output may hold, by the credential's fields. */
export const secrets: Record<Vendor, Record<string, string>> = {
	connectFi: {
		token: 'SECRETtoken0123456789',
		sessionToken: 'SECRETsession0123456789',
		password: 'SECRETpassword0123456789',
		callbackSecret: 'SECREThmac0123456789abcdef',
	},
	cloudPayments: { apiKey: 'SECRETkey0123456789' },
};
export type Vendor = 'connectFi' | 'cloudPayments';

/** Names that the APIs and the nodes use, and names that every object has. */
const names = fc.constantFrom(
	...['code', 'subCode', 'message', 'context', 'requestId', 'data', 'customer', 'customerId', 'id'],
	...['applicationId', 'entityApplications', 'entityId', 'status', 'outcome', 'reference', 'kyc'],
	...['kycStatus', 'documentsToUpload', 'kycDocumentList', 'uploadStatus', 'attributeCodes'],
	...['instancePath', 'keyword', 'params', 'allowedValues', 'missingProperty', 'documents', 'view'],
	...['token', 'access_token', 'accessToken', 'base', 'type', 'error', 'success', 'errors', 'user'],
	...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'toJSON', 'length', 'then'],
	...['hasOwnProperty', 'polluted', 'stack', 'cause', 'name', 'binary', 'json', 'pairedItem'],
);

const words = fc.constantFrom(
	...['0', '', 'completed', 'Approved', 'Denied', 'pending_step_up', 'running', 'WAITING_DATA'],
	...['customerExists', 'requestValidateError', 'applicationNotFound', 'unauthorized', 'extAkepa'],
	...['cstap_5mBHiIx3QbkvEpjGfKsI9k', 'iapp_AwXROkAVhfKmkhXjOTmuK', 'doc_6ESuXsYo0J8cgjEWK5xFe2'],
	...['0123456789abcdef0123456789abcdef', 'file', 'additionalProperties', 'APPROVED', 'DECLINED'],
);

/** Texts that users paste and attackers send. */
export const texts = fc.oneof(
	words,
	fc.constantFrom(
		...['../../../etc/passwd', '//evil.example/x', 'https://evil.example', '%2e%2e%2f', '?a=b#c'],
		...['\r\nHost: evil.example', '__proto__', 'constructor', '{{ $env }}', '${7*7}', '\u0000'],
		...['\ud800', '\u202e', 'a'.repeat(5_000), '-1', 'NaN', '1e999', '2030-12-31', ' x ', '{"a":'],
		...['<script>', 'cstap_a:front:doc_b (uploaded), cstap_a:back:doc_c'],
		...['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}', '@evil'],
	),
	fc.string({ maxLength: 40, unit: 'binary' }),
	fc.string({ maxLength: 12 }),
);

/** As `JSON.parse` builds it: `__proto__` is a property like any other. */
const parsed = (pairs: Array<[string, unknown]>) =>
	JSON.parse(
		`{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`,
	) as object;

/** Any JSON made of these texts, with the names above at every place. */
const jsonOf = (leaves: fc.Arbitrary<unknown>) =>
	fc.letrec<{ json: unknown }>((tie) => ({
		json: fc.oneof(
			{ maxDepth: 5 },
			leaves,
			fc.constantFrom(null, true, false, 0, 1, -1.5, 1e308, Number.MAX_SAFE_INTEGER),
			fc.array(tie('json'), { maxLength: 3 }),
			fc.array(fc.tuple(names, tie('json')), { maxLength: 5 }).map(parsed),
		),
	})).json;

/** What users and other systems give. */
export const json = jsonOf(texts);

/** Answers of an API, or why there is none, as n8n's HTTP helper gives them. They may repeat what the API was sent. */
export function answersOf(vendor: Vendor) {
	const repeated = fc
		.constantFrom(...Object.values(secrets[vendor]))
		.map((secret) => `it is ${secret}`);
	const answered = jsonOf(fc.oneof(words, texts, repeated));
	const code = fc.oneof(fc.constant('0'), words);
	const envelope = fc
		.tuple(code, fc.array(fc.tuple(names, answered), { maxLength: 6 }), answered)
		.map(([said, pairs, data]) => parsed([['code', said], ['data', data], ...pairs]));
	const answer = fc.record({
		statusCode: fc.constantFrom(200, 200, 200, 201, 204, 302, 400, 401, 404, 408, 429, 500, 503),
		headers: fc.oneof(
			fc.constant({}),
			fc.record({ 'retry-after': fc.oneof(texts, fc.constantFrom('1', '9e9')) }),
		),
		body: fc.oneof(envelope, answered).map((value) => JSON.stringify(value)),
		/** How much of the body comes. */
		part: fc.constantFrom(1, 1, 1, 1, 0.5),
	});
	const noAnswer = fc.constantFrom('ECONNRESET', 'ENOTFOUND', 'EPROTO').map((networkCode) => ({
		code: networkCode,
	}));
	return fc.array(fc.oneof({ weight: 8, arbitrary: answer }, { weight: 1, arbitrary: noAnswer }), {
		minLength: 1,
		maxLength: 4,
	});
}
export type Answer =
	ReturnType<typeof answersOf> extends fc.Arbitrary<Array<infer One>> ? One : never;

/** A credential of either vendor, mostly as it is once it was tested. */
export const credentialOf = (vendor: Vendor) =>
	fc.record({
		baseUrl: fc.oneof(
			{ weight: 9, arbitrary: fc.constant(baseUrl) },
			{ weight: 1, arbitrary: texts },
		),
		environment: fc.constant('custom'),
		tenantName: fc.constant('T'),
		login: fc.constant('operations'),
		...Object.fromEntries(
			Object.entries(secrets[vendor]).map(([name, secret]) => [name, fc.constant(secret)]),
		),
	});
export const baseUrl = 'https://connectfi.example.com';

/** Values for a parameter: good ones by its description, and all others. */
export function valueOf(property: INodeProperties): fc.Arbitrary<unknown> {
	return fc.oneof({ weight: 5, arbitrary: goodValue(property) }, { weight: 1, arbitrary: json });
}

function goodValue({ type, options, default: preset, placeholder }: INodeProperties) {
	switch (type) {
		case 'options':
			return fc.constantFrom(...(options as INodePropertyOptions[]).map(({ value }) => value));
		case 'multiOptions':
			return fc.subarray((options as INodePropertyOptions[]).map(({ value }) => value));
		case 'boolean':
			return fc.boolean();
		case 'number':
			return fc.oneof(fc.integer(), fc.double(), fc.constant(preset));
		case 'collection':
			return fc.record(valuesOf(options as INodeProperties[]), { requiredKeys: [] });
		case 'fixedCollection':
			return fc.record(
				Object.fromEntries(
					(options as INodePropertyCollection[]).map(({ name, values }) => [
						name,
						fc.array(fc.record(valuesOf(values), { requiredKeys: [] }), { maxLength: 3 }),
					]),
				),
				{ requiredKeys: [] },
			);
		default: {
			const example = /^e\.g\. (.*)$/.exec(placeholder ?? '')?.[1] ?? 'data';
			return fc.oneof(fc.constant(example), fc.constant(preset), texts);
		}
	}
}

/** Values for parameters, by their names. */
export const valuesOf = (properties: INodeProperties[]) =>
	Object.fromEntries(
		properties
			.filter(({ type }) => type !== 'notice')
			.map((property) => [property.name, valueOf(property)]),
	);
