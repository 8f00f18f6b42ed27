import { readdirSync, readFileSync } from 'node:fs';
import type { INodeTypeDescription, JsonObject } from 'n8n-workflow';
import { CloudPaymentsKyc } from '../../../nodes/CloudPaymentsKyc/CloudPaymentsKyc.node';
import { ConnectFi } from '../../../nodes/ConnectFi/ConnectFi.node';
import { ConnectFiTrigger } from '../../../nodes/ConnectFi/ConnectFiTrigger.node';

/** The paths of all values in a schema, as n8n writes them. */
function pathsIn({ type, properties, items }: JsonObject, path = ''): string[] {
	if (type === 'array') return pathsIn((items ?? {}) as JsonObject, `${path}[*]`);
	if (type !== 'object') return [path];
	return Object.entries((properties ?? {}) as JsonObject).flatMap(([name, inner]) =>
		pathsIn(inner as JsonObject, path ? `${path}.${name}` : name),
	);
}

/** What the operations of a node give, by their output schemas. */
function outputPaths(node: string): string[] {
	const folder = `nodes/${node}/__schema__`;
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
	return files
		.filter((file) => file.endsWith('.json'))
		.flatMap((file) =>
			pathsIn(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as JsonObject),
		);
}

const declaredBy = ({ sensitiveOutputFields = [] }: INodeTypeDescription) => sensitiveOutputFields;

describe('n8n is told to redact', () => {
	const numbers = outputPaths('ConnectFi').filter((path) =>
		/dentification\w*\[\*\]\.value$/.test(path),
	);

	it('identification numbers wherever an operation gives them, in the full response too', () => {
		expect(numbers.length).toBeGreaterThanOrEqual(3);
		const declared = declaredBy(new ConnectFi().description);
		for (const path of numbers) {
			expect(declared).toContain(path);
			expect(declared).toContain(`data.${path}`);
		}
	});

	it('identification numbers in what the trigger gives of a legacy customer', () => {
		expect(declaredBy(new ConnectFiTrigger().description)).toEqual(
			declaredBy(new ConnectFi().description),
		);
	});

	it("the tokens in CloudPayments' responses", () => {
		const declared = declaredBy(new CloudPaymentsKyc().description);
		const tokens = outputPaths('CloudPaymentsKyc').filter((path) => /token$/i.test(path));
		expect(tokens.length).toBeGreaterThanOrEqual(2);
		for (const path of [...tokens, 'data.access_token', 'result.token'])
			expect(declared).toContain(path);
	});
});
