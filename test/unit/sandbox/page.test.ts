import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import axios from 'axios';
import { clientOf, createCustomer, form, identify, person, submit, useSandbox } from './support';

const used = useSandbox({ callbackTimeoutMs: 300 });

const getPage = async () => (await used.client.get<string>('/')).data;

const press = (kind: string, id: string, outcome: string) =>
	used.client.post('/sandbox/page/decide', new URLSearchParams({ kind, id, outcome }));

async function inReview(customer: object = person('WaitReview')) {
	const customerId = await createCustomer(used.client, customer);
	const { applicationId } = await identify(used.client, customerId, {
		webhookUrl: 'http://127.0.0.1:1/hook?a=1&b=2',
	});
	await submit(used.client, customerId);
	return { customerId, applicationId: applicationId as string };
}

describe('the page', () => {
	it('needs no token and no assets, and says how to use the sandbox', async () => {
		const { status, headers, data } = await clientOf(used.sandbox, '').get('/');
		expect(status).toBe(200);
		expect(headers['content-type']).toContain('text/html');
		expect(data).toContain(`<code>${used.sandbox.url}</code>`);
		for (const word of ['not connectFi', 'Denied', 'WaitReview', 'Approve and Deny'])
			expect(data).toContain(word);
		expect(data).toContain('width=device-width');
		expect(data).not.toMatch(/<script|src=|href="(?!\/)|http-equiv/);
	});

	it('lists customers, applications, documents and callbacks', async () => {
		const { customerId, applicationId } = await inReview();
		await used.sandbox.decide(applicationId, 'Approved');
		const page = await getPage();
		const documents = used.sandbox.state().documents.map(({ id }) => id);
		for (const text of [
			customerId,
			applicationId,
			...documents,
			'John WaitReview',
			'ECONNREFUSED',
		]) {
			expect(page).toContain(text);
		}
		expect(page).toContain('http://127.0.0.1:1/hook?a=1&amp;b=2');
		expect(page).not.toContain(used.sandbox.token);
	});

	it('puts the newest first', async () => {
		const first = await createCustomer(used.client, person('First'));
		const second = await createCustomer(used.client, person('Second'));
		const page = await getPage();
		expect(page.indexOf(second)).toBeLessThan(page.indexOf(first));
	});

	it.each([
		['Approved', 'APPROVED'],
		['Denied', 'DECLINED'],
	])('has buttons for a case in review, and %s decides it', async (outcome, kycStatus) => {
		const { applicationId } = await inReview();
		expect(await getPage()).toContain(`value="${applicationId}"`);
		const { status, headers } = await press('application', applicationId, outcome);
		expect([status, headers.location]).toEqual([303, '/']);
		expect(used.sandbox.state().customers[0].kycStatus).toBe(kycStatus);
		expect(used.sandbox.callbacks).toHaveLength(1);
		expect(await getPage()).not.toContain('<button');

		expect((await press('application', applicationId, 'Denied')).status).toBe(303);
		expect(used.sandbox.state().customers[0].kycStatus).toBe(kycStatus);
	});

	it('has buttons for a legacy case in review', async () => {
		const customerId = await createCustomer(used.client);
		await used.client.post('/customer/kyc/init', { customerId });
		expect(await getPage()).not.toContain('<button');
		await used.sandbox.transitionLegacy(customerId, 'REVIEW');
		expect(await getPage()).toContain(`value="${customerId}"`);
		await press('legacy', customerId, 'Approved');
		expect(used.sandbox.state().legacyCustomers[0].status).toBe('APPROVED');
	});

	it('refuses a form with another outcome', async () => {
		const { applicationId } = await inReview();
		expect((await press('application', applicationId, 'Maybe')).status).toBe(400);
	});

	it('escapes whatever clients sent', async () => {
		const evil = '"><script>alert(1)</script>';
		used.sandbox.seed({
			customers: [{ customerId: 'csta_1', reference: evil, customer: { lastName: evil } }],
			applications: [
				{ applicationId: evil, customerId: 'csta_1', status: 'waiting_review', webhookUrl: evil },
			],
			documents: [{ id: evil, name: evil, type: evil }],
			legacyCustomers: [{ customerId: 'csta_1', kycDocumentList: [{ id: evil, label: evil }] }],
		});
		await used.client.post(`/akepa/document/upload/${encodeURIComponent(evil)}`, form());
		const before = await getPage();
		expect(before).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
		await used.sandbox.decide(evil, 'Approved');
		const after = await getPage();
		expect(after).toContain('<code>&quot;&gt;&lt;script&gt;');
		expect(before + after).not.toContain('<script');
	});
});

describe('npm run sandbox', () => {
	const root = join(__dirname, '../../..');
	const started: ChildProcess[] = [];
	afterEach(() => {
		for (const cli of started.splice(0)) cli.kill('SIGKILL');
	});
	const run = (...args: string[]) => {
		const cli = spawn(
			process.execPath,
			['--import', 'tsx', join(root, 'sandbox/cli.ts'), ...args],
			{ cwd: root },
		);
		started.push(cli);
		const output = { text: '' };
		for (const stream of [cli.stdout, cli.stderr]) {
			stream.on('data', (chunk) => (output.text += String(chunk)));
		}
		return { cli, output };
	};

	it('starts, prints how to use it, serves, and stops on a signal', async () => {
		const { cli, output } = run('--port', '0', '--kyc-port', '0');
		while (!output.text.includes('Ctrl+C')) {
			await Promise.race([once(cli.stdout, 'data'), once(cli, 'exit')]);
			expect(cli.exitCode).toBeNull();
		}
		const url = /Base URL\s+(\S+)/.exec(output.text)?.[1];
		const token = /Access token\s+(\S+)/.exec(output.text)?.[1];
		const { data } = await axios.post(`${url}/document/generate`, undefined, {
			headers: { 'x-connectfi-token': token },
			proxy: false,
		});
		expect(data.code).toBe('0');
		cli.kill('SIGTERM');
		expect(await once(cli, 'exit')).toEqual([0, null]);
	});

	it('can be an instance of 2023', async () => {
		const { cli, output } = run('--port', '0', '--kyc-port', '0', '--api', '2023');
		while (!output.text.includes('Ctrl+C')) {
			await Promise.race([once(cli.stdout, 'data'), once(cli, 'exit')]);
			expect(cli.exitCode).toBeNull();
		}
		expect(output.text).toContain("as the vendor's pages of 2023 describe it");
		const url = /Base URL\s+(\S+)/.exec(output.text)?.[1];
		const options = { proxy: false as const, validateStatus: () => true };
		expect((await axios.post(`${url}/akepa/status`, {}, options)).status).toBe(404);
		expect((await axios.get(`${url}/akepa/status/cstap_1`, options)).status).toBe(401);
	});

	it('says what is wrong with an API', async () => {
		const { cli, output } = run('--api', '2022');
		expect(await once(cli, 'exit')).toEqual([1, null]);
		expect(output.text).toContain('"2022" is not one of current, 2023.');
	});

	it('says what is wrong with a port', async () => {
		const { cli, output } = run('--port', 'eighty');
		expect(await once(cli, 'exit')).toEqual([1, null]);
		expect(output.text).toContain('"eighty" is not a port');
	});
});
