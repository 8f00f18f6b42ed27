import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../n8n/chromium';
import { startSandbox, startKycMsSandbox, type KycMsSandbox, type Sandbox } from '../../sandbox';
import { legacySamples } from '../../sandbox/connectfi/samples';

let sandbox: Sandbox;
let kycMs: KycMsSandbox;
let browser: Browser;
beforeAll(async () => {
	[sandbox, kycMs, browser] = await Promise.all([
		startSandbox(),
		startKycMsSandbox(),
		launchChromium(console.log),
	]);
	await fill();
});
afterAll(async () => {
	await Promise.all([sandbox.close(), kycMs.close(), browser.close()]);
});

/** Everything that the pages can show: open cases, decided ones, calls that failed, files that came or did not. */
async function fill(): Promise<void> {
	sandbox.seed(legacySamples);
	const people = ['Approved', 'Denied', 'Waiting'].map((lastName) => ({
		customerId: `cstap_${lastName}`,
		customer: { firstName: 'Ann', lastName },
	}));
	sandbox.seed({
		customers: people,
		applications: people.map(({ customerId }) => ({
			applicationId: `iapp_${customerId}`,
			customerId,
			status: 'waiting_review',
			webhookUrl: 'http://127.0.0.1:1/webhook/kyc?a=1',
		})),
		documents: [{ id: 'doc_1' }, { id: 'doc_2', uploadStatus: true }],
		legacyCustomers: [{ customerId: 'cstap_Waiting', status: 'REVIEW' }],
	});
	await sandbox.decide('iapp_cstap_Approved', 'Approved');
	await sandbox.decide('iapp_cstap_Denied', 'Denied');
	for (const [user, status] of [
		['maria', 'APPROVED_VERIFIED'],
		['jo', 'PENDING'],
		['kim', 'REJECTED'],
		['alex', 'NEED_RESUBMIT'],
	])
		kycMs.setStatus(user, status);
}

async function openPage(url: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
	// The pages allow no scripts; the checker is one.
	const context = await browser.newContext({ colorScheme, bypassCSP: true });
	const page = await context.newPage();
	await page.goto(url);
	return page;
}

describe.each([
	['connectFi', () => sandbox.url],
	['CloudPayments KYC', () => kycMs.url],
])('the page of the %s sandbox', (title, url) => {
	it.each(['light', 'dark'] as const)('can be read by everybody, in %s colors', async (scheme) => {
		const page = await openPage(url(), scheme);
		await page.addScriptTag({ path: require.resolve('axe-core/axe.min.js') });
		const { violations, passes } = await page.evaluate<AxeResults>('axe.run()');
		expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
		// What it is to look at was there.
		for (const id of ['color-contrast', 'button-name', 'heading-order', 'link-name'])
			expect(passes.map((pass) => pass.id)).toContain(id);
	});

	it('says what it is, and how to connect to it', async () => {
		const page = await openPage(url());
		expect(await page.title()).toBe(`${title} sandbox`);
		const introduction = await page.locator('header').innerText();
		for (const words of [`It is not ${title.split(' ')[0]}`, url(), 'terminal that started it'])
			expect(introduction).toContain(words);
	});

	it('decides a case by the keyboard alone', async () => {
		const page = await openPage(url());
		const buttons = page.getByRole('button', { name: /^Approve (Ann Waiting|jo)$/ });
		const open = await buttons.count();
		const isFocused = async () =>
			/^Approve /.test(
				await page.evaluate('document.activeElement.getAttribute("aria-label") ?? ""'),
			);
		for (let tabs = 0; tabs < 40 && !(await isFocused()); tabs++) await page.keyboard.press('Tab');
		expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe(
			'solid',
		);
		await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
		expect(await buttons.count()).toBe(open - 1);
	});
});
