import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The part of n8n's scanner of community packages that lints; the rest fetches what is published. It has no types. */
interface Scanner {
	SOURCE_FILE_PATTERNS: string[];
	analyzePackage(
		folder: string,
		patterns: string[],
	): Promise<{ passed: boolean; message?: string; details?: string }>;
}

const root = resolve(__dirname, '..');
const scannerFile: string = '@n8n/scan-community-package/scanner/scanner.mjs';

/** Of the tarball, the scanner reads these. */
const tarballPatterns = ['**/*.js', 'package.json'];

/**
 * `npm run scan`: lints the sources and the tarball of each package with n8n's own scanner, as n8n does once a package is
 * published. The build runs before.
 */
async function main(): Promise<void> {
	const scanner = (await import(scannerFile)) as Scanner;
	const unpacked = mkdtempSync(join(tmpdir(), 'connectfi-scan-'));
	const scan = async (what: string, folder: string, patterns: string[]) => {
		const { passed, message, details } = await scanner.analyzePackage(folder, patterns);
		if (passed) return;
		console.error(`${what}: ${details ?? message}`);
		process.exitCode = 1;
	};
	try {
		for (const folder of [root, join(root, 'packages/cloudpayments-kyc')]) {
			await scan(`The source of ${folder}`, folder, scanner.SOURCE_FILE_PATTERNS);
			await scan(`The tarball of ${folder}`, unpack(folder, unpacked), tarballPatterns);
		}
	} finally {
		rmSync(unpacked, { recursive: true });
	}
}

/** Packs a package and unpacks it again. @returns the folder that then holds it */
function unpack(folder: string, destination: string): string {
	const pack = ['pack', '--json', '--loglevel=silent', '--pack-destination', destination];
	const [{ filename }] = JSON.parse(
		execFileSync('npm', pack, { cwd: folder, encoding: 'utf8' }),
	) as [{ filename: string }];
	execFileSync('tar', ['-xzf', filename], { cwd: destination });
	const unpacked = join(destination, filename.replace(/\.tgz$/, ''));
	renameSync(join(destination, 'package'), unpacked);
	const { n8n } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[] };
	};
	for (const node of n8n.nodes)
		if (!existsSync(join(unpacked, node))) throw new Error(`${node} is missing: build it first.`);
	return unpacked;
}

void main();
