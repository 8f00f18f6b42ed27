import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ModuleKind, transpile } from 'typescript';
import type { Resource } from '../../nodes/ConnectFi/actions/operation';
import { resources } from '../../nodes/ConnectFi/actions/resources';
import { sampledConnectFi } from './support/schemas/connectFi';
import { outputSchema } from './support/schemas/outputSchemas';

const root = join(__dirname, '../..');

/** The file that the page writes, loaded as if it stood at its path. */
function loadExample(): Resource['operations'][number] {
	const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
	const [, path, code] = /^`(nodes\/.*\.operation\.ts)`:\n\n```ts\n([^]*?)^```/m.exec(page)!;
	const load = new Function('exports', 'require', transpile(code, { module: ModuleKind.CommonJS }));
	const exports = {};
	load(exports, (name: string) =>
		jest.requireActual<object>(name.startsWith('.') ? join(root, dirname(path), name) : name),
	);
	return exports as Resource['operations'][number];
}

it('the operation that CONTRIBUTING.md adds runs against the sandbox', async () => {
	resources.find(({ value }) => value === 'customer')!.operations.push(loadExample());
	const node = await sampledConnectFi();
	expect(await outputSchema(node, 'customer.update')).toMatchObject({
		properties: { customerId: { type: 'string' }, requestId: { type: 'string' } },
	});
	await node.close();
});
