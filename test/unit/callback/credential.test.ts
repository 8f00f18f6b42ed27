import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import {
	getCredential,
	getCredentialKey,
	getCredentialReadSince,
} from '../../../nodes/ConnectFi/callback/credential';
import { clock } from '../../../nodes/shared/clock';
import { useFakeClock } from '../../support/fakeClock';
import { contextOf } from './support';

const time = useFakeClock();
let id = 0;
let readings: number;
let isAway: boolean;
beforeEach(() => {
	time.hold();
	id++;
	readings = 0;
	isAway = false;
});

/** A node whose credential changes with each reading. */
function node(credentialId = String(id), authentication = 'accessToken') {
	return contextOf(
		{},
		{
			credentialId,
			authentication,
			getCredentials: async (type): Promise<ICredentialDataDecryptedObject> => {
				readings++;
				if (isAway) throw new Error('the database is busy');
				return { type, reading: readings };
			},
		},
	).context;
}

describe('the credential of a callback', () => {
	it('is read once for those that come within two seconds', async () => {
		expect(await getCredential(node())).toMatchObject({ reading: 1 });
		time.skip(1_900);
		expect(await getCredential(node())).toMatchObject({ reading: 1 });
		time.skip(100);
		expect(await getCredential(node())).toMatchObject({ reading: 2 });
		expect(await getCredential(node())).toMatchObject({ reading: 2 });
	});

	it('is read once for those that come at the same moment', async () => {
		const all = await Promise.all([1, 2, 3].map(async () => await getCredential(node())));
		expect(all.map(({ reading }) => reading)).toEqual([1, 1, 1]);
	});

	it.each([
		['credential', 'another', 'accessToken'],
		['type of it', undefined, 'login'],
	])('is not that of another %s', async (_, credentialId, authentication) => {
		await getCredential(node());
		const other = node(credentialId && credentialId + id, authentication);
		const type = authentication === 'login' ? 'connectFiLoginApi' : 'connectFiApi';
		expect(await getCredential(other)).toEqual({ type, reading: 2 });
		expect(getCredentialKey(other)).not.toBe(getCredentialKey(node()));
	});

	it('that cannot be read is an error, for two seconds at most', async () => {
		isAway = true;
		await expect(getCredential(node())).rejects.toThrow('the database is busy');
		isAway = false;
		await expect(getCredential(node())).rejects.toThrow('the database is busy');
		time.skip(2_000);
		expect(await getCredential(node())).toMatchObject({ reading: 2 });
	});
});

describe('the credential as it is now', () => {
	it('is read at once where it was not read before', async () => {
		expect(await getCredentialReadSince(node(), clock.now())).toMatchObject({ reading: 1 });
		expect(time.sleeps).toEqual([]);
	});

	it('is what was read since', async () => {
		const moment = clock.now();
		await getCredential(node());
		expect(await getCredentialReadSince(node(), moment)).toMatchObject({ reading: 1 });
		expect(time.sleeps).toEqual([]);
	});

	it('is read again a second after the last reading, once for all who wait', async () => {
		await getCredential(node());
		time.skip(300);
		const all = [1, 2, 3].map(async () => await getCredentialReadSince(node(), clock.now()));
		await time.advance(650);
		expect(readings).toBe(1);
		await time.advance(50);
		expect((await Promise.all(all)).map(({ reading }) => reading)).toEqual([2, 2, 2]);
		for (const pause of time.sleeps) expect(Math.abs(pause - 700)).toBeLessThan(50);
		// From now on, it serves.
		expect(await getCredential(node())).toMatchObject({ reading: 2 });
	});

	it('is read again at once where the last reading is long ago', async () => {
		await getCredential(node());
		time.skip(5_000);
		const again = getCredentialReadSince(node(), clock.now());
		await time.advance(0);
		expect(await again).toMatchObject({ reading: 2 });
		expect(time.sleeps).toEqual([0]);
	});

	it('is read again where it could not be read since', async () => {
		const moment = clock.now();
		isAway = true;
		await getCredential(node()).catch(() => {});
		isAway = false;
		const again = getCredentialReadSince(node(), moment);
		await time.advance(1_000);
		expect(await again).toMatchObject({ reading: 2 });
	});
});
