import type { StoredFile } from '../core/upload';

/** A customer as /customer/init made it. */
export interface Customer {
	customerId: string;
	reference: string;
	customerType: 'individual' | 'business';
	/** The `customer` object of the request; representatives of a business have got their ids. */
	customer: Record<string, unknown>;
	/** Shown in an example of the legacy Init page, always empty; its meaning is not documented. */
	boises: unknown[];
	/** ISO time. */
	dtsCreatedAt: string;
}

/** One entity of an application: the customer itself or a representative. */
export interface Entity {
	entityId: string;
	isCustomer: boolean;
	/** One of the documented entity statuses, or whatever was set through the control endpoint. */
	status: string;
	outcome: 'approved' | 'denied' | null;
	/** Documents linked by /akepa/update. */
	documents: LinkedDocument[];
}

/** A document linked to an entity. */
export interface LinkedDocument {
	documentId: string;
	view: string;
}

/** One run of KYC or KYB for a customer. */
export interface Application {
	applicationId: string;
	aggregatorId: string;
	customerId: string;
	/** Absent only where the old docs, which have no reference, are replayed. */
	reference?: string;
	/** One of the documented journey statuses, or whatever was set through the control endpoint. */
	status: string;
	outcome: 'Approved' | 'Denied' | null;
	/** Representatives first, as in the identification examples. */
	entities: Entity[];
	webhookUrl: string | null;
	/** `syncMode: true` of the identification. */
	asynchronous: boolean;
	/** ISO time. */
	startedAt: string;
}

/** A document of /akepa/document/generate. */
export interface AkepaDocument {
	id: string;
	aggregatorId: string;
	uploadStatus: boolean;
	workflow: string;
	name: string;
	extension: string;
	type: string;
	/** ISO time. */
	dtsCreatedAt: string;
	file?: StoredFile;
}

/** A document the legacy KYC asks for. */
export interface LegacyDocument {
	id: string;
	label: string;
	type: string;
	documentSide: string;
	uploadStatus: boolean;
	extension?: string;
	file?: StoredFile;
}

/** The legacy KYC of one customer. */
export interface LegacyKyc {
	customerId: string;
	attributeCodes: string[];
	system: string;
	mode: string;
	/** One of the documented legacy statuses, or whatever was set through the control endpoint. */
	status: string;
	documents: LegacyDocument[];
	/** `additionalAttributes` of add-attributes. */
	attributes?: Record<string, unknown>;
	webhookUrl: string | null;
	/** `syncMode: true` of the init. */
	asynchronous: boolean;
	/** ISO time. */
	startedAt: string;
}

/** A document of /document/generate (deprecated). */
export interface SeparateDocument {
	id: string;
	uploadStatus: boolean;
	extension?: string;
	file?: StoredFile;
	/** The legacy document it was linked to; it can be linked once. */
	linkedTo?: string;
}
