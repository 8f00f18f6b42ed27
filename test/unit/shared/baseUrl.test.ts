import { parseBaseUrl } from '../../../nodes/shared/baseUrl';

const parse = (value: unknown) =>
	parseBaseUrl(value, { name: 'base URL of the credential', example: 'https://api.example.com' });

it.each([
	['https://connectfi.example.com', 'https://connectfi.example.com'],
	[' https://connectfi.example.com/tenant/ ', 'https://connectfi.example.com/tenant'],
	['https://connectfi.example.com:8443//', 'https://connectfi.example.com:8443'],
	['http://localhost:8790', 'http://localhost:8790'],
	['http://127.0.0.1:8790/', 'http://127.0.0.1:8790'],
	['http://[::1]:8790', 'http://[::1]:8790'],
])('%p is %s', (value, url) => {
	expect(parse(value)).toEqual({ url });
});

it.each([
	['', 'is empty'],
	[undefined, 'is empty'],
	['connectfi.example.com', 'not an address'],
	[{ toString: 1 }, 'is empty'],
	['http://connectfi.example.com', 'https://'],
	['http://localhost.example.com', 'https://'],
	['http://evil.localhost', 'https://'],
	['http://127.0.0.1.example.com', 'https://'],
	['ftp://localhost', 'https://'],
	['https://user:pass@connectfi.example.com', 'an address alone'],
	['https://connectfi.example.com/?a=1', 'an address alone'],
	['https://connectfi.example.com/#part', 'an address alone'],
])('%p is refused: %s', (value, reason) => {
	expect(parse(value)).toEqual({ refusal: expect.stringContaining(reason) as string });
});
