import { copyFileSync, existsSync, mkdirSync, watch, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { repoRoot, type Log } from '../n8n/install';
import { communityFolder } from '../n8n/server';

const sources = ['nodes', 'credentials'];

/**
 * Compiles what changes in the sources straight into the packages that an n8n has installed, which reloads them if it was started
 * with N8N_DEV_RELOAD. (n8n also loads packages that are linked into its folder of custom extensions, but there under other
 * node types than the examples name.)
 * @param packages their names
 * @param userFolder the user folder of that n8n
 * @param log reports each round and type errors
 */
export function watchSources(packages: string[], userFolder: string, log: Log): void {
	const targets = packages.map((name) =>
		join(communityFolder(userFolder), 'node_modules', name, 'dist'),
	);
	/** A package holds its own vendor's folder and what is shared: a file goes where its folder is. */
	const findPlaces = (path: string) => {
		const [top, vendor] = dirname(path).split(sep);
		if (!sources.includes(top)) return [];
		return targets
			.filter((dist) => existsSync(join(dist, top, vendor ?? '')))
			.map((dist) => join(dist, path));
	};

	const compiled = join(repoRoot, 'dist');
	const system: ts.System = {
		...ts.sys,
		writeFile: (path, text) => {
			for (const place of findPlaces(relative(compiled, path))) {
				mkdirSync(dirname(place), { recursive: true });
				writeFileSync(place, text);
			}
		},
	};
	const report = ({ messageText, file, start }: ts.Diagnostic) => {
		const text = ts.flattenDiagnosticMessageText(messageText, '\n');
		if (!file) return log(text);
		const { line } = file.getLineAndCharacterOfPosition(start ?? 0);
		log(`${relative(repoRoot, file.fileName)}:${line + 1}: ${text}`);
	};
	ts.createWatchProgram(
		ts.createWatchCompilerHost(
			join(repoRoot, 'tsconfig.json'),
			// The debugger finds the sources by these maps.
			{ inlineSourceMap: true, sourceRoot: pathToFileURL(`${repoRoot}/`).href },
			system,
			ts.createEmitAndSemanticDiagnosticsBuilderProgram,
			report,
			report,
		),
	);
	for (const folder of sources)
		watch(join(repoRoot, folder), { recursive: true }, (_event, name) => {
			if (!name || name.endsWith('.ts') || !existsSync(join(repoRoot, folder, name))) return;
			for (const place of findPlaces(join(folder, name)))
				copyFileSync(join(repoRoot, folder, name), place);
		});
}
