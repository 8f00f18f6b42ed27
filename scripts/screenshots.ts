import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from '../n8n/chromium';
import { storeCredentials } from '../n8n/credentials';
import { installN8n } from '../n8n/install';
import { packPackages } from '../n8n/packages';
import { prepareN8n } from '../n8n/prepare';
import { exampleFiles } from '../playground/examples';
import { startSandboxes } from '../playground/sandboxes';
import { animateFirstOnboarding } from './screenshots/animation';
import { takeExample } from './screenshots/canvas';
import {
	takeCredential,
	takeError,
	takeNodePanel,
	takeSubmitDocuments,
} from './screenshots/panels';
import { takeSandboxPage } from './screenshots/sandboxPage';
import { Studio } from './screenshots/studio';

/** The pictures by their files' names in `docs/images/`, and what takes them. */
const pictures: Record<string, (studio: Studio) => Promise<Buffer>> = {
	'credential.png': takeCredential,
	'error.png': takeError,
	'first-onboarding.gif': animateFirstOnboarding,
	'node-panel.png': takeNodePanel,
	'sandbox-page.png': takeSandboxPage,
	'submit-documents.png': takeSubmitDocuments,
	...Object.fromEntries(
		exampleFiles().map((file) => [
			file.replace(/\.json$/, '.png'),
			async (studio: Studio) => await takeExample(studio, file),
		]),
	),
};

const withoutEnding = (file: string) => file.replace(/\.\w+$/, '');

const usage = `Takes the pictures of docs/images in n8n's editor, on an n8n of its own.
Usage: npm run screenshots [-- <name> ...]
Names: ${Object.keys(pictures).map(withoutEnding).join(', ')}`;

/**
 * Starts an n8n for the pictures, takes them one after the other, and leaves nothing but them behind.
 * @param files of the pictures to take
 */
async function main(files: string[]): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'connectfi-pictures-'));
	await installN8n('2.x', console.log);
	const packages = await packPackages(join(folder, 'packages'));
	const sandboxes = await startSandboxes();
	const { n8n, client } = await prepareN8n(
		{ line: '2.x', userFolder: folder, port: 0, logFile: join(folder, 'n8n.log') },
		packages,
	);
	const browser = await openBrowser(client, console.log);
	try {
		const studio = new Studio(browser.page, client, sandboxes, {
			credentials: await storeCredentials(client, sandboxes.credentials),
			nodeTypes: await client.nodeTypes(),
		});
		for (const file of files) {
			await studio.save(file, await pictures[file](studio));
			console.log(`docs/images/${file}`);
		}
	} finally {
		await browser.close();
		await Promise.all([n8n.stop(), sandboxes.close()]);
		rmSync(folder, { recursive: true, force: true });
	}
}

const names = process.argv.slice(2);
const chosen = Object.keys(pictures).filter(
	(file) => !names.length || names.includes(withoutEnding(file)),
);
const unknown = names.filter((name) => !chosen.some((file) => withoutEnding(file) === name));
const work = unknown.length ? Promise.reject(new Error(usage)) : main(chosen);
work.catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
