import { baseUrlOf, checkedAddress } from '../../nodes/CloudPaymentsKyc/api/address';

describe('the base URL of a credential', () => {
	it.each([
		['staging', 'https://api.cloudpayments-staging.com'],
		['production', 'https://api.cloudpayments.com'],
		['custom', 'https://kyc.example.com'],
	])('of %s is %s', (environment, url) => {
		expect(baseUrlOf({ environment, baseUrl: 'https://kyc.example.com' })).toBe(url);
	});

	it.each([
		['https://kyc.example.com/', 'https://kyc.example.com'],
		[' https://kyc.example.com/gateway/ ', 'https://kyc.example.com/gateway'],
		['http://localhost:8791', 'http://localhost:8791'],
		['http://127.0.0.1:8791/', 'http://127.0.0.1:8791'],
		['http://[::1]:8791', 'http://[::1]:8791'],
	])('%j may be used', (value, url) => {
		expect(checkedAddress(value)).toEqual({ url });
	});

	it.each([
		['', /not an address/],
		[undefined, /not an address/],
		['kyc.example.com', /not an address/],
		['http://kyc.example.com', /https:\/\//],
		['http://localhost.example.com', /https:\/\//],
		['ftp://localhost', /https:\/\//],
		['https://user:pass@kyc.example.com', /without user name/],
		['https://kyc.example.com/?key=1', /query/],
		['https://kyc.example.com/#part', /fragment/],
	])('%j is refused', (value, words) => {
		expect(checkedAddress(value)).toEqual({ refusal: expect.stringMatching(words) });
	});
});
