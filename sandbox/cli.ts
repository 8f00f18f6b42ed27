import { parseArgs } from 'node:util';
import { startSandbox } from './index';

const usage = `Usage: npm run sandbox -- [--port 8790] [--host 127.0.0.1]
(or the environment variables SANDBOX_PORT and SANDBOX_HOST)`;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: process.env.SANDBOX_PORT ?? '8790' },
			host: { type: 'string', default: process.env.SANDBOX_HOST ?? '127.0.0.1' },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	if (values.help) return console.log(usage);
	const port = Number(values.port);
	if (!Number.isInteger(port) || port < 0 || port > 65_535) {
		throw new Error(`"${values.port}" is not a port.\n${usage}`);
	}

	const sandbox = await startSandbox({ port, host: values.host });
	const { url, token, login, password } = sandbox;
	console.log(`connectFi sandbox is running. Nothing leaves this machine; everything is forgotten when it stops.

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

Decide a case in review (sends the callback):
  curl -X POST ${url}/sandbox/applications/<applicationId>/decide -H 'content-type: application/json' -d '{"outcome":"Approved"}'
Make the next upload lose its answer, then clear all faults:
  curl -X POST ${url}/sandbox/faults -H 'content-type: application/json' -d '{"kind":"lostAnswer","path":"/akepa/document/upload"}'
  curl -X DELETE ${url}/sandbox/faults

More in sandbox/README.md. Stop with Ctrl+C.`);

	const stop = () => void sandbox.close().then(() => process.exit(0));
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

main().catch((error: Error & { code?: string }) => {
	console.error(
		error.code === 'EADDRINUSE'
			? `The port is taken; choose another with --port. (${error.message})`
			: error.message,
	);
	process.exitCode = 1;
});
