import { getBaseUrl } from '../../../nodes/CloudPaymentsKyc/api/hosts';

describe('the base URL of a credential', () => {
	it.each([
		['staging', 'https://api.cloudpayments-staging.com'],
		['production', 'https://api.cloudpayments.com'],
		['custom', 'https://kyc.example.com'],
	])('of %s is %s', (environment, url) => {
		expect(getBaseUrl({ environment, baseUrl: 'https://kyc.example.com' })).toBe(url);
	});
});
