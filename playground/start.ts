import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { storeCredentials } from '../n8n/credentials';
import { installN8n, repoRoot } from '../n8n/install';
import { packPackages } from '../n8n/packages';
import { prepareN8n } from '../n8n/prepare';
import { legacySamples } from '../sandbox/connectfi/samples';
import { importExamples } from './examples';
import { choosePort } from './ports';
import { startSandboxes } from './sandboxes';
import { watchSources } from './watch';

const dataFolder = process.env.PLAYGROUND_DATA || join(repoRoot, 'playground/.data');
const log = (message: string) => console.log(message);

/** `npm run dev`: n8n reloads the nodes when their sources change, and a debugger may attach. */
const development = process.argv.includes('--dev');
const inspectPort = 9229;
const debugging = { inspectPort, env: { N8N_DEV_RELOAD: 'true' } };

/** Brings everything up and stays until Ctrl-C. */
async function main(): Promise<void> {
	const port = await choosePort({
		variable: 'N8N_PORT',
		standard: 5678,
		purpose: "n8n's editor",
	});
	const sandboxPorts = {
		connectFi: await choosePort({
			variable: 'SANDBOX_PORT',
			standard: 8790,
			purpose: 'the connectFi sandbox',
		}),
		kycMs: await choosePort({
			variable: 'KYC_SANDBOX_PORT',
			standard: 8791,
			purpose: 'the CloudPayments KYC sandbox',
		}),
	};

	await installN8n('2.x', log);
	log('Building and packing the packages ...');
	const packages = await packPackages(join(dataFolder, 'packages'));
	log('Starting the sandboxes and n8n ...');
	const sandboxes = await startSandboxes(sandboxPorts);
	sandboxes.connectFi.seed(legacySamples);
	const logFile = join(dataFolder, 'n8n.log');
	rmSync(logFile, { force: true });
	const userFolder = join(dataFolder, 'n8n');
	const { n8n, client, owner } = await prepareN8n(
		{ line: '2.x', userFolder, port, logFile, ...(development && debugging) },
		packages,
	);

	let stopping = false;
	const stop = async (exitCode: number) => {
		if (stopping) return;
		stopping = true;
		log('Stopping ...');
		await Promise.all([n8n.stop(), sandboxes.close()]);
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
		await storeCredentials(client, sandboxes.credentials);
		for (const name of await importExamples(client)) log(`Imported the example '${name}'.`);
	} catch (error) {
		console.error(error);
		await stop(1);
	}
	log(`
n8n's editor               http://localhost:${port}
  e-mail                   ${owner.email}
  password                 ${owner.password}
connectFi sandbox          ${sandboxes.connectFi.url}
  access token             ${sandboxes.connectFi.token}
CloudPayments KYC sandbox  ${sandboxes.kycMs.url}
n8n's log                  ${logFile}
${development ? `Debugger                   attach to 127.0.0.1:${inspectPort}\n` : ''}
Open the editor and press "Execute workflow" in 'connectFi: onboard a customer in three nodes'. The credentials of the sandboxes are there
already. Ctrl-C stops everything; your data stays.`);
	if (development) {
		const names = packages.map(({ name }) => name);
		watchSources(names, userFolder, log);
	}
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
