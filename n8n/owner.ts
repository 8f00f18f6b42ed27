import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { N8nRequestError, type N8nClient } from './client';

/** The login of one n8n. */
export interface Owner {
	email: string;
	password: string;
}

/**
 * The file that holds the password of an n8n's owner.
 * @param userFolder the user folder of that n8n
 */
export function passwordFile(userFolder: string): string {
	return join(userFolder, 'owner-password');
}

/**
 * The owner of the n8n in a user folder. Its password is random, made when it is first asked for, and kept in the folder where
 * only the user of this machine's account can read it: other programs and web pages reach n8n on localhost too.
 * @param userFolder the user folder of that n8n
 */
export function ensureOwner(userFolder: string): Owner {
	const file = passwordFile(userFolder);
	mkdirSync(userFolder, { recursive: true });
	try {
		// n8n wants a capital letter and a digit.
		const password = `N8n-${randomBytes(15).toString('base64url')}`;
		writeFileSync(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
	return { email: 'owner@example.com', password: readFileSync(file, 'utf8').trim() };
}

/**
 * Logs in as the owner of an n8n, who is created first on a fresh one.
 * @param client of that n8n
 * @param userFolder its user folder
 * @returns the login
 * @throws an Error that says what to do when n8n's owner has another password
 */
export async function logInAsOwner(client: N8nClient, userFolder: string): Promise<Owner> {
	const owner = ensureOwner(userFolder);
	try {
		await client.logIn(owner.email, owner.password);
		return owner;
	} catch (error) {
		if (!(error instanceof N8nRequestError && error.status === 401)) throw error;
		throw new Error(
			`n8n refuses ${owner.email} with the password in ${passwordFile(userFolder)}.
This is so if the password was changed in n8n, or if ${userFolder} was made when all playgrounds had the same password. Either
- write the password that n8n has into that file and start again; if it is the one that all playgrounds had, then change it in n8n (Settings, Personal) and in the file; or
- delete ${userFolder} and start afresh; its workflows, credentials and executions are lost.`,
			{ cause: error },
		);
	}
}
