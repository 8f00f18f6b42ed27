import { hostOf } from '../../../nodes/CloudPaymentsKyc/api/hosts';
import { baseUrlOf } from '../../../nodes/CloudPaymentsKyc/transport/baseUrl';

describe('the base URL of a credential', () => {
	it.each([
		['staging', 'https://api.cloudpayments-staging.com'],
		['production', 'https://api.cloudpayments.com'],
		['custom', 'https://kyc.example.com'],
	])('of %s is %s', (environment, url) => {
		expect(hostOf({ environment, baseUrl: 'https://kyc.example.com' })).toBe(url);
	});

	it.each([
		['https://kyc.example.com/', 'https://kyc.example.com'],
		[' https://kyc.example.com/gateway/ ', 'https://kyc.example.com/gateway'],
		['http://localhost:8791', 'http://localhost:8791'],
		['http://127.0.0.1:8791/', 'http://127.0.0.1:8791'],
		['http://[::1]:8791', 'http://[::1]:8791'],
	])('%j may be used', (value, url) => {
		expect(baseUrlOf(value)).toEqual({ url });
	});

	it.each([
		['', /not an address/],
		[undefined, /not an address/],
		['kyc.example.com', /not an address/],
		['http://kyc.example.com', /https:\/\//],
		['http://localhost.example.com', /https:\/\//],
		['http://evil.localhost', /https:\/\//],
		[{ toString: 1 }, /not an address/],
		['ftp://localhost', /https:\/\//],
		['https://user:pass@kyc.example.com', /without user name/],
		['https://kyc.example.com/?key=1', /query/],
		['https://kyc.example.com/#part', /fragment/],
	])('%j is refused', (value, words) => {
		expect(baseUrlOf(value)).toEqual({ refusal: expect.stringMatching(words) });
	});
});
