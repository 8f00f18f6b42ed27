/**
 * How much memory uploads take, whatever the number of items: `npx tsx bench/upload-memory.ts [files] [megabytes each]`.
 * Run `npm run build` first. The node runs on n8n-core with files on disk, as n8n keeps them by default; the sandbox is a process of its own.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execa from 'execa';
import getPort from 'get-port';
import { waitFor } from '../n8n/waitFor';

process.env.N8N_USER_FOLDER = mkdtempSync(join(tmpdir(), 'connectfi-bench-'));
process.env.N8N_DEFAULT_BINARY_DATA_MODE = 'filesystem';
process.env.N8N_LOG_LEVEL = 'silent';

async function main(): Promise<void> {
	const [files = 200, megabytes = 5] = process.argv.slice(2).map(Number);
	const { Container } = await import('@n8n/di');
	const { BinaryDataService } = await import('n8n-core');
	const { ConnectFi } = (await import(join(__dirname, '../dist'))) as typeof import('../index');
	const { runNode } = await import('../test/engine/support/engine');
	const { jpeg } = await import('../test/engine/support/images');

	const store = Container.get(BinaryDataService);
	await store.init();
	const sandbox = await startedSandbox();
	const run = async (operation: string, parameters: object, items: object[]) => {
		const outcome = await runNode({
			nodeType: new ConnectFi(),
			credential: { type: 'connectFiApi', data: { baseUrl: sandbox.url, token: sandbox.token } },
			items: items as never,
			parameters: { authentication: 'accessToken', resource: 'document', operation, ...parameters },
		});
		if (outcome.error) throw outcome.error;
		return outcome.json;
	};

	const generated = await run(
		'generate',
		{ workflow: 'PERSONAL', name: 'front', extension: 'jpg', type: 'license' },
		Array.from({ length: files }, () => ({ json: {} })),
	);
	const items: object[] = [];
	for (const { id } of generated) {
		const data = await store.store(
			{ type: 'execution', workflowId: 'w', executionId: '1' },
			Buffer.concat([jpeg, Buffer.alloc(megabytes * 1024 * 1024)]),
			{ data: '', mimeType: 'image/jpeg', fileName: 'front.jpg' },
		);
		items.push({ json: { id }, binary: { data } });
	}

	const before = process.memoryUsage().arrayBuffers;
	let peak = 0;
	const sampling = setInterval(() => {
		peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
	}, 5);
	const started = Date.now();
	const uploaded = await run(
		'upload',
		{ documentId: '={{ $json.id }}', binaryPropertyName: 'data' },
		items,
	);
	clearInterval(sampling);
	sandbox.stop();
	console.log(
		`${uploaded.length} files of ${megabytes} MB in ${((Date.now() - started) / 1000).toFixed(1)} s; ` +
			`buffers at most ${Math.round(peak / 1024 / 1024)} MB, of ${files * megabytes} MB sent`,
	);
	process.exit(0);
}

/** The sandbox as `npm run sandbox` starts it. */
async function startedSandbox(): Promise<{ url: string; token: string; stop: () => void }> {
	const { defaultToken } = await import('../sandbox/connectfi/options');
	const [port, kycPort] = [await getPort(), await getPort()];
	const child = execa(
		process.execPath,
		[
			'--import',
			'tsx',
			join(__dirname, '../sandbox/cli.ts'),
			`--port=${port}`,
			`--kyc-port=${kycPort}`,
		],
		{ stdio: 'ignore', reject: false },
	);
	const url = `http://127.0.0.1:${port}`;
	await waitFor(async () => await fetch(`${url}/health`).catch(() => undefined), 'the sandbox');
	return { url, token: defaultToken, stop: () => child.kill() };
}

void main();
