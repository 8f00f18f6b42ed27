import type { INodeParameters } from 'n8n-workflow';
import { startKycMsSandbox, type KycMsSandbox } from '../../../sandbox/cloudpayments';
import { CloudPaymentsKycTrigger } from '../../../nodes/CloudPaymentsKyc/CloudPaymentsKycTrigger.node';
import { credentialFor } from './support/kyc';
import { polledNode } from './support/poll';

let emulator: KycMsSandbox;
beforeAll(async () => {
	emulator = await startKycMsSandbox();
});
afterEach(() => {
	emulator.reset();
	jest.restoreAllMocks();
});
afterAll(async () => await emulator.close());

const watch = (parameters: INodeParameters, stored = {}) =>
	polledNode(
		new CloudPaymentsKycTrigger(),
		{ userAccess: 'accessToken', options: {}, ...parameters },
		credentialFor(emulator),
		stored,
	);
const watchUser = (username: string, stored = {}) =>
	watch({ accessToken: emulator.accessTokenOf(username) }, stored);
const watchByPassword = (username: string) =>
	watch({ userAccess: 'password', username, password: emulator.password });

describe.each([
	['an access token', watchUser],
	['user name and password', watchByPassword],
])('with %s', (_, watchOver) => {
	it('fires once for each change, and not for the status it finds at first', async () => {
		const trigger = watchOver('maria');
		expect(await trigger.poll()).toBeNull();
		expect(await trigger.poll()).toBeNull();
		for (const [status, kycStatus, previousStatus] of [
			['LV1', 'WAITING_DATA', 'NOT_REGISTERED'],
			['PENDING', 'WAITING_REVIEW', 'LV1'],
			['NEED_RESUBMIT', 'WAITING_DATA', 'PENDING'],
			['A_NEW_ONE', 'PENDING', 'NEED_RESUBMIT'],
			['APPROVED_VERIFIED', 'APPROVED', 'A_NEW_ONE'],
		]) {
			emulator.setStatus('maria', status);
			const items = await trigger.poll();
			expect(items).toHaveLength(1);
			expect(items![0]).toHaveLength(1);
			expect(items![0][0].json).toMatchObject({ status, kycStatus, previousStatus });
			expect(await trigger.poll()).toBeNull();
		}
	});

	it('loses nothing by polls that fail', async () => {
		const trigger = watchOver('maria');
		await trigger.poll();
		const before = trigger.cursor();
		emulator.setStatus('maria', 'APPROVED_VERIFIED');
		for (const fault of [
			{ kind: 'status', status: 503 },
			{ kind: 'status', status: 401 },
			{ kind: 'html' },
			{ kind: 'reset' },
			{ kind: 'lostAnswer' },
		] as const) {
			emulator.addFault({ ...fault, path: '/kyc-ms/' });
			await expect(trigger.poll()).rejects.toThrow(/CloudPayments|web page/);
			expect(trigger.cursor()).toEqual(before);
		}
		const items = await trigger.poll();
		expect(items![0][0].json).toMatchObject({
			status: 'APPROVED_VERIFIED',
			previousStatus: 'NOT_REGISTERED',
		});
	});

	it.each([
		[{ name: 'no status in here' }, /holds no status/],
		[{ previousStatus: 'APPROVED_VERIFIED' }, /holds no status/],
		[{ status: 'NOT_REGISTERED', userStatus: 'APPROVED_VERIFIED' }, /disagree/],
		[{ status: 'error', userStatus: 5 }, /disagree/],
		['Come back later', /holds no status/],
	])('takes no change from %j, and warns in the log', async (body, words) => {
		const trigger = watchOver('maria');
		await trigger.poll();
		const before = trigger.cursor();
		const warn = jest.spyOn(trigger.logger, 'warn');
		emulator.addFault({ kind: 'status', status: 200, body, path: '/kyc-ms/', times: 2 });
		expect(await trigger.poll()).toBeNull();
		expect(trigger.cursor()).toEqual(before);
		expect(warn.mock.calls).toEqual([[expect.stringMatching(words)]]);

		const items = await trigger.poll('manual');
		expect(items![0][0].json).toMatchObject({ status: null, kycStatus: 'PENDING' });
		expect(items![0][0].json.nextStep).toMatch(words);

		expect(await trigger.poll()).toBeNull();
		emulator.setStatus('maria', 'APPROVED_VERIFIED');
		expect((await trigger.poll())![0][0].json).toMatchObject({
			kycStatus: 'APPROVED',
			previousStatus: 'NOT_REGISTERED',
		});
	});

	it('by hand shows the present status and takes no note of it', async () => {
		const trigger = watchOver('maria');
		await trigger.poll();
		emulator.setStatus('maria', 'PENDING');
		const before = trigger.cursor();
		for (let time = 0; time < 2; time++) {
			const items = await trigger.poll('manual');
			expect(items![0][0].json).toMatchObject({
				status: 'PENDING',
				kycStatus: 'WAITING_REVIEW',
				previousStatus: 'NOT_REGISTERED',
			});
			expect(trigger.cursor()).toEqual(before);
		}
		expect(await trigger.poll()).toHaveLength(1);
	});
});

