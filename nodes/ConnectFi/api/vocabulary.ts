/**
 * connectFi's sets of values, with the names the editor shows. `value` is what goes over the wire.
 * Alphabetical by name, as n8n asks of longer lists. Those of types of addresses, phones and identification documents come
 * from samples, so they are no closed sets: any other text is sent as it is.
 */
export interface Choice {
	name: string;
	value: string;
	description?: string;
}

/** Page "Generate Document", property `workflow`. */
export const workflows: Choice[] = [
	{ name: 'Business', value: 'BUSINESS' },
	{ name: 'Personal', value: 'PERSONAL' },
];

/** Page "Generate Document", property `extension`. */
export const extensions: Choice[] = [
	{ name: 'JPEG', value: 'jpg' },
	{ name: 'PNG', value: 'png' },
];

/** Page "Generate Document", property `type`: all 18. */
export const documentTypes: Choice[] = [
	{ name: 'Bank Statement', value: 'bank_statement' },
	{ name: 'Canada Provincial ID', value: 'canada_provincial_id' },
	{ name: 'Contract', value: 'contract' },
	{ name: "Driver's License", value: 'license' },
	{ name: 'Form 1065', value: '1065' },
	{ name: 'Form 1099', value: '1099' },
	{ name: 'Form 1120', value: '1120' },
	{ name: 'Form T1', value: 't1' },
	{ name: 'Form T4', value: 't4' },
	{ name: 'Form W-2', value: 'w2' },
	{ name: 'Identification Card', value: 'identification_card' },
	{ name: 'Indigenous Card', value: 'indigenous_card' },
	{ name: 'Internal', value: 'internal' },
	{ name: 'Other', value: 'other' },
	{ name: 'Passport', value: 'passport' },
	{ name: 'Paystub', value: 'paystub' },
	{ name: 'Residence Permit', value: 'residence_permit' },
	{ name: 'Utility Bill', value: 'utility' },
];

/** Page "Update", property `documents[].view`. */
export const views: Choice[] = [
	{ name: 'Front', value: 'front' },
	{ name: 'Back', value: 'back' },
	{ name: 'Selfie', value: 'selfie' },
];

/** Page "Create Customer". Only `individual` is shown there; `business` is deduced from the two schemas it names. */
export const customerTypes: Choice[] = [
	{ name: 'Individual', value: 'individual' },
	{ name: 'Business', value: 'business' },
];

/** The values of `gender` on the vendor's customer pages. */
export const genders: Choice[] = [
	{ name: 'Female', value: 'F' },
	{ name: 'Male', value: 'M' },
];

/** Page "Customer Errors": the address types of its request samples; also those of page "Add Attributes (deprecated)". */
export const addressTypes: Choice[] = [
	{ name: 'Primary', value: 'PRIMARY' },
	{ name: 'Secondary', value: 'SECONDARY' },
];

/** The one phone type that the vendor's samples show. */
export const phoneTypes: Choice[] = [{ name: 'Mobile', value: 'MOBILE' }];

/**
 * The identification document types of the vendor's samples (`DRIVING LICENSE` is written with a space), and FEIN:
 * the pages say that a business has one and that it must be unique, but not under which name it is sent.
 */
export const identificationDocumentTypes: Choice[] = [
	{ name: 'Driving License', value: 'DRIVING LICENSE' },
	{
		name: 'FEIN (Business)',
		value: 'FEIN',
		description: 'Not published by connectFi under this name',
	},
	{ name: 'SSN', value: 'SSN' },
];

/** Page "Add Attributes (deprecated)", `cardAttributes.issueType`. */
export const cardIssueTypes: Choice[] = [
	{ name: 'Damaged', value: 'DAMAGED' },
	{ name: 'Expired', value: 'EXPIRED' },
	{ name: 'New', value: 'NEW' },
	{ name: 'Registration', value: 'REGISTRATION' },
	{ name: 'Reissue', value: 'RE-ISSUE' },
];
