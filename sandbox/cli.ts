import { parseArgs } from 'node:util';
import { startKycMsSandbox } from './cloudpayments';
import { apis, type Api } from './connectfi/options';
import { startSandbox } from './connectfi';
import { legacySamples } from './connectfi/samples';

const usage = `Usage: npm run sandbox -- [--port 8790] [--kyc-port 8791] [--host 127.0.0.1] [--api current|2023] [--fast]
(or the environment variables SANDBOX_PORT, KYC_SANDBOX_PORT and SANDBOX_HOST)`;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: process.env.SANDBOX_PORT ?? '8790' },
			'kyc-port': { type: 'string', default: process.env.KYC_SANDBOX_PORT ?? '8791' },
			host: { type: 'string', default: process.env.SANDBOX_HOST ?? '127.0.0.1' },
			api: { type: 'string', default: 'current' },
			fast: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	if (values.help) return console.log(usage);
	const { host, fast } = values;
	const api = parseApi(values.api);
	const sandbox = await startSandbox({ port: parsePort(values.port), host, api, fast });
	sandbox.seed(legacySamples);
	const kycMs = await startKycMsSandbox({ port: parsePort(values['kyc-port']), host });
	const { url, token, login, password } = sandbox;
	const generation = api === 'current' ? '' : ` as the vendor's pages of ${api} describe it`;
	console.log(`connectFi sandbox is running${generation}. Nothing leaves this machine; everything is forgotten when it stops.

  Base URL      ${url}
  Access token  ${token}
  Login         ${login}
  Password      ${password}
  Page          ${url}/      (cases, customers, documents, callbacks; Approve and Deny)

Outcomes by last name of an individual or a business representative:
  Denied        denied at identification
  WaitReview    in review after front and back were linked
  any other     approved after front and back were linked (individuals need dateOfBirth and addresses)
A business with postal code 00000 in its PRIMARY address goes into review at identification.

Customers on the deprecated endpoints: csta_6clNH3W2pBehujY8mpTCU8 (open), csta-6TqoA6HtSItCANO1KT0W7u (open, oldest shape
of ID), csta_2DrPdoqtfvsfLdBBvHDla (approved)

Decide a case in review (sends the callback):
  curl -X POST ${url}/sandbox/applications/<applicationId>/decide -H 'content-type: application/json' -d '{"outcome":"Approved"}'
Make the next upload lose its answer, then clear all faults:
  curl -X POST ${url}/sandbox/faults -H 'content-type: application/json' -d '{"kind":"lostAnswer","path":"/akepa/document/upload"}'
  curl -X DELETE ${url}/sandbox/faults

CloudPayments KYC sandbox is running too.

  Base URL      ${kycMs.url}      (environment Custom in the credential)
  Tenant name   ${kycMs.tenantName}
  API key       ${kycMs.apiKey}
  Users         any name, password ${kycMs.password}
  Page          ${kycMs.url}/      (users; Approve, Ask again and Reject)

Outcomes by the beginning of the user's name:
  rejected      rejected after the review
  resubmit      must submit again, and is rejected after the third attempt
  review        in review until decided on the page
  any other     approved after the review

More in sandbox/README.md. Stop with Ctrl+C.`);

	const stop = () => void Promise.all([sandbox.close(), kycMs.close()]).then(() => process.exit(0));
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

function parsePort(text: string): number {
	const port = Number(text);
	if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
	throw new Error(`"${text}" is not a port.\n${usage}`);
}

function parseApi(text: string): Api {
	const api = apis.find((one) => one === text);
	if (api !== undefined) return api;
	throw new Error(`"${text}" is not one of ${apis.join(', ')}.\n${usage}`);
}

main().catch((error: Error & { code?: string }) => {
	console.error(
		error.code === 'EADDRINUSE'
			? `The port is taken; choose another with --port. (${error.message})`
			: error.message,
	);
	process.exitCode = 1;
});
