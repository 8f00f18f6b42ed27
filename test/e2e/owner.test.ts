import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningN8n } from '../../n8n/server';
import { ensureOwner, passwordFile } from '../../n8n/owner';
import { N8nClient } from '../../n8n/client';
import { prepareN8n } from '../../n8n/prepare';
import { dataFolder, sharedSetup } from './support/sharedSetup';

let userFolder: string;
let running: RunningN8n | undefined;
beforeEach(() => {
	userFolder = mkdtempSync(join(dataFolder, 'owner-'));
});
afterEach(async () => {
	await running?.stop();
	rmSync(userFolder, { recursive: true, force: true });
});

/** Starts n8n on the folder, which n8n leaves to one process at a time. */
async function start() {
	await running?.stop();
	const options = { line: '2.x', userFolder, port: 0, logFile: `${userFolder}.log` } as const;
	const { n8n, owner } = await prepareN8n(options, sharedSetup().packages);
	running = n8n;
	return owner;
}

it("each data folder has an owner's password of its own, which only its user reads", () => {
	const { password } = ensureOwner(userFolder);
	expect(password.length).toBeGreaterThan(20);
	expect(ensureOwner(userFolder).password).toBe(password);
	expect(ensureOwner(join(userFolder, 'another')).password).not.toBe(password);
	expect(readFileSync(passwordFile(userFolder), 'utf8').trim()).toBe(password);
	// Windows has no such modes.
	if (process.platform !== 'win32')
		expect((statSync(passwordFile(userFolder)).mode & 0o777).toString(8)).toBe('600');
});

it('n8n takes the password at each start, and says what to do once it is another one', async () => {
	const owner = await start();
	expect(owner).toEqual(ensureOwner(userFolder));
	await new N8nClient(running!.url).logIn(owner.email, owner.password);
	expect(await start()).toEqual(owner);

	// A folder from before the passwords were random: n8n has an owner, and no file says its password.
	rmSync(passwordFile(userFolder));
	const refusal = await start().then(
		() => undefined,
		(error: Error) => error.message,
	);
	expect(refusal).toContain(`the password in ${passwordFile(userFolder)}`);
	expect(refusal).toContain('write the password that n8n has into that file');
	expect(refusal).toContain(`delete ${userFolder}`);
	expect(refusal).not.toContain(ensureOwner(userFolder).password);

	writeFileSync(passwordFile(userFolder), owner.password);
	expect(await start()).toEqual(owner);
}, 240_000);
