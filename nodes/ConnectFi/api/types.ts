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

/** The document types of the legacy KYC (page "Init (deprecated)"); those of /akepa are lower case and more. */
export type LegacyDocumentType = 'PASSPORT' | 'LICENSE' | 'CONTRACT' | 'UTILITY' | 'ID_CARD';

/** A document that the legacy KYC asks for; its id was made by connectFi and belongs to the customer. */
export interface LegacyKycDocument {
	id: string;
	/** E.g. `LICENSE FRONT`. */
	label?: string;
	type?: LegacyDocumentType;
	documentSide?: string;
	uploadStatus: boolean;
	/** Only after the upload. */
	extension?: string;
}

/** The state of a legacy KYC: the `data` that all routes under /customer/kyc answer with. */
export interface LegacyKyc {
	/** The customer's record, with the customer's own `kycStatus`. */
	customer: { customerId: string; kycStatus?: string } & Record<string, unknown>;
	kyc: {
		/** Attributes that are asked for, such as `cardAttributes`. */
		attributeCodes?: string[];
		system?: string;
		mode?: string;
		/** `WAITING_DATA`, `PENDING`, `REVIEW`, `APPROVED` or `DECLINED`. */
		status: string;
	};
	kycDocumentList?: LegacyKycDocument[];
	/** Attributes that were given, by their code; absent until some were. */
	kycAttributes?: Record<string, unknown>;
}
