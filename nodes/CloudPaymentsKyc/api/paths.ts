/** Paths of the API, from the vendor's page "Get started with the KYC API"; they carry no version. */
export const paths = {
	login: '/auth/oauth/token',
	userInfo: '/kyc-ms/getUserInfo',
	startSdk: '/kyc-ms/getToken',
	registerUser: '/kyc-ms/registerUser',
};
