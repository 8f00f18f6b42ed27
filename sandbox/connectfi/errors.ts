/** One documented way of refusing a request. */
interface ErrorRule {
	/** HTTP status. */
	status: number;
	/** `code` of the error body. */
	code: string;
	/** `subCode` of the error body: what the back office returned. */
	subCode?: number;
	/** Names of the facts that go into `context`. */
	context?: readonly string[];
	/** `message` of the error body; `{name}` stands for a fact. */
	message: string;
	/** The documented body carries no `requestId`. */
	withoutRequestId?: boolean;
}

/**
 * Every error of the connectFi docs for this area, one row per situation. Where a situation itself is INFERRED
 * (no page shows which error it gives), the row says so.
 */
export const errorTable = {
	/** Get Access Token page (old). INFERRED for a missing, unknown, expired or confined token elsewhere. */
	unauthorized: {
		status: 401,
		code: 'unauthorized',
		message: 'Authentication error',
		withoutRequestId: true,
	},
	/** Change User Password page. */
	wrongOldPassword: {
		status: 400,
		code: 'wrongOldPassword',
		message: 'Wrong old password (login={login})',
	},
	/** KYC/KYB Errors page. */
	customerNotFound: {
		status: 400,
		code: 'customerNotFound',
		context: ['customerId'],
		message: 'Customer not found.',
	},
	/** KYC/KYB Process Using /akepa page (old). */
	identificationNotFound: {
		status: 400,
		code: 'identificationNotFound',
		context: ['customerId'],
		message: 'Identification not found',
	},
	/** KYC/KYB Errors page; the text is that page's label, a live body is not shown. */
	applicationNotFound: {
		status: 404,
		code: 'applicationNotFound',
		context: ['applicationId'],
		message: 'Application not found.',
	},
	/** Shown in full on the old akepa and the Link Document pages, both without `context`. */
	documentNotFound: {
		status: 400,
		code: 'documentNotFound',
		message: 'Document {documentId} not found',
	},
	/** Link Document page; INFERRED for /akepa/update. */
	documentNotUploaded: {
		status: 400,
		code: 'documentNotUploaded',
		message: 'Document {documentId} do not uploaded',
	},
	/** KYC/KYB Errors page. INFERRED: an upload without a (non-empty) form field `file`. */
	fileNotFound: { status: 400, code: 'fileNotFound', message: 'File not found.' },
	/** Old akepa page, /akepa/update. */
	statusApplicationEntity: {
		status: 400,
		code: 'statusApplicationEntity',
		message: 'Entity {entityId} has status completed',
	},
	/** Old akepa page, /akepa/identification: two representatives of a business share an id. */
	duplicateEntities: {
		status: 400,
		code: 'extAkepa',
		subCode: 4091,
		message: 'Multiple entities cannot have the same external_entity_id.',
	},
	/** Old akepa page, /akepa/document/upload. */
	alreadyUploaded: {
		status: 400,
		code: 'extAkepa',
		subCode: 4091,
		message: 'The specified document has already been uploaded.',
	},
	/** INFERRED: no page shows what linking to an entity outside the application gives; it is the back office's to refuse. */
	unknownEntity: { status: 400, code: 'extAkepa', message: 'Entity {entityId} not found' },
	/** Common Errors page. INFERRED for a repeated reference of /akepa/identification. */
	referenceExists: {
		status: 400,
		code: 'referenceExists',
		context: ['reference', 'entityId'],
		message: 'Reference already exists.',
	},
	/** Customer Errors page: same SSN or FEIN. */
	customerExists: {
		status: 400,
		code: 'customerExists',
		context: ['cFiAggregatorId', 'customerId'],
		message: 'Customer exists.',
	},
} as const satisfies Record<string, ErrorRule>;

/** Name of a row of the error table. */
export type ErrorSituation = keyof typeof errorTable;

/** A refusal on its way to the client. */
export class ConnectFiError extends Error {
	/** HTTP status to answer with. */
	readonly status: number;
	/** The documented error body omits `requestId`. */
	readonly withoutRequestId: boolean;
	/** The error body, still without `requestId`. */
	readonly body: Record<string, unknown>;

	/**
	 * @param situation row of the error table
	 * @param facts values for the row's context and message
	 */
	constructor(situation: ErrorSituation, facts: Record<string, string> = {}) {
		const rule: ErrorRule = errorTable[situation];
		const message = rule.message.replace(/\{(\w+)\}/g, (_, name: string) => facts[name]);
		super(message);
		this.status = rule.status;
		this.withoutRequestId = rule.withoutRequestId === true;
		this.body = {
			code: rule.code,
			...(rule.subCode !== undefined && { subCode: rule.subCode }),
			...(rule.context && {
				context: Object.fromEntries(rule.context.map((name) => [name, facts[name]])),
			}),
			message,
		};
	}
}
