import { existsSync } from 'node:fs';
import { sync as run } from 'execa';
import type { Log } from './install';

/** A program that npm does not bring. */
export interface Program {
	/** What people call it. */
	name: string;
	/** Where it may be, the best first; undefined ones are skipped. */
	places: Array<string | undefined>;
	/** The Debian packages that bring it. */
	packages: string[];
	/** What a user can do where it is missing and is no matter of Debian packages. */
	advice: string;
}

/**
 * Finds a program on this machine. On Debian and its relatives root gets it installed where it is missing.
 * @param log reports an installation
 * @returns its path
 * @throws an Error that says what to install when there is none
 */
export function findProgram({ name, places, packages, advice }: Program, log: Log): string {
	const find = () => places.find((path) => path && existsSync(path));
	const found = find();
	if (found) return found;
	if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
		log(`Installing ${name} from the packages of this system ...`);
		run('apt-get', ['update', '-q']);
		run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], {
			env: { DEBIAN_FRONTEND: 'noninteractive' },
		});
	}
	const installed = find();
	if (installed) return installed;
	throw new Error(`No ${name} found. ${advice}`);
}
