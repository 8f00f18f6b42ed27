import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sync as run } from 'execa';
import { findNode } from '../../../n8n/install';

/** Texts that nobody may find, by what they are. */
export type Secrets = Record<string, string | Buffer>;

/**
 * @returns which secrets stand in these bytes: in clear, URL-encoded, escaped as in JSON, or in base64. Their longest run of
 *   letters and digits is looked for too, so that no other escape of their other characters hides them
 */
export function findSecrets(bytes: Buffer, secrets: Secrets): string[] {
	const parts = Object.entries(secrets).map(([name, secret]) => [
		`part of ${name}`,
		getPart(secret),
	]);
	const all = [...Object.entries(secrets), ...parts.filter(([, part]) => part)];
	return all.flatMap(([name, secret]) =>
		Object.entries(writeInAllWays(secret))
			.filter(([, written]) => bytes.includes(written))
			.map(([way]) => `${name} ${way}`),
	);
}

function getPart(secret: string | Buffer): string {
	const runs = typeof secret === 'string' ? (secret.match(/[a-z\d]{16,}/gi) ?? []) : [];
	return runs.sort((one, other) => other.length - one.length)[0] ?? '';
}

function writeInAllWays(secret: string | Buffer): Record<string, string | Buffer> {
	const text = secret.toString();
	const escaped = JSON.stringify(text).slice(1, -1);
	return {
		'in clear': secret,
		...(typeof secret === 'string' && {
			'URL-encoded': encodeURIComponent(text),
			'escaped as in JSON': escaped,
			'escaped as in PHP': escaped.replaceAll('/', '\\/'),
		}),
		...Object.fromEntries(
			[0, 1, 2].flatMap((offset) => {
				const base64 = encodeAt(offset, Buffer.from(secret));
				const forUrls = base64.replaceAll('+', '-').replaceAll('/', '_');
				return [
					[`in base64 after ${offset} bytes`, base64],
					[`in base64 for URLs after ${offset} bytes`, forUrls],
				];
			}),
		),
	};
}

/** What base64 has of a text wherever it stands in a longer one: the characters that come of it alone. */
function encodeAt(offset: number, secret: Buffer): string {
	const length = secret.length - ((offset + secret.length) % 3);
	const base64 = Buffer.concat([Buffer.alloc(offset), secret.subarray(0, length)]);
	return base64.toString('base64').slice(offset ? 4 : 0);
}

/**
 * Everything that n8n keeps of its own accord: the database as bytes, and its logs. Files that users gave it are left out.
 * @param userFolder of an n8n on SQLite
 * @returns contents by file name
 */
export function readN8nFiles(userFolder: string): Record<string, Buffer> {
	const folder = join(userFolder, '.n8n');
	const names = readdirSync(folder).filter((name) => /^database\.sqlite|\.log$/.test(name));
	return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
}

/**
 * The same database without the data of executions, where n8n keeps all that went in and out of nodes.
 * @param copy where to put it
 */
export function readDatabaseWithoutExecutions(userFolder: string, copy: string): Buffer {
	const script = `
		const { DatabaseSync } = require('node:sqlite');
		const [database, copy] = process.argv.slice(1);
		new DatabaseSync(database).prepare('VACUUM INTO ?').run(copy);
		new DatabaseSync(copy).exec('DELETE FROM execution_data; VACUUM');
	`;
	run(findNode(), ['-e', script, join(userFolder, '.n8n/database.sqlite'), copy]);
	return readFileSync(copy);
}
