import {
	representativesFields,
	type RepresentativesField,
	type Settings,
	type WebhookField,
} from './options';

/** The akepa document types, Generate Document page. */
export const documentTypes = [
	'contract',
	'license',
	'passport',
	'utility',
	'other',
	'internal',
	'identification_card',
	'residence_permit',
	'canada_provincial_id',
	'indigenous_card',
	'paystub',
	'bank_statement',
	'w2',
	'1099',
	'1120',
	'1065',
	't1',
	't4',
] as const;

const text = { type: 'string' };
const noAngleBrackets = '^((?![<>]).)*$';

// The shared string types, under the names the vendor's pages give them.
const commonId = { type: 'string', pattern: '^[0-9a-zA-Z_]+$', minLength: 1, maxLength: 36 };
const commonReference = { type: 'string', pattern: '^[0-9a-zA-Z]+$', minLength: 1, maxLength: 32 };
const commonPassword = { type: 'string', minLength: 1, maxLength: 50 };
const requiredStr = (maxLength: number) => ({
	type: 'string',
	pattern: noAngleBrackets,
	minLength: 1,
	maxLength,
	isNotOnlyWhitespace: true,
});
const commonStr500 = {
	type: 'string',
	pattern: noAngleBrackets,
	minLength: 0,
	maxLength: 500,
	nullable: true,
};
const syncMode = { type: 'boolean', nullable: true };

/** INFERRED for all JSON endpoints: unknown properties are rejected, as the KYC/KYB Errors page shows for one. */
const strictObject = (required: readonly string[], properties: Record<string, unknown>) => ({
	type: 'object',
	required,
	additionalProperties: false,
	properties,
});

const webhookProperties = (field: WebhookField, schema: unknown) => ({
	...(field !== 'webhookURL' && { webhookUrl: schema }),
	...(field !== 'webhookUrl' && { webhookURL: schema }),
});

/** POST /auth/get-token, Get Access Token page. */
export const getTokenBody = strictObject(['user'], {
	user: strictObject(['login', 'password'], {
		login: commonId,
		password: commonPassword,
		requestId: requiredStr(32),
	}),
});

/** POST /user/change-password; the pattern is damaged on the page, its second half is INFERRED. */
export const changePasswordBody = strictObject(['oldPassword', 'newPassword'], {
	oldPassword: commonPassword,
	newPassword: {
		type: 'string',
		minLength: 8,
		maxLength: 50,
		pattern: '(?=.*[0-9])(?=.*[!@#$%^&*])(?=.*[a-z])(?=.*[A-Z])[0-9a-zA-Z!@#$%^&*]{8,}',
	},
});

const email = { type: 'string', pattern: '^(.+)@(.+)$' };
const identificationDocument = {
	type: 'object',
	required: ['type'],
	properties: { type: text },
	if: { properties: { type: { const: 'SSN' } } },
	then: { properties: { value: { type: 'string', pattern: '^[0-9]{9}$' } } },
	else: {
		properties: {
			value: {
				type: 'string',
				pattern: noAngleBrackets,
				minLength: 0,
				maxLength: 50,
				nullable: true,
			},
		},
	},
};
const listOf = (items: unknown, minItems = 0) => ({ type: 'array', items, minItems });
const objects = listOf({ type: 'object' });

/** Lets further properties pass, as they are agreed with the client and on no page, but not the other name of `field`. */
const furtherBeside = (field: RepresentativesField) => {
	const other = representativesFields.find((name) => name !== field);
	return { patternProperties: { [`^(?!${other}$)`]: {} }, additionalProperties: false };
};

/**
 * POST /customer/init: individual or business, exactly one must match (Create Customer page). The property tables are
 * not readable, so only what the samples and the facts around them show is checked, and the inner `customer` object
 * takes further properties. The literal `business` is INFERRED.
 * @param field name of a business's list of representatives
 * @returns the JSON schema of the body
 */
export const customerInitBody = (field: RepresentativesField) => ({
	oneOf: [
		strictObject(['customerReference', 'customerType', 'customer'], {
			customerReference: commonReference,
			customerType: { type: 'string', enum: ['individual'] },
			customer: {
				type: 'object',
				required: ['firstName', 'lastName'],
				properties: {
					firstName: requiredStr(50),
					lastName: requiredStr(50),
					gender: { type: 'string', enum: ['M', 'F'] },
					email,
					dateOfBirth: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
					citizenshipCountryCodeA3: { type: 'string', pattern: '^[A-Z]{3}$' },
					phones: objects,
					addresses: objects,
					identificationDocuments: listOf(identificationDocument),
				},
			},
		}),
		strictObject(['customerReference', 'customerType', 'customer'], {
			customerReference: commonReference,
			customerType: { type: 'string', enum: ['business'] },
			customer: {
				type: 'object',
				properties: {
					businessAddresses: objects,
					businessPhones: objects,
					[field]: objects,
				},
				...furtherBeside(field),
			},
		}),
	],
});

