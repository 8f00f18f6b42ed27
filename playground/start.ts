import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { storeCredentials } from '../n8n/credentials';
import { installN8n, repoRoot } from '../n8n/install';
import { packPackages } from '../n8n/packages';
import { prepareN8n } from '../n8n/prepare';
import { refuseTakenPort } from '../n8n/server';
import { startSandbox } from '../sandbox';
import { startKycMsEmulator } from '../sandbox/cloudpayments';
import { legacySamples } from '../sandbox/samples';
import { connectFiCredentials, kycMsCredentials } from './credentials';
import { importExamples } from './examples';

const dataFolder = join(repoRoot, 'playground/.data');
const log = (message: string) => console.log(message);

/** Brings everything up and stays until Ctrl-C. */
async function main(): Promise<void> {
	const n8nPort = portFrom('N8N_PORT', 5678);
	const sandboxPort = portFrom('SANDBOX_PORT', 8790);
	const kycMsPort = portFrom('KYC_SANDBOX_PORT', 8791);
	await refuseTakenPort(n8nPort, "n8n's editor", 'N8N_PORT');
	await refuseTakenPort(sandboxPort, 'the connectFi sandbox', 'SANDBOX_PORT');
	await refuseTakenPort(kycMsPort, 'the CloudPayments KYC sandbox', 'KYC_SANDBOX_PORT');

	await installN8n('2.x', log);
	log('Building and packing the packages ...');
	const packages = await packPackages(join(dataFolder, 'packages'));
	log('Starting the sandboxes and n8n ...');
	const sandbox = await startSandbox({ port: sandboxPort });
	sandbox.seed(legacySamples);
	const kycMs = await startKycMsEmulator({ port: kycMsPort });
	const logFile = join(dataFolder, 'n8n.log');
	rmSync(logFile, { force: true });
	const { n8n, client, owner } = await prepareN8n(
		{ line: '2.x', userFolder: join(dataFolder, 'n8n'), port: n8nPort, logFile },
		packages,
	);

	let stopping = false;
	const stop = async (exitCode: number) => {
		if (stopping) return;
		stopping = true;
		log('Stopping ...');
		await Promise.all([n8n.stop(), sandbox.close(), kycMs.close()]);
		process.exit(exitCode);
	};
	process.on('SIGINT', () => void stop(0));
	process.on('SIGTERM', () => void stop(0));
	void n8n.ended.then((code) => {
		// Ctrl-C reaches n8n too, maybe before this process.
		setTimeout(() => {
			if (stopping) return;
			console.error(`n8n ended by itself with ${code}. The end of its log:\n${n8n.logTail()}`);
			void stop(1);
		}, 500);
	});

	try {
		await storeCredentials(client, [
			...connectFiCredentials(sandbox, 'connectFi sandbox'),
			...kycMsCredentials(kycMs, 'CloudPayments KYC sandbox'),
		]);
		for (const name of await importExamples(client)) log(`Imported the example '${name}'.`);
	} catch (error) {
		console.error(error);
		await stop(1);
	}
	log(`
n8n's editor               http://localhost:${n8nPort}
  e-mail                   ${owner.email}
  password                 ${owner.password}
connectFi sandbox          ${sandbox.url}
CloudPayments KYC sandbox  ${kycMs.url}
n8n's log                  ${logFile}

Open the editor, choose an example and press "Execute workflow". Ctrl-C stops everything; your data stays.`);
}

function portFrom(variable: string, standard: number): number {
	const text = process.env[variable];
	if (!text) return standard;
	const port = Number(text);
	if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
	throw new Error(`${variable} must be a port number from 1 to 65535; it is '${text}'`);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
