import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { storeCredentials } from '../n8n/credentials';
import { installN8n, repoRoot } from '../n8n/install';
import { packPackages } from '../n8n/packages';
import { prepareN8n } from '../n8n/prepare';
import { startSandbox } from '../sandbox';
import { startKycMsEmulator } from '../sandbox/cloudpayments';
import { legacySamples } from '../sandbox/connectfi/samples';
import { connectFiCredentials, kycMsCredentials } from './credentials';
import { importExamples } from './examples';
import { choosePort } from './ports';

const dataFolder = join(repoRoot, 'playground/.data');
const log = (message: string) => console.log(message);

/** Brings everything up and stays until Ctrl-C. */
async function main(): Promise<void> {
	const n8nPort = await choosePort({
		variable: 'N8N_PORT',
		standard: 5678,
		purpose: "n8n's editor",
	});
	const sandboxPort = await choosePort({
		variable: 'SANDBOX_PORT',
		standard: 8790,
		purpose: 'the connectFi sandbox',
	});
	const kycMsPort = await choosePort({
		variable: 'KYC_SANDBOX_PORT',
		standard: 8791,
		purpose: 'the CloudPayments KYC sandbox',
	});

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

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
