/** The shapes of connectFi's answers, as far as the vendor's pages show them. Every field may be missing. */

/** Successful answer (HTTP 200). The legacy document pages show it without `requestId`. */
export interface Envelope<Data = Record<string, unknown>> {
	code: string;
	data: Data;
	requestId?: string;
}

/** One AJV error of a `requestValidateError` answer. */
export interface ValidationIssue {
	instancePath?: string;
	schemaPath?: string;
	keyword?: string;
	params?: Record<string, unknown>;
	message?: string;
}

/** Refusal (HTTP 4xx), page "Error Handling". `subCode` is a number in examples and a string in the template. */
export interface ErrorEnvelope {
	code: string;
	subCode?: string | number;
	message?: string;
	context?: Record<string, unknown> | ValidationIssue[];
	requestId?: string;
}

/** The state of one person or business within an application. Its outcome is lower case, unlike the journey's. */
export interface EntityApplication {
	entityId: string;
	isCustomer: boolean;
	status: string;
	outcome: string | null;
}

/** One run of KYC or KYB (pages "Identification", "Status", "Update", "Webhooks"). */
export interface Application {
	applicationId: string;
	aggregatorId?: string;
	customerId: string;
	/** Echo of the request; absent in the answers of the older pages. */
	reference?: string;
	status: string;
	outcome: string | null;
	entityApplications: EntityApplication[];
}

/** A document of /akepa (page "Generate Document"); not tied to a customer until an update links it. */
export interface ConnectFiDocument {
	id: string;
	aggregatorId?: string;
	uploadStatus: boolean;
	workflow?: string;
	name?: string;
	extension?: string;
	type?: string;
	dtsCreatedAt?: string;
}

/** The vendor's cross-reference of journey states to the customer's `kycStatus`. */
export type KycStatus = 'WAITING_DATA' | 'WAITING_REVIEW' | 'APPROVED' | 'DECLINED' | 'PENDING';