/**
 * POST /customer/update, Update Customer page. The outer body is not readable: INFERRED `customerId` and
 * `customerUpdate`.
 */
export const customerUpdateBody = strictObject(['customerId', 'customerUpdate'], {
	customerId: commonId,
	customerUpdate: { type: 'object' },
});

/** What may be updated of an individual (Update Customer page). */
export const individualUpdate = strictObject([], {
	email,
	addresses: listOf({ type: 'object' }, 1),
	phones: listOf({ type: 'object' }, 1),
});

const representatives = listOf({ type: 'object', required: ['id'], properties: { id: text } });

/**
 * What may be updated of a business (Update Customer page); that representatives are named by `id` is INFERRED.
 * @param field name of the list of representatives
 * @returns the JSON schema of the update
 */
export const businessUpdate = (field: RepresentativesField) =>
	strictObject([], {
		businessAddresses: listOf({ type: 'object' }, 1),
		businessPhones: listOf({ type: 'object' }, 1),
		[field]: representatives,
	});

/**
 * POST /akepa/identification, Identification page; in 2023 the akepa page, which has plain strings and no `reference`.
 * @param settings which pages hold, and the accepted spelling of the callback field
 * @returns the JSON schema of the body
 */
export const identificationBody = ({ api, webhookField }: Settings) =>
	api === '2023'
		? strictObject(['customerId'], {
				customerId: text,
				syncMode,
				...webhookProperties(webhookField, text),
			})
		: strictObject(['customerId', 'reference'], {
				customerId: commonId,
				reference: commonReference,
				syncMode,
				...webhookProperties(webhookField, commonStr500),
			});

/** POST /akepa/status, Status page; there is no such route in 2023. */
export const statusBody = strictObject(['customerId', 'applicationId'], {
	customerId: commonId,
	applicationId: commonId,
});

/** POST /akepa/document/generate, Generate Document page; the akepa page of 2023 has the same names, without lengths. */
export const generateBody = strictObject(['workflow', 'name', 'extension', 'type'], {
	workflow: { type: 'string', enum: ['BUSINESS', 'PERSONAL'] },
	name: requiredStr(50),
	extension: { type: 'string', enum: ['jpg', 'png'] },
	type: { type: 'string', enum: documentTypes },
	note: commonStr500,
	note_author_agent_email: { type: 'string', format: 'email' },
});

/**
 * POST /akepa/update. The new page's table is not readable: fields of the old page, which are plain strings, so that ids
 * with a hyphen pass; whether `applicationId` is a property is open.
 * @param acceptsApplicationId whether `applicationId` is a known property
 * @returns the JSON schema of the body
 */
export const updateBody = (acceptsApplicationId: boolean) =>
	strictObject(['customerId'], {
		customerId: text,
		...(acceptsApplicationId && { applicationId: text }),
		documents: listOf(
			strictObject(['entityId', 'documentId', 'view'], {
				entityId: text,
				documentId: text,
				view: { type: 'string', enum: ['front', 'back', 'selfie'] },
			}),
		),
	});

/**
 * POST /customer/kyc/init, Init page (deprecated).
 * @param field accepted spelling of the callback field; the page itself has `webhookURL`
 * @returns the JSON schema of the body
 */
export const legacyInitBody = (field: WebhookField) =>
	strictObject(['customerId'], {
		customerId: text,
		syncMode,
		...webhookProperties(field, text),
	});

/** POST /customer/kyc/add-attributes, Add Attributes page (deprecated). */
export const legacyAttributesBody = strictObject(['customerId'], {
	customerId: text,
	additionalAttributes: strictObject([], {
		cardAttributes: strictObject(
			['productID', 'nameOnCard', 'designId', 'addressType', 'issueType', 'additionalData'],
			{
				productID: text,
				nameOnCard: text,
				designId: text,
				addressType: { type: 'string', enum: ['PRIMARY', 'SECONDARY'] },
				issueType: {
					type: 'string',
					enum: ['NEW', 'REGISTRATION', 'RE-ISSUE', 'EXPIRED', 'DAMAGED'],
				},
				additionalData: { type: 'object' },
			},
		),
	}),
});

/** POST /customer/kyc/document-link, Link Document page (deprecated). */
export const legacyLinkBody = strictObject(['customerId', 'documentId', 'separateDocumentId'], {
	customerId: text,
	documentId: text,
	separateDocumentId: text,
});
