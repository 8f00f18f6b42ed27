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
};
