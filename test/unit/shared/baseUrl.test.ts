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
	['  ', 'is empty'],
	[undefined, 'is empty'],
	['connectfi.example.com', 'not an address'],
	[{ toString: 1 }, 'is empty'],
	['http://connectfi.example.com', 'must start with https://'],
	['http://localhost.example.com', 'must start with https://'],
	['http://evil.localhost', 'must start with https://'],
	['http://127.0.0.1.example.com', 'must start with https://'],
	['ftp://localhost', 'must start with https://'],
	['https://user:pass@connectfi.example.com', 'an address alone'],
	['https://user@connectfi.example.com', 'an address alone'],
	['https://:pass@connectfi.example.com', 'an address alone'],
	['https://connectfi.example.com/?a=1', 'an address alone'],
	['https://connectfi.example.com/#part', 'an address alone'],
])('%p is refused: %s', (value, reason) => {
	expect(parse(value)).toEqual({ refusal: expect.stringContaining(reason) as string });
});
