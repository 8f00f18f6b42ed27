import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { Log } from './install';
import type { N8nClient } from './restClient';

const usualPlaces = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Finds a Chromium or Chrome on this machine. On Debian and its relatives root gets it installed where it is missing.
 * @param log told when it is being installed
 * @returns the path of the program
 * @throws an Error that says what to install when there is none
 */
export function findChromium(log: Log): string {
	const find = () =>
		[process.env.CHROMIUM_PATH, ...usualPlaces].find((path) => path && existsSync(path));
	const found = find();
	if (found) return found;
	if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
		log('Installing Chromium from the packages of this system ...');
		execFileSync('apt-get', ['update', '-q'], { stdio: 'ignore' });
		execFileSync(
			'apt-get',
			['install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
			{ stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } },
		);
	}
	const installed = find();
	if (installed) return installed;
	throw new Error(
		'No Chromium or Chrome found. Install one (on Debian: apt-get install chromium), or name its program in CHROMIUM_PATH.',
	);
}

/** A page of a browser that nobody else uses. */
export interface EditorPage {
	page: Page;
	/** Closes the browser. */
	close(): Promise<void>;
}

/**
 * Opens a browser that is logged in to n8n as the client is.
 * @param client logged in
 * @param log told when the browser has to be installed first
 * @returns an empty page; n8n's addresses are relative, so `page.goto('/workflow/...')` works
 */
export async function openBrowser(client: N8nClient, log: Log): Promise<EditorPage> {
	const browser: Browser = await chromium.launch({
		executablePath: findChromium(log),
		args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
	});
	const context = await browser.newContext({
		baseURL: client.url,
		viewport: { width: 1440, height: 900 },
	});
	const [name, value] = client.cookie.split('=');
	await context.addCookies([{ name, value, url: client.url, httpOnly: true, sameSite: 'Lax' }]);
	return { page: await context.newPage(), close: async () => await browser.close() };
}
