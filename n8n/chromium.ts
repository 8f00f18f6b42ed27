import { chromium, type Browser, type Page } from 'playwright-core';
import { findProgram } from './findProgram';
import type { Log } from './install';
import type { N8nClient } from './client';

const program = {
	name: 'Chromium or Chrome',
	places: [
		process.env.CHROMIUM_PATH,
		'/usr/bin/chromium',
		'/usr/bin/chromium-browser',
		'/usr/bin/google-chrome',
		'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
		'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
	],
	packages: ['chromium', 'fonts-dejavu-core'],
	advice:
		'Install one (on Debian: apt-get install chromium), or name its program in CHROMIUM_PATH.',
};

/** Finds Chromium, as `findProgram` does. */
export function findChromium(log: Log): string {
	return findProgram(program, log);
}

/** A page of a browser of its own. */
export interface EditorPage {
	page: Page;
	/** Closes the browser. */
	close(): Promise<void>;
}

/**
 * Starts a browser without a window.
 * @param log reports when it has to be installed first
 */
export async function launchChromium(log: Log): Promise<Browser> {
	return await chromium.launch({
		executablePath: findChromium(log),
		args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
	});
}

/**
 * Opens a browser that is logged in to n8n as the client is.
 * @param client logged in
 * @param log reports when the browser has to be installed first
 * @returns an empty page; n8n's addresses are relative, so `page.goto('/workflow/...')` works
 */
export async function openBrowser(client: N8nClient, log: Log): Promise<EditorPage> {
	const browser = await launchChromium(log);
	const context = await browser.newContext({
		baseURL: client.url,
		viewport: { width: 1440, height: 900 },
	});
	const [name, value] = client.cookie.split('=');
	await context.addCookies([{ name, value, url: client.url, httpOnly: true, sameSite: 'Lax' }]);
	return { page: await context.newPage(), close: async () => await browser.close() };
}
