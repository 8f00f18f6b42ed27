const part = encodeURIComponent;

/** The paths of connectFi's API, relative to the base URL. Path parts are encoded, never rewritten. */
export const paths = {
	token: '/auth/get-token',
	customerCreate: '/customer/init',
	customerStatus: (customerId: string) => `/customer/status/${part(customerId)}`,
	identification: '/akepa/identification',
	applicationStatus: '/akepa/status',
	/** The older status call, one customer's latest application. */
	applicationStatusOfCustomer: (customerId: string) => `/akepa/status/${part(customerId)}`,
	applicationUpdate: '/akepa/update',
	documentGenerate: '/akepa/document/generate',
	documentUpload: (documentId: string) => `/akepa/document/upload/${part(documentId)}`,
	legacyKycInit: '/customer/kyc/init',
	legacyAddAttributes: '/customer/kyc/add-attributes',
	legacyUpload: (customerId: string, documentId: string) =>
		`/customer/kyc/upload/${part(customerId)}/${part(documentId)}`,
	legacyStatus: (customerId: string) => `/customer/kyc/status/${part(customerId)}`,
	legacyDocumentLink: '/customer/kyc/document-link',
	legacyDocumentGenerate: '/document/generate',
	legacyDocumentUpload: (documentId: string) => `/document/upload/${part(documentId)}`,
};
