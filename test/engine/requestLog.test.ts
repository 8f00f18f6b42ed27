import { startSandbox, type Sandbox } from '../../sandbox';
import { startKycMsSandbox, type KycMsSandbox } from '../../sandbox/cloudpayments';
import { useFakeClock } from '../support/fakeClock';
import { runOperation as runCloudPayments } from './cloudPaymentsKyc/support/kyc';
import { loginCredential, newReference, runOperation, tokenCredential } from './support/connectFi';
import { individual } from './support/individual';
import { replaceLogger } from './support/logger';

const time = useFakeClock();
const token = 'secretToken'.padEnd(66, '1');
let sandbox: Sandbox;
let kycMs: KycMsSandbox;
const lines: string[] = [];

beforeAll(async () => {
	sandbox = await startSandbox({ token });
	kycMs = await startKycMsSandbox();
});
afterAll(async () => await Promise.all([sandbox.close(), kycMs.close()]));
beforeEach(() => {
	lines.length = 0;
	replaceLogger({ debug: (line) => void lines.push(line.replace(/\d+ ms/, 'n ms')) });
});
afterEach(() => {
	jest.restoreAllMocks();
	sandbox.clearFaults();
});

const generate = { workflow: 'PERSONAL', name: 'front', extension: 'jpg', type: 'license' };

it('has one line per attempt of a request', async () => {
	sandbox.addFault({ kind: 'status', status: 429, times: 1 });
	await time.passUntil(runOperation(sandbox, 'document.generate', generate));
	expect(lines).toEqual([
		'Tested: POST /akepa/document/generate 429, n ms, attempt 1',
		'Tested: POST /akepa/document/generate 200, n ms, attempt 2',
	]);
});

it('says why there was no answer', async () => {
	const credential = tokenCredential(sandbox, { baseUrl: 'http://127.0.0.1:9' });
	const parameters = { customerId: 'cstap_5mBHiIx3QbkvEpjGfKsI9k' };
	await time.passUntil(runOperation(sandbox, 'customer.getStatus', parameters, { credential }));
	expect(lines[0]).toBe(
		'Tested: GET /customer/status/cstap_5mBHiIx3QbkvEpjGfKsI9k ECONNREFUSED, n ms, attempt 1',
	);
	expect(lines.at(-1)).toContain('attempt 4');
});

it('holds no body and no secret', async () => {
	for (const credential of [tokenCredential(sandbox), loginCredential(sandbox)]) {
		const parameters = {
			customerReference: newReference(),
			inputMode: 'json',
			json: JSON.stringify(individual('Secretname')),
		};
		await time.passUntil(runOperation(sandbox, 'customer.create', parameters, { credential }));
	}
	const password = 'password-0123456789';
	await runCloudPayments(kycMs, 'session.getAccessToken', { username: 'maria', password });
	const accessToken = kycMs.accessTokenOf('maria');
	await runCloudPayments(kycMs, 'user.getSdkToken', {
		accessToken,
		deviceId: 'secret-device',
		options: { sendDeviceIdAs: 'query' },
	});
	const log = lines.join('\n');
	expect(log).toContain('POST /customer/init 200');
	expect(log).toContain('POST /auth/oauth/token ');
	expect(log).toContain('GET /kyc-ms/getToken 200');
	for (const secret of [token, 'Secretname', password, accessToken, 'secret-device', '?'])
		expect(log).not.toContain(secret);
});