it('goes on from what it knew before a restart', async () => {
	const before = watchUser('maria');
	await before.poll();
	emulator.setStatus('maria', 'REJECTED');
	const after = watchUser('maria', before.cursor());
	expect((await after.poll())![0][0].json).toMatchObject({
		status: 'REJECTED',
		isFinal: true,
		previousStatus: 'NOT_REGISTERED',
	});
});

it('does not take another user for a change', async () => {
	const maria = watchUser('maria');
	await maria.poll();
	emulator.setStatus('ben', 'APPROVED_VERIFIED');
	const ben = watchUser('ben', maria.cursor());
	expect(await ben.poll()).toBeNull();
	emulator.setStatus('ben', 'REJECTED');
	expect((await ben.poll())![0][0].json).toMatchObject({ previousStatus: 'APPROVED_VERIFIED' });
});

it('with a password outlives access tokens', async () => {
	const trigger = watchByPassword('maria');
	await trigger.poll();
	emulator.expireTokens();
	emulator.setStatus('maria', 'LV1');
	expect(await trigger.poll()).toHaveLength(1);
});

it('asks with the method chosen', async () => {
	emulator.settings.methods = ['POST'];
	const accessToken = emulator.accessTokenOf('maria');
	await expect(watch({ accessToken }).poll()).rejects.toMatchObject({
		description: expect.stringContaining("'Method'"),
	});
	expect(await watch({ accessToken, options: { method: 'POST' } }).poll()).toBeNull();
	emulator.settings.methods = ['GET', 'POST'];
});

describe('a poll that fails', () => {
	const failureOf = async (parameters: INodeParameters) =>
		(await watch(parameters)
			.poll()
			.catch((error: unknown) => error)) as Error & { description: string };

	it('tells what to do and shows no token', async () => {
		const accessToken = emulator.accessTokenOf('maria');
		emulator.expireTokens();
		const error = await failureOf({ accessToken });
		expect(error.message).toMatch(/refused the user's access token/);
		expect(error.description).toContain('Invalid access token: [hidden]');
		expect(JSON.stringify({ ...error, stack: error.stack })).not.toContain(
			accessToken.slice(0, 40),
		);
	});

	it('shows no token that it got itself', async () => {
		emulator.addFault({ kind: 'status', status: 200, body: { access_token: 'short-lived-token' } });
		const error = await failureOf({
			userAccess: 'password',
			username: 'maria',
			password: emulator.password,
		});
		expect(error.description).toContain('Invalid access token: [hidden]');
		expect(JSON.stringify({ ...error })).not.toContain('short-lived-token');
	});

	it('shows no password', async () => {
		const error = await failureOf({
			userAccess: 'password',
			username: 'maria',
			password: 'wrong-password',
		});
		expect(error.message).toMatch(/name and password/);
		expect(JSON.stringify({ ...error })).not.toContain('wrong-password');
	});

	it.each([
		[{ accessToken: '' }, /'User Access Token' is empty/],
		[{ accessToken: 'two words' }, /access_token alone/],
	])('refuses %j before any request', async (parameters, words) => {
		expect((await failureOf(parameters)).message).toMatch(words);
		expect(emulator.requests).toEqual([]);
	});
});
